/* SPDX-License-Identifier: Apache-2.0 */
/* Fragments of IP: never too many at once, many mixed, and around tunnels and in them.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode_pieces.h"
#include "unit.h"

#define SECOND INT64_C(1000000000)
#define IP_IN_IP 4
#define UDP 17

static void
the_oldest_goes_when_there_is_no_room(void)
{
	const struct decoder_limits limits = {.datagrams = 4, .octets = 0, .wait = SECOND};
	struct decoder             *decoder = decoder_new(&limits);
	struct datagram_made        made = datagram_make(4, 100, 0);

	CU_ASSERT_PTR_NOT_NULL_FATAL(decoder);
	for (made.id = 0; made.id < 6; made.id++)
		send_piece(decoder, &made, (struct piece){0, 48}, 0);
	CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 2);
	for (made.id = 2; made.id < 6; made.id++)
		CU_ASSERT_EQUAL(send_piece(decoder, &made, (struct piece){48, 52}, 0).result,
				DECODED_SEGMENT);
	/* Those four go before one that still waits. */
	for (made.id = 6; made.id < 9; made.id++)
		send_piece(decoder, &made, (struct piece){0, 48}, 0);
	CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 2);
	decoder_free(decoder);
}

static void
octets_are_bounded_but_one_datagram_has_always_room(void)
{
	const struct decoder_limits limits = {.datagrams = 1000, .octets = 100000, .wait = SECOND};
	static struct piece         pieces[8192];
	struct decoder             *decoder = decoder_new(&limits);
	struct datagram_made        made = datagram_make(4, DATAGRAM_LONGEST, 0);
	struct told                 told = {0};
	size_t                      count = datagram_cut(&made, 8000, pieces);

	CU_ASSERT_PTR_NOT_NULL_FATAL(decoder);
	for (made.id = 0; made.id < 900; made.id++)
		send_piece(decoder, &made, (struct piece){8000, 8000}, 0);
	CU_ASSERT(count_of(decoder, DECODED_FRAGMENT_HELD) * 8000 <= 100000);
	for (size_t i = 0; i < count; i++)
		told = send_piece(decoder, &made, pieces[i], 0);
	CU_ASSERT_TRUE(is_made_segment(&told, &made));
	decoder_close(decoder);
	CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 900);
	decoder_free(decoder);
}

static void
a_datagram_makes_room_for_itself_however_old(void)
{
	const struct decoder_limits limits = {.datagrams = 1000, .octets = 100000, .wait = SECOND};
	static struct piece         pieces[8192];
	struct decoder             *decoder = decoder_new(&limits);
	struct datagram_made        old = datagram_make(4, DATAGRAM_LONGEST, 1000), made = old;
	struct told                 told = {0};
	size_t                      count = datagram_cut(&old, 8000, pieces);

	CU_ASSERT_PTR_NOT_NULL_FATAL(decoder);
	send_piece(decoder, &old, pieces[0], 0);
	for (made.id = 0; made.id < 8; made.id++)
		send_piece(decoder, &made, pieces[1], 0);
	for (size_t i = 1; i < count; i++)
		told = send_piece(decoder, &old, pieces[i], 0);
	CU_ASSERT_TRUE(is_made_segment(&told, &old));
	CU_ASSERT(count_of(decoder, DECODED_FRAGMENT) > 0);
	decoder_free(decoder);
}

/* Many datagrams at once, their pieces shuffled and some twice: each gives its own segment, once. */
static void
any_mixture_gives_each_segment_once(void)
{
	enum { DATAGRAMS = 40, ROUNDS = 60 };
	static struct datagram_made made[DATAGRAMS];
	static struct piece         pieces[DATAGRAMS][8192];
	size_t                      counts[DATAGRAMS], sent = 0;

	srand(3);
	for (int round = 0; round < ROUNDS; round++) {
		struct decoder *decoder = decoder_for_test();
		size_t          segments = 0, left = 0;

		for (size_t i = 0; i < DATAGRAMS; i++) {
			made[i] = datagram_make(i % 2 ? 4 : 6, 20 + (size_t)rand() % 3000, (uint32_t)i);
			datagram_fill(&made[i], (unsigned)(round * DATAGRAMS) + (unsigned)i);
			counts[i] = datagram_cut(&made[i], 8 + (size_t)(rand() % 60) * 8, pieces[i]);
			left += counts[i];
		}
		for (sent = 0; left > 0; sent++) {
			size_t       which = (size_t)rand() % DATAGRAMS, at;
			struct told  told;
			struct piece piece;

			if (counts[which] == 0)
				continue;
			at = (size_t)rand() % counts[which];
			piece = pieces[which][at];
			if (rand() % 4 != 0) {
				pieces[which][at] = pieces[which][--counts[which]];
				left--;
			}
			told = send_piece(decoder, &made[which], piece, 0);
			if (told.result == DECODED_FRAGMENT_HELD)
				continue;
			CU_ASSERT_TRUE(is_made_segment(&told, &made[which]));
			segments += piece.size < made[which].size;
		}
		decoder_close(decoder);
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 0);
		CU_ASSERT(segments <= DATAGRAMS && segments > DATAGRAMS / 2);
		decoder_free(decoder);
	}
}

