/* SPDX-License-Identifier: Apache-2.0 */
/* Teredo, IPv6 through NATs: RFC 4380 5.1.1. */

#include "decode/layers.h"

#define AUTHENTICATION 0x0001
#define AUTHENTICATION_SIZE 13 /* and the identifier and the value, whose lengths it says */
#define ORIGIN 0x0000
#define ORIGIN_SIZE 8
#define IPV6_SIZE 40
#define SERVICE_PREFIX 0x20010000 /* RFC 4380 2.6: 2001::/32 */

/* What is missing was cut by the capture, or this is no Teredo. */
static struct step
missing(const struct walk *walk, size_t size)
{
	return step_end(size <= walk->wire ? DECODED_TRUNCATED : DECODED_NOT_TCP);
}

static struct step
inner(struct walk *walk)
{
	const uint8_t *ip = walk_peek(walk, IPV6_SIZE);

	if (ip == NULL)
		return missing(walk, IPV6_SIZE);
	if (ip[0] >> 4 != 6 || be16_at(ip + 4) > walk->wire - IPV6_SIZE)
		return step_end(DECODED_NOT_TCP);
	if (be32_at(ip + 8) != SERVICE_PREFIX && be32_at(ip + 24) != SERVICE_PREFIX)
		return step_end(DECODED_NOT_TCP);
	return step_to(layer_ipv6);
}

static struct step
after_authentication(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, 2);

	if (header == NULL)
		return missing(walk, 2);
	if (be16_at(header) == ORIGIN && walk_take(walk, ORIGIN_SIZE) == NULL)
		return missing(walk, ORIGIN_SIZE);
	return inner(walk);
}

struct step
layer_teredo(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, 4);
	size_t         size;

	if (header == NULL)
		return missing(walk, 4);
	if (be16_at(header) != AUTHENTICATION)
		return after_authentication(walk);
	size = AUTHENTICATION_SIZE + (size_t)header[2] + header[3];
	if (walk_take(walk, size) == NULL)
		return missing(walk, size);
	return after_authentication(walk);
}
