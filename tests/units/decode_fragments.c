/* SPDX-License-Identifier: Apache-2.0 */
/* Fragments of IP: put together however they come, and counted when they cannot be.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode_pieces.h"
#include "unit.h"

#define SECOND INT64_C(1000000000)

/* Send the pieces in that order; all but the last are held, and the last makes the segment. */
static void
want_segment_of(const struct datagram_made *made, const struct piece *pieces, const size_t *order,
		size_t count)
{
	struct decoder *decoder = decoder_for_test();

	for (size_t i = 0; i < count; i++) {
		struct told told = send_piece(decoder, made, pieces[order[i]], (int64_t)i);

		if (i + 1 < count) {
			CU_ASSERT_EQUAL(told.result, DECODED_FRAGMENT_HELD);
			continue;
		}
		CU_ASSERT_TRUE(is_made_segment(&told, made));
		CU_ASSERT_EQUAL(told.segment.time, (int64_t)i);
		CU_ASSERT_EQUAL(told.segment.place, (place)i + 1);
	}
	decoder_close(decoder);
	CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT_HELD), count - 1);
	CU_ASSERT_EQUAL(count_of(decoder, DECODED_SEGMENT), 1);
	decoder_free(decoder);
}

static void
fragments_in_any_order_give_the_segment(void)
{
	static const struct piece pieces[] = {
	    {0,   24 },
            {24,  400},
            {424, 8  },
            {432, 201}
        };
	size_t order[4];

	for (uint8_t family = 4; family <= 6; family += 2) {
		struct datagram_made made = datagram_make(family, 633, 7);

		for (unsigned way = 0; way < 256; way++) {
			unsigned seen = 0;

			for (unsigned i = 0; i < 4; i++)
				seen |= 1u << (order[i] = way >> 2 * i & 3);
			if (seen == 15)
				want_segment_of(&made, pieces, order, 4);
		}
	}
}

static void
the_header_of_tcp_may_be_cut_as_well(void)
{
	size_t       order[256];
	struct piece pieces[256];

	for (size_t size = 8; size <= 64; size += 8)
		for (uint8_t family = 4; family <= 6; family += 2)
			for (size_t total = 20; total < 150; total++) {
				struct datagram_made made = datagram_make(family, total, 7);
				size_t               count = datagram_cut(&made, size, pieces);

				for (size_t i = 0; i < count; i++)
					order[i] = count - 1 - i;
				if (count > 1)
					want_segment_of(&made, pieces, order, count);
			}
}

static void
the_longest_datagram_is_put_together(void)
{
	static struct piece pieces[8192];
	static size_t       order[8192];

	for (uint8_t family = 4; family <= 6; family += 2) {
		struct datagram_made made = datagram_make(family, DATAGRAM_LONGEST, 7);
		size_t               count = datagram_cut(&made, 1480, pieces);

		for (size_t i = 0; i < count; i++)
			order[i] = (i + 20) % count;
		want_segment_of(&made, pieces, order, count);
	}
}

static void
fragments_that_come_again_are_no_doubt(void)
{
	static const struct piece pieces[] = {
	    {0,  24},
            {0,  24},
            {24, 76},
            {0,  24},
            {24, 76},
            {24, 76}
        };

	for (uint8_t family = 4; family <= 6; family += 2) {
		struct decoder      *decoder = decoder_for_test();
		struct datagram_made made = datagram_make(family, 100, 7);

		for (size_t i = 0; i < 6; i++)
			CU_ASSERT_EQUAL(send_piece(decoder, &made, pieces[i], 0).result,
					i == 2 ? DECODED_SEGMENT : DECODED_FRAGMENT_HELD);
		decoder_close(decoder);
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT_HELD), 5);
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 0);
		CU_ASSERT_EQUAL(decoder_counts(decoder)->conflicting_fragments, 0);
		decoder_free(decoder);
	}
}

static void
an_identification_may_be_used_again(void)
{
	struct decoder *decoder = decoder_for_test();

	for (unsigned i = 0; i < 20; i++) {
		struct datagram_made made = datagram_make(4, 100 + i % 3, 7);
		struct told          told;

		datagram_fill(&made, i);
		CU_ASSERT_EQUAL(send_piece(decoder, &made, (struct piece){0, 48}, 0).result,
				DECODED_FRAGMENT_HELD);
		told = send_piece(decoder, &made, (struct piece){48, made.size - 48}, 0);
		CU_ASSERT_TRUE(is_made_segment(&told, &made));
	}
	CU_ASSERT_EQUAL(decoder_counts(decoder)->conflicting_fragments, 0);
	decoder_free(decoder);
}

