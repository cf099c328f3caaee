/* SPDX-License-Identifier: Apache-2.0 */
/* ICMP (RFC 792, RFC 1122 3.2.2) and ICMPv6 (RFC 4443) errors, which quote what they complain of. */

#include "decode/layers.h"

/* The types after whose eight octets the header of a datagram stands, and which are not obsolete (RFC 6633).
 */
static const struct {
	uint8_t family, type;
} errors[] = {
    {4, 3 }, /* destination unreachable; code 4: fragmentation needed */
    {4, 11}, /* time exceeded */
    {4, 12}, /* parameter problem */
    {6, 1 }, /* destination unreachable */
    {6, 2 }, /* packet too big */
    {6, 3 }, /* time exceeded */
    {6, 4 }, /* parameter problem */
};

static bool
is_error(uint8_t family, uint8_t type)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].family == family && errors[i].type == type)
			return true;
	return false;
}

struct step
layer_icmp(struct walk *walk)
{
	const uint8_t *icmp = walk_take(walk, 8);

	if (icmp == NULL)
		return walk_short(walk, 8);
	if (!is_error(walk->ip.family, icmp[0]))
		return step_end(DECODED_OTHER_ICMP);
	walk->icmp = icmp;
	walk->reporter = walk->ip;
	return step_to(walk->ip.family == 4 ? layer_ipv4 : layer_ipv6);
}
