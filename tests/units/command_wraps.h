/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_COMMAND_WRAPS_H
#define TESTS_COMMAND_WRAPS_H

#include <stddef.h>
#include <stdint.h>

/*
 * wraps: headers put around an IP packet, one after the other, from inside to
 * outside.  To add one: write wrap_NAME, which puts its header in front with
 * wrap_front and says in `type` what the frame is then, add row(NAME), and
 * name it in a row of wrappings.
 */
#define WRAP_ROOM 4096

/* What a frame begins with: an EtherType, or one of these, which no EtherType is. */
enum wrap_type {
	WRAP_IPV4 = 0x0800,
	WRAP_IPV6 = 0x86dd,
	WRAP_ETHERNET = 0x6558, /* transparent Ethernet bridging */
	WRAP_PPP = 0x880b,
	WRAP_VLAN = 0x8100,
	WRAP_QINQ = 0x88a8,
	WRAP_MPLS = 0x8847,
	WRAP_PPPOE = 0x8864,
	WRAP_LINK = 1, /* nothing goes around it any more */
	WRAP_GRE,
	WRAP_UDP,
	WRAP_PSEUDOWIRE,
};

struct wrap {
	uint8_t  room[WRAP_ROOM]; /* the frame is its end, from `begin` */
	size_t   begin;
	uint16_t type;
};

#define EACH_WRAP(row)                                                                                       \
	row(ethernet) row(ethernet_padded) row(ethernet_snap) row(vlan) row(qinq) row(mpls) row(pseudowire)  \
	    row(ppp) row(pppoe) row(cooked) row(cooked2) row(null) row(loop) row(nflog) row(wifi)            \
		row(radiotap) row(ipv4) row(ipv6) row(teredo_ipv6) row(authentication) row(gre) row(gre_key) \
		    row(gre_checksum_sequence) row(erspan2) row(erspan3) row(vxlan) row(vxlan_gpe)           \
			row(geneve) row(gtpu) row(l2tp) row(teredo)

#define row(name) void wrap_##name(struct wrap *wrap);
EACH_WRAP(row)
#undef row

/* Room for ${size} octets in front, all zero; the same with what ${octets} says. */
uint8_t *wrap_front(struct wrap *wrap, size_t size);
uint8_t *wrap_front_octets(struct wrap *wrap, const void *octets, size_t size);

static inline void
wrap_put16(uint8_t *at, size_t number)
{
	at[0] = (uint8_t)(number >> 8);
	at[1] = (uint8_t)number;
}

/* The frames that one packet has become, in the order in which they were sent. */
#define WRAPS_AT_MOST 64
struct wraps {
	struct wrap list[WRAPS_AT_MOST];
	size_t      count;
	uint32_t    id; /* for fragments, goes on from packet to packet */
};

enum wrap_order { IN_ORDER, LAST_FIRST, EACH_TWICE, MIDDLE_FIRST };

/* One step: a header around each frame; where `around` is NULL, fragments of at most `longest` octets. */
struct wrap_step {
	void (*around)(struct wrap *wrap);
	size_t          longest;
	enum wrap_order order;
};

#define WRAP_STEPS_AT_MOST 8
struct wrapping {
	const char      *name;
	int              link_type;
	struct wrap_step steps[WRAP_STEPS_AT_MOST];
};

extern const struct wrapping wrappings[];
extern const size_t          wrappings_count;

/* What the IP packet of ${size} octets becomes. */
void wrap_packet(const struct wrapping *wrapping, const uint8_t *ip, size_t size, struct wraps *wraps);

static inline const uint8_t *
wrap_octets(const struct wrap *wrap)
{
	return wrap->room + wrap->begin;
}

static inline size_t
wrap_size(const struct wrap *wrap)
{
	return WRAP_ROOM - wrap->begin;
}

#endif
