/* SPDX-License-Identifier: Apache-2.0 */
/* Overwrites what a frame carries, and mends its checksums. */
#include "decode/redact.h"

#include <string.h>

#include "decode/checksum.h"

#define OVERWRITTEN                                                                                          \
	'x' /* no capital: devices on the path make XXXX of STARTTLS, and this must not look so              \
	     */
#define PROTOCOL_UDP 17

static size_t
overwrite(uint8_t *octets, size_t from, size_t to, const uint8_t *keep)
{
	size_t count = 0;

	for (size_t i = from; i < to; i++)
		if (keep == NULL || keep[i] == 0) {
			octets[i] = OVERWRITTEN;
			count++;
		}
	return count;
}

/* Whether the two octets at the field are zero: of UDP over IPv4 that means that there is no checksum. */
static bool
is_zero(const uint8_t *field)
{
	return field[0] == 0 && field[1] == 0;
}

static bool
was_right(const struct packet *packet, const struct trail_sum *sum, const struct checksum_pseudo *pseudo)
{
	return sum->is_sure &&
	       checksum_is_right(pseudo, bytes_of(packet->bytes.data + sum->at, sum->end - sum->at));
}

/* True iff it became zero. */
static bool
mend(uint8_t *octets, const struct packet *packet, const struct trail_sum *sum)
{
	const struct checksum_pseudo pseudo = {sum->from, sum->to, sum->family, sum->protocol};
	uint8_t                     *field = octets + sum->field;

	if (sum->protocol == PROTOCOL_UDP && is_zero(field))
		return false;
	if (!was_right(packet, sum, &pseudo)) {
		memset(field, 0, sizeof(uint16_t));
		return true;
	}
	checksum_put(&pseudo, octets + sum->at, sum->end - sum->at, sum->field - sum->at);
	if (sum->protocol == PROTOCOL_UDP && is_zero(field)) /* RFC 768: the other zero */
		memset(field, 0xff, sizeof(uint16_t));
	return false;
}

struct redaction
redact(uint8_t *octets, const struct packet *packet, const struct trail *trail, const uint8_t *keep)
{
	struct redaction redaction = {0};
	bool             has_changed;

	redaction.overwritten = overwrite(octets, trail->headers, trail->end, keep);
	memset(octets + trail->end, 0, packet->bytes.size - trail->end);
	/* From the inside out: the outer ones cover the inner ones. */
	has_changed = redaction.overwritten > 0;
	for (size_t i = trail->sum_count; i > 0; i--) {
		const struct trail_sum *sum = &trail->sums[i - 1];

		if (sum->field + sizeof(uint16_t) > trail->headers) /* of what turned out to be no header */
			continue;
		has_changed |= sum->is_cut;
		if (has_changed)
			redaction.has_zeroed |= mend(octets, packet, sum);
	}
	return redaction;
}
