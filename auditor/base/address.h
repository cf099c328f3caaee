/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * address: an IPv4 or IPv6 address; prefix: a block of them.
 *
 * An IPv4 address fills the first four octets and leaves the rest zero, so
 * that two addresses of one family compare with memcmp.
 */
struct address {
	uint8_t octets[16];
	uint8_t family; /* 4, 6, or 0: no address */
};

struct prefix {
	struct address address;
	uint8_t        length; /* bits */
};

#define ADDRESS_TEXT_SIZE 46 /* as INET6_ADDRSTRLEN */

bool address_equal(const struct address *a, const struct address *b);

/* Order by family, then octets; for sorted reports. */
int address_compare(const struct address *a, const struct address *b);

/* True iff `text` is an IPv4 or IPv6 address (RFC 4291 2.2 forms), which is then in ${address}. */
bool address_parse(const char *text, struct address *address);

/* Write ${address} (RFC 5952 form for IPv6) to ${text}, which is returned; "?" for none. */
const char *address_print(const struct address *address, char text[ADDRESS_TEXT_SIZE]);

/* As address_parse, for "10.0.0.0/8"; without a length the address itself.  Host bits must be zero. */
bool prefix_parse(const char *text, struct prefix *prefix);

bool prefix_contains(const struct prefix *prefix, const struct address *address);

/* A network's own, which the Internet does not carry (RFC 1918 3, RFC 4193 3.1). */
bool address_is_private(const struct address *address);

#endif
