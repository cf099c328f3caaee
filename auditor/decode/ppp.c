/* SPDX-License-Identifier: Apache-2.0 */
/* PPP (RFC 1661) in its framings: plain, like HDLC (RFC 1662), over Ethernet (RFC 2516), and Cisco's HDLC. */

#include "decode/layers.h"

#define ALL_STATIONS 0xff
#define UNNUMBERED 0x03
#define CISCO_UNICAST 0x0f
#define CISCO_MULTICAST 0x8f
#define IS_CONTROL 0x8000 /* RFC 1661 2: network control, link control and their like */

static const struct {
	uint16_t number;
	struct step (*take)(struct walk *walk);
} protocols[] = {
    {0x0021, layer_ipv4  },
    {0x0057, layer_ipv6  },
    {0x0281, layer_mpls  }, /* unicast */
    {0x0283, layer_mpls  }, /* multicast */
    {0x0053, layer_opaque}, /* encrypted, RFC 1968 */
    {0x00fd, layer_opaque}, /* compressed or, with MPPE, encrypted: RFC 3078 3 */
};

static struct step
step_to_protocol(uint16_t protocol)
{
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (protocols[i].number == protocol)
			return step_to(protocols[i].take);
	return step_end(protocol & IS_CONTROL ? DECODED_NOT_IP : DECODED_UNKNOWN_ETHERTYPE);
}

/* RFC 1661 2 and 6.5: the last octet of the number is odd, all others even; a zero in front may be left out.
 */
static struct step
numbered(struct walk *walk)
{
	const uint8_t *number = walk_peek(walk, 2);

	if (number == NULL)
		return walk_short(walk, 2);
	if (number[0] & 1) {
		walk_skip(walk, 1);
		return step_to_protocol(number[0]);
	}
	walk_skip(walk, 2);
	return step_to_protocol(be16_at(number));
}

struct step
layer_ppp(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, 2);

	if (header == NULL)
		return walk_short(walk, 2);
	if (header[0] == CISCO_UNICAST || header[0] == CISCO_MULTICAST)
		return step_to(layer_cisco_hdlc);
	/* RFC 1662 3.1, left out where both sides agreed to (RFC 1661 6.6). */
	if (header[0] == ALL_STATIONS && header[1] == UNNUMBERED)
		walk_skip(walk, 2);
	return numbered(walk);
}

/* One octet in front says who sent it; pppd puts it in place of the address, others before it. */
struct step
layer_ppp_sided(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, 2);

	if (header == NULL)
		return walk_short(walk, 2);
	if (header[1] == UNNUMBERED) {
		walk_skip(walk, 2);
		return numbered(walk);
	}
	walk_skip(walk, 1);
	return step_to(layer_ppp);
}

struct step
layer_cisco_hdlc(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, 4);

	if (header == NULL)
		return walk_short(walk, 4);
	return step_to_ethertype(be16_at(header + 2));
}

struct step
layer_pppoe(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, 6);

	if (header == NULL)
		return walk_short(walk, 6);
	if (header[1] != 0) /* RFC 2516 6: 0 is session data */
		return step_end(DECODED_NOT_IP);
	walk_limit(walk, be16_at(header + 4));
	return numbered(walk);
}
