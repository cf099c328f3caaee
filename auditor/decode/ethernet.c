/* SPDX-License-Identifier: Apache-2.0 */
/* Ethernet II, and IEEE 802.3 with LLC and SNAP. */

#include "decode/layers.h"

#define LLC_SIZE 3
#define SNAP_SIZE 8
#define SAP_IP 0x06
#define SAP_SNAP 0xaa
#define CONTROL_UI 0x03

#define OUI_ETHERTYPE 0x000000     /* RFC 1042 */
#define OUI_BRIDGE_TUNNEL 0x0000f8 /* IEEE 802.1H */
#define OUI_CISCO 0x00000c         /* CDP, VTP, PVST+, … */

struct step
step_to_type_or_length(struct walk *walk, uint16_t value)
{
	if (!is_length(value))
		return step_to_ethertype(value);
	walk_limit(walk, value);
	return step_to(layer_llc);
}

struct step
layer_ethernet(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, 14);

	if (header == NULL)
		return walk_short(walk, 14);
	return step_to_type_or_length(walk, be16_at(header + 12));
}

static struct step
snap(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, SNAP_SIZE);
	uint32_t       oui;

	if (header == NULL)
		return walk_short(walk, SNAP_SIZE);
	oui = be32_at(header + 2) & 0xffffff;
	if (oui == OUI_ETHERTYPE || oui == OUI_BRIDGE_TUNNEL)
		return step_to_ethertype(be16_at(header + 6));
	return step_end(oui == OUI_CISCO ? DECODED_NOT_IP : DECODED_UNKNOWN_ETHERTYPE);
}

struct step
layer_llc(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, LLC_SIZE);

	if (header == NULL)
		return walk_short(walk, LLC_SIZE);
	if (header[0] == SAP_SNAP && header[1] == SAP_SNAP && header[2] == CONTROL_UI)
		return snap(walk);
	if (header[0] != SAP_IP)
		return step_end(DECODED_NOT_IP);
	walk_skip(walk, LLC_SIZE);
	return step_to(layer_ipv4);
}