/* RFC 791 3.2: addresses, protocol and identification; RFC 8200 4.5: the protocol is the first one's. */
static void
fragments_of_different_datagrams_are_kept_apart(void)
{
	struct decoder      *decoder = decoder_for_test();
	struct datagram_made made[5];
	struct piece         begin = {0, 48}, end = {48, 52};

	for (unsigned i = 0; i < 5; i++) {
		made[i] = datagram_make(i < 3 ? 4 : 6, 100, 7);
		datagram_fill(&made[i], i);
	}
	made[1].id = made[4].id = 8;
	made[2].host = 9;
	for (size_t i = 0; i < 5; i++)
		CU_ASSERT_EQUAL(send_piece(decoder, &made[i], begin, 0).result, DECODED_FRAGMENT_HELD);
	made[0].protocol = 17;
	CU_ASSERT_EQUAL(send_piece(decoder, &made[0], end, 0).result, DECODED_FRAGMENT_HELD);
	made[0].protocol = 6;
	made[3].protocol = 17;
	for (size_t i = 0; i < 5; i++) {
		struct told told = send_piece(decoder, &made[i], end, 0);

		CU_ASSERT_TRUE(is_made_segment(&told, &made[i]));
	}
	decoder_free(decoder);
}

static void
of_ipv6_the_protocol_is_that_of_the_first_fragment(void)
{
	struct decoder      *decoder = decoder_for_test();
	struct datagram_made made = datagram_make(6, 100, 7);
	struct told          told;

	made.protocol = 17;
	send_piece(decoder, &made, (struct piece){48, 52}, 0);
	made.protocol = 6;
	told = send_piece(decoder, &made, (struct piece){0, 48}, 0);
	CU_ASSERT_TRUE(is_made_segment(&told, &made));
	decoder_free(decoder);
}

static void
what_does_not_become_whole_is_a_doubt_in_the_end(void)
{
	for (uint8_t family = 4; family <= 6; family += 2) {
		struct decoder      *decoder = decoder_for_test();
		struct datagram_made made = datagram_make(family, 100, 7);

		CU_ASSERT_EQUAL(send_piece(decoder, &made, (struct piece){24, 24}, 0).result,
				DECODED_FRAGMENT_HELD);
		CU_ASSERT_EQUAL(send_piece(decoder, &made, (struct piece){48, 52}, 0).result,
				DECODED_FRAGMENT_HELD);
		decoder_close(decoder);
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT_HELD), 0);
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 2);
		decoder_free(decoder);
	}
}

static void
after_thirty_seconds_the_last_fragment_is_too_late(void)
{
	struct datagram_made made = datagram_make(4, 100, 7);
	struct piece         begin = {0, 48}, end = {48, 52};

	for (int64_t late = 0; late < 2; late++) {
		struct decoder *decoder = decoder_for_test();

		send_piece(decoder, &made, begin, 5 * SECOND);
		CU_ASSERT_EQUAL(send_piece(decoder, &made, end, 35 * SECOND + late).result,
				late ? DECODED_FRAGMENT_HELD : DECODED_SEGMENT);
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), (uint64_t)late);
		decoder_free(decoder);
	}
}

static void
a_clock_that_goes_back_ends_nothing(void)
{
	struct datagram_made made = datagram_make(4, 100, 7);
	struct decoder      *decoder = decoder_for_test();

	send_piece(decoder, &made, (struct piece){0, 48}, 5 * SECOND);
	CU_ASSERT_EQUAL(send_piece(decoder, &made, (struct piece){48, 24}, INT64_MIN).result,
			DECODED_FRAGMENT_HELD);
	CU_ASSERT_EQUAL(send_piece(decoder, &made, (struct piece){72, 28}, 4 * SECOND).result,
			DECODED_SEGMENT);
	decoder_free(decoder);
}

