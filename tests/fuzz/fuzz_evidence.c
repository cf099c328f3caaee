/* SPDX-License-Identifier: Apache-2.0 */
/* Of any frame nothing is left but headers; and of any talk, however it is cut, no more is shown than of the
 * whole. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "classify/harmless.h"
#include "decode/redact.h"

static void
want(bool truth)
{
	if (!truth)
		abort();
}

static bool
is_sum(const struct trail *trail, size_t at)
{
	for (size_t i = 0; i < trail->sum_count; i++)
		if (at == trail->sums[i].field || at == trail->sums[i].field + 1)
			return true;
	return false;
}

/* The first octet is the link type, the second how much longer the frame was on the wire. */
static void
frame(const uint8_t *data, size_t size)
{
	static struct decoder *decoder;
	const struct packet    packet = {.bytes = bytes_of(data + 2, size - 2),
					 .wire_length = (uint32_t)(size - 2 + data[1]),
					 .link_type = data[0],
					 .place = 1};
	uint8_t               *octets = malloc(size);
	struct trail           trail;

	if (decoder == NULL)
		decoder = decoder_new(&decoder_limits_default);
	want(octets != NULL && decoder != NULL);
	memcpy(octets, data + 2, size - 2);
	trail_of(decoder, &packet, &trail);
	want(trail.headers <= trail.end && trail.end <= size - 2);
	(void)redact(octets, &packet, &trail, NULL);
	for (size_t i = 0; i < size - 2; i++) {
		if (i < trail.headers)
			want(octets[i] == data[i + 2] || is_sum(&trail, i));
		else
			want(octets[i] == (i < trail.end ? 'x' : 0));
	}
	free(octets);
}

/* As in fuzz_dialogue: each chunk has a head with its side and length.  What is seen of it is put into
 * ${keep}. */
static void
talk(const uint8_t *data, size_t size, size_t step, uint8_t *keep)
{
	struct harmless *harmless = malloc(sizeof(*harmless));

	want(harmless != NULL);
	harmless_begin(harmless, true);
	for (size_t at = 0; at < size;) {
		enum side from = (data[at] & 0x80) != 0 ? SERVER : CLIENT;
		size_t    count = data[at++] & 0x7f;

		if (count > size - at)
			count = size - at;
		if (count == 0)
			harmless_missed(harmless);
		for (size_t done = 0; done < count; done += step) {
			size_t now = step < count - done ? step : count - done;

			harmless_heard(harmless, from, bytes_of(data + at + done, now), keep + at + done);
		}
		at += count;
	}
	harmless_end(harmless);
	free(harmless);
}

static void
talks(const uint8_t *data, size_t size)
{
	static const size_t steps[] = {1, 2, 7};
	uint8_t            *whole = calloc(size, 1), *cut = calloc(size, 1);

	want(whole != NULL && cut != NULL);
	talk(data, size, SIZE_MAX / 2, whole);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		memset(cut, 0, size);
		talk(data, size, steps[i], cut);
		for (size_t at = 0; at < size; at++)
			want(cut[at] <= whole[at]);
	}
	free(whole);
	free(cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 4)
		return 0;
	if (data[0] & 1)
		frame(data + 1, size - 1);
	else
		talks(data + 1, size - 1);
	return 0;
}
