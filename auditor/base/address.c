/* SPDX-License-Identifier: Apache-2.0 */
/* Parses, prints and compares addresses and prefixes. */
#include "base/address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
address_equal(const struct address *a, const struct address *b)
{
	return address_compare(a, b) == 0;
}

int
address_compare(const struct address *a, const struct address *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->octets, b->octets, sizeof(a->octets));
}

bool
address_parse(const char *text, struct address *address)
{
	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, text, address->octets) == 1)
		address->family = 4;
	else if (inet_pton(AF_INET6, text, address->octets) == 1)
		address->family = 6;
	return address->family != 0;
}

/* As inet_ntop does, which goes through printf: reports are mostly addresses. */
static void
print_ipv4(const uint8_t *octets, char *to)
{
	for (unsigned i = 0; i < 4; i++) {
		if (octets[i] >= 100)
			*to++ = (char)('0' + octets[i] / 100);
		if (octets[i] >= 10)
			*to++ = (char)('0' + octets[i] / 10 % 10);
		*to++ = (char)('0' + octets[i] % 10);
		*to++ = i < 3 ? '.' : '\0';
	}
}

const char *
address_print(const struct address *address, char text[ADDRESS_TEXT_SIZE])
{
	if (address->family == 4)
		print_ipv4(address->octets, text);
	else if (address->family == 0 ||
		 inet_ntop(AF_INET6, address->octets, text, ADDRESS_TEXT_SIZE) == NULL)
		snprintf(text, ADDRESS_TEXT_SIZE, "?");
	return text;
}

static unsigned
address_bits(const struct address *address)
{
	return address->family == 4 ? 32 : 128;
}

/* True iff every bit of ${address} from bit ${from} on is zero. */
static bool
is_clear_after(const struct address *address, unsigned from)
{
	for (unsigned bit = from; bit < address_bits(address); bit++)
		if (address->octets[bit / 8] & (0x80u >> bit % 8))
			return false;
	return true;
}

static bool
length_parse(const char *text, unsigned most, uint8_t *length)
{
	char *end;
	long  value;

	if (*text < '0' || *text > '9')
		return false;
	value = strtol(text, &end, 10);
	if (*end != '\0' || value < 0 || value > (long)most)
		return false;
	*length = (uint8_t)value;
	return true;
}

bool
prefix_parse(const char *text, struct prefix *prefix)
{
	char        copy[ADDRESS_TEXT_SIZE];
	const char *slash = strchr(text, '/');
	size_t      size = slash != NULL ? (size_t)(slash - text) : strlen(text);

	if (size >= sizeof(copy))
		return false;
	memcpy(copy, text, size);
	copy[size] = '\0';
	if (!address_parse(copy, &prefix->address))
		return false;
	prefix->length = (uint8_t)address_bits(&prefix->address);
	if (slash != NULL && !length_parse(slash + 1, prefix->length, &prefix->length))
		return false;
	return is_clear_after(&prefix->address, prefix->length);
}

bool
prefix_contains(const struct prefix *prefix, const struct address *address)
{
	unsigned whole = prefix->length / 8, rest = prefix->length % 8;
	uint8_t  mask = (uint8_t)(0xff00u >> rest);

	if (prefix->address.family != address->family ||
	    memcmp(prefix->address.octets, address->octets, whole) != 0)
		return false;
	return rest == 0 || ((prefix->address.octets[whole] ^ address->octets[whole]) & mask) == 0;
}

bool
address_is_private(const struct address *address)
{
	const uint8_t *octets = address->octets;

	if (address->family == 4)
		return octets[0] == 10 || (octets[0] == 172 && octets[1] >> 4 == 1) ||
		       (octets[0] == 192 && octets[1] == 168);
	return octets[0] >> 1 == 0xfc >> 1;
}
