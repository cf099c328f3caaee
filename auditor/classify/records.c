/* SPDX-License-Identifier: Apache-2.0 */
/* Walks from one TLS record to the next. */
#include "classify/records.h"

#define TYPE_ALERT 21
#define TYPE_APPLICATION_DATA 23

/* An alert, the type octet that TLS 1.3 puts behind it, and the tag of every AEAD suite of TLS 1.3 but CCM_8.
 */
#define ALERT_IN_TLS_1_3 (2 + 1 + 16)

static void
begin_record(struct record_side *side)
{
	side->type = side->header[0];
	side->length = (uint16_t)((unsigned)side->header[3] << 8 | side->header[4]);
	side->left = side->length;
	side->header_size = 0;
}

void
records_walk(struct records *records, enum side from, struct bytes octets)
{
	struct record_side *side = &records->sides[from];

	while (octets.size > 0 && !side->is_lost) {
		uint16_t step = octets.size < side->left ? (uint16_t)octets.size : side->left;

		bytes_skip(&octets, step);
		side->left = (uint16_t)(side->left - step);
		if (side->left > 0 || octets.size == 0)
			return;
		side->header[side->header_size++] = bytes_u8(&octets);
		if (side->header_size == sizeof(side->header))
			begin_record(side);
	}
}

void
records_lost(struct records *records, enum side from)
{
	records->sides[from].is_lost = true;
}

static bool
is_goodbye(const struct record_side *side)
{
	if (side->is_lost || side->left > 0 || side->header_size > 0)
		return false;
	return side->type == TYPE_ALERT ||
	       (side->type == TYPE_APPLICATION_DATA && side->length == ALERT_IN_TLS_1_3);
}

bool
records_end_in_goodbye(const struct records *records)
{
	return is_goodbye(&records->sides[CLIENT]) || is_goodbye(&records->sides[SERVER]);
}
