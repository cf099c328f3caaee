/* SPDX-License-Identifier: Apache-2.0 */
/* Community IDs of TCP connections. */
#include "base/community.h"

#include <openssl/evp.h>
#include <string.h>

#define TCP 6

/* Seed, two addresses, protocol, padding, two ports. */
#define TUPLE_MOST (2 + 16 + 16 + 1 + 1 + 2 + 2)

static size_t
put_port(uint8_t *to, uint16_t port)
{
	to[0] = (uint8_t)(port >> 8);
	to[1] = (uint8_t)port;
	return 2;
}

static size_t
put_address(uint8_t *to, const struct address *address)
{
	size_t size = address->family == 4 ? 4 : 16;

	memcpy(to, address->octets, size);
	return size;
}

/* The smaller end comes first, whoever of the two opened the connection. */
static size_t
put_tuple(uint8_t tuple[TUPLE_MOST], const struct address *one, uint16_t one_port,
	  const struct address *other, uint16_t other_port)
{
	static const uint8_t seed[2] = {0}, protocol[2] = {TCP, 0};
	size_t               size = sizeof(seed);

	memcpy(tuple, seed, sizeof(seed));
	size += put_address(tuple + size, one);
	size += put_address(tuple + size, other);
	memcpy(tuple + size, protocol, sizeof(protocol));
	size += sizeof(protocol);
	size += put_port(tuple + size, one_port);
	size += put_port(tuple + size, other_port);
	return size;
}

bool
community_id(const struct address *client, uint16_t client_port, const struct address *server,
	     uint16_t server_port, char id[COMMUNITY_ID_SIZE])
{
	uint8_t       tuple[TUPLE_MOST];
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned      sum_size = 0;
	int           order = address_compare(client, server);
	size_t        size;

	if (client->family == 0 || client->family != server->family)
		return false;
	if (order < 0 || (order == 0 && client_port < server_port))
		size = put_tuple(tuple, client, client_port, server, server_port);
	else
		size = put_tuple(tuple, server, server_port, client, client_port);
	if (EVP_Digest(tuple, size, sum, &sum_size, EVP_sha1(), NULL) != 1)
		return false;
	memcpy(id, "1:", 2);
	EVP_EncodeBlock((unsigned char *)id + 2, sum, (int)sum_size);
	return true;
}