/* Send the datagram in two pieces, each in another datagram that is sent so, and so on; what the last one
 * gave. */
static struct told
send_within(struct decoder *decoder, unsigned depth, const struct datagram_made *made, uint32_t *id)
{
	struct piece pieces[] = {
	    {0,  24             },
            {24, made->size - 24}
        };
	struct datagram_made outer = {.family = 4, .protocol = IP_IN_IP, .host = 2};
	struct told          told = {0};

	for (size_t i = 0; i < 2; i++) {
		if (depth == 1) {
			told = send_piece(decoder, made, pieces[i], 0);
			continue;
		}
		outer.id = ++*id;
		outer.size = piece_packet(made, pieces[i], outer.octets);
		told = send_within(decoder, depth - 1, &outer, id);
	}
	return told;
}

static void
fragments_in_fragments_are_put_together_to_a_bounded_depth(void)
{
	for (unsigned depth = 1; depth <= 4; depth++) {
		struct decoder      *decoder = decoder_for_test();
		struct datagram_made made = datagram_make(4, 100, 7);
		uint32_t             id = 0;
		struct told          told = send_within(decoder, depth, &made, &id);

		if (depth <= 3)
			CU_ASSERT_TRUE(is_made_segment(&told, &made));
		CU_ASSERT(depth <= 3 || told.result == DECODED_TOO_DEEP);
		decoder_close(decoder);
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), 0);
		decoder_free(decoder);
	}
}

static void
udp_in_fragments_is_not_tcp_unless_it_is_a_tunnel(void)
{
	static const uint8_t vxlan_header[] = {0xc0, 0, 0x12, 0xb5, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 1,
					       0,    2, 0,    0,    0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0};
	struct datagram_made inner = datagram_make(4, 100, 7);
	struct datagram_made outer = {.family = 6, .protocol = UDP, .host = 2, .id = 1, .size = 150};

	for (int is_tunnel = 0; is_tunnel < 2; is_tunnel++) {
		struct decoder *decoder = decoder_for_test();
		struct told     told;

		memcpy(outer.octets, vxlan_header, sizeof(vxlan_header));
		outer.octets[3] = is_tunnel ? 0xb5 : 53;
		piece_packet(&inner, (struct piece){0, 100}, outer.octets + sizeof(vxlan_header));
		send_piece(decoder, &outer, (struct piece){80, 70}, 0);
		told = send_piece(decoder, &outer, (struct piece){0, 80}, 0);
		if (is_tunnel)
			CU_ASSERT_TRUE(is_made_segment(&told, &inner));
		CU_ASSERT(is_tunnel || told.result == DECODED_NOT_TCP);
		/* Alone, the first shows what it is, and others do not. */
		outer.id++;
		send_piece(decoder, &outer, (struct piece){0, 80}, 0);
		outer.id++;
		send_piece(decoder, &outer, (struct piece){80, 70}, 0);
		decoder_close(decoder);
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_FRAGMENT), (is_tunnel ? 1u : 0u));
		CU_ASSERT_EQUAL(count_of(decoder, DECODED_UDP_FRAGMENT), (is_tunnel ? 1u : 2u));
		decoder_free(decoder);
	}
}

/* Receivers drop segments whose checksum is wrong; of fragments it may also show that they do not belong
 * together. */
static void
checksums_of_what_was_put_together_are_looked_at_whatever_the_size(void)
{
	struct decoder      *decoder = decoder_for_test();
	struct datagram_made made = datagram_make(4, 1000, 7);
	struct told          told;

	send_piece(decoder, &made, (struct piece){0, 480}, 0);
	told = send_piece(decoder, &made, (struct piece){480, 520}, 0);
	CU_ASSERT_TRUE(is_made_segment(&told, &made));
	CU_ASSERT_TRUE(told.segment.bad_checksum);
	CU_ASSERT_FALSE(send_piece(decoder, &made, (struct piece){0, 1000}, 0).segment.bad_checksum);
	decoder_free(decoder);
}

SUITE("decode: fragments, mixed", ROW(the_oldest_goes_when_there_is_no_room),
      ROW(octets_are_bounded_but_one_datagram_has_always_room), ROW(any_mixture_gives_each_segment_once),
      ROW(fragments_in_fragments_are_put_together_to_a_bounded_depth),
      ROW(a_datagram_makes_room_for_itself_however_old),
      ROW(udp_in_fragments_is_not_tcp_unless_it_is_a_tunnel),
      ROW(checksums_of_what_was_put_together_are_looked_at_whatever_the_size))
