/* SPDX-License-Identifier: Apache-2.0 */
/* Records of TLS that tell nothing of what it protects, nor of whom. */
#include "classify/harmless_room.h"

#define HEAD 5
#define MOST (16384 + 2048) /* octets of a record: RFC 5246 6.2.3 */
#define CLIENT_HELLO 1

/* RFC 8446 5.1 */
enum record { RECORD_CHANGE = 20, RECORD_ALERT, RECORD_HANDSHAKE, RECORD_DATA, RECORD_HEARTBEAT };

static unsigned
length_of(const uint8_t *head)
{
	return (unsigned)head[3] << 8 | head[4];
}

static bool
is_record(const uint8_t *head)
{
	return head[0] >= RECORD_CHANGE && head[0] <= RECORD_HEARTBEAT && head[1] == 3 &&
	       length_of(head) <= MOST;
}

/* What a client says in clear behind its hello may be a certificate, which has a person's name in it. */
static bool
is_shown(struct harmless_tls *tls, enum side from)
{
	if (tls->head[0] == RECORD_CHANGE)
		tls->is_encrypted = true;
	if (tls->head[0] != RECORD_HANDSHAKE || from == SERVER || tls->is_encrypted)
		return tls->head[0] <= RECORD_HANDSHAKE;
	tls->is_named |= tls->head[HEAD] != CLIENT_HELLO;
	return !tls->is_named;
}

/* Take an octet of a record's head, or the first one behind it. */
static void
take_head(const struct hearing *hearing, struct bytes *octets)
{
	struct harmless_tls *tls = &hearing->side->tls;
	const uint8_t       *at = octets->data;

	tls->head[tls->head_size++] = bytes_u8(octets);
	if (tls->head_size <= HEAD)
		harmless_show(hearing, at, 1);
	if (tls->head_size == HEAD) {
		hearing->side->is_blank = !is_record(tls->head);
		if (length_of(tls->head) == 0)
			tls->head_size = 0;
	}
	if (tls->head_size <= HEAD)
		return;
	tls->left = length_of(tls->head) - 1;
	tls->shows = is_shown(tls, hearing->from);
	if (tls->shows)
		harmless_show(hearing, at, 1);
	if (tls->left == 0)
		tls->head_size = 0;
}

void
harmless_hear_tls(const struct hearing *hearing, struct bytes octets)
{
	struct harmless_tls *tls = &hearing->side->tls;

	while (octets.size > 0 && !hearing->side->is_blank) {
		struct bytes part;

		if (tls->left == 0) {
			take_head(hearing, &octets);
			continue;
		}
		part = bytes_take(&octets, tls->left < octets.size ? tls->left : octets.size);
		if (tls->shows)
			harmless_show(hearing, part.data, part.size);
		tls->left -= (uint32_t)part.size;
		if (tls->left == 0)
			tls->head_size = 0;
	}
}