static void
of_ipv4_the_first_copy_wins_and_others_are_counted(void)
{
	struct decoder      *decoder = decoder_for_test();
	struct datagram_made made = datagram_make(4, 200, 7), other = made;
	struct told          told;

	memset(other.octets + 104, 0xee, 8);
	send_piece(decoder, &made, (struct piece){0, 112}, 0);
	/* The same octets, cut in another way: nothing to remark. */
	send_piece(decoder, &made, (struct piece){96, 32}, 0);
	CU_ASSERT_EQUAL(decoder_counts(decoder)->conflicting_fragments, 0);
	send_piece(decoder, &other, (struct piece){104, 40}, 0);
	CU_ASSERT_EQUAL(decoder_counts(decoder)->conflicting_fragments, 1);
	told = send_piece(decoder, &made, (struct piece){144, 56}, 0);
	CU_ASSERT_TRUE(is_made_segment(&told, &made));
	decoder_free(decoder);
}

/* RFC 8200 4.5, RFC 5722 4: the datagram is discarded, with what still comes of it. */
static void
of_ipv6_an_overlap_spoils_the_datagram(void)
{
	for (int way = 0; way < 2; way++) {
		struct decoder      *decoder = decoder_for_test();
		struct datagram_made made = datagram_make(6, 200, 7);
		struct piece         over = way == 0 ? (struct piece){104, 40} : (struct piece){8, 16};

		send_piece(decoder, &made, (struct piece){0, 112}, 0);
		if (way == 1)
			made.octets[9] ^= 1;
		CU_ASSERT_EQUAL(send_piece(decoder, &made, over, 0).result, DECODED_FRAGMENT);
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 2);
		CU_ASSERT_EQUAL(send_piece(decoder, &made, (struct piece){112, 88}, 0).result,
				DECODED_FRAGMENT);
		decoder_close(decoder);
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 3);
		decoder_free(decoder);
	}
}

static void
a_datagram_has_one_end(void)
{
	static const struct piece others[] = {
	    {24, 16},
            {24, 64},
            {96, 24}
        };
	static const bool is_last[] = {true, true, false};

	for (size_t i = 0; i < 3; i++) {
		struct decoder      *decoder = decoder_for_test();
		struct datagram_made made = datagram_make(4, 200, 7);

		made.size = 48; /* so that this piece is the last */
		send_piece(decoder, &made, (struct piece){24, 24}, 0);
		made.size = is_last[i] ? others[i].offset + others[i].size : 200;
		CU_ASSERT_EQUAL(send_piece(decoder, &made, others[i], 0).result, DECODED_FRAGMENT);
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 2);
		decoder_free(decoder);
	}
}

static void
nothing_lies_beyond_the_end_of_a_datagram(void)
{
	struct decoder      *decoder = decoder_for_test();
	struct datagram_made made = datagram_make(4, 200, 7);

	send_piece(decoder, &made, (struct piece){48, 48}, 0);
	made.size = 40;
	CU_ASSERT_EQUAL(send_piece(decoder, &made, (struct piece){24, 16}, 0).result, DECODED_FRAGMENT);
	CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 2);
	decoder_free(decoder);
}

static void
a_fragment_cut_by_the_capture_spoils_the_datagram(void)
{
	struct decoder      *decoder = decoder_for_test();
	struct datagram_made made = datagram_make(4, 200, 7);

	send_piece(decoder, &made, (struct piece){96, 104}, 0);
	made.cut = 1;
	CU_ASSERT_EQUAL(send_piece(decoder, &made, (struct piece){0, 48}, 0).result, DECODED_FRAGMENT);
	made.cut = 0;
	CU_ASSERT_EQUAL(send_piece(decoder, &made, (struct piece){48, 48}, 0).result, DECODED_FRAGMENT);
	CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 3);
	decoder_free(decoder);
}

SUITE("decode: fragments", ROW(fragments_in_any_order_give_the_segment),
      ROW(the_header_of_tcp_may_be_cut_as_well), ROW(the_longest_datagram_is_put_together),
      ROW(fragments_that_come_again_are_no_doubt), ROW(an_identification_may_be_used_again),
      ROW(fragments_of_different_datagrams_are_kept_apart),
      ROW(what_does_not_become_whole_is_a_doubt_in_the_end),
      ROW(after_thirty_seconds_the_last_fragment_is_too_late), ROW(a_clock_that_goes_back_ends_nothing),
      ROW(of_ipv6_the_protocol_is_that_of_the_first_fragment), ROW(nothing_lies_beyond_the_end_of_a_datagram),
      ROW(of_ipv4_the_first_copy_wins_and_others_are_counted), ROW(of_ipv6_an_overlap_spoils_the_datagram),
      ROW(a_datagram_has_one_end), ROW(a_fragment_cut_by_the_capture_spoils_the_datagram))
