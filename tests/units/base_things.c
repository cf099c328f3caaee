/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses, hashes, pools, kept strings and complaints. */
#include <arpa/inet.h>
#include <string.h>

#include "base/address.h"
#include "base/bytes.h"
#include "base/complain.h"
#include "base/hash.h"
#include "base/intern.h"
#include "base/pool.h"
#include "unit.h"

static void
reading_past_the_end_gives_zeros_and_is_marked(void)
{
	static const uint8_t data[] = {1, 2, 3};
	struct bytes         view = bytes_of(data, sizeof(data));

	CU_ASSERT_EQUAL(bytes_be16(&view), 0x0102);
	CU_ASSERT_FALSE(view.is_short);
	CU_ASSERT_EQUAL(bytes_be32(&view), 0);
	CU_ASSERT_TRUE(view.is_short);
	CU_ASSERT_EQUAL(view.size, 0);
}

static bool
is_in(const char *prefix_text, const char *address_text)
{
	struct prefix  prefix;
	struct address address;

	CU_ASSERT_TRUE_FATAL(prefix_parse(prefix_text, &prefix));
	CU_ASSERT_TRUE_FATAL(address_parse(address_text, &address));
	return prefix_contains(&prefix, &address);
}

static void
prefixes_hold_their_addresses_and_no_others(void)
{
	CU_ASSERT_TRUE(is_in("172.16.0.0/12", "172.31.255.255"));
	CU_ASSERT_FALSE(is_in("172.16.0.0/12", "172.32.0.0"));
	CU_ASSERT_TRUE(is_in("fc00::/7", "fdff::1"));
	CU_ASSERT_FALSE(is_in("fc00::/7", "fe00::"));
	CU_ASSERT_TRUE(is_in("0.0.0.0/0", "203.0.113.7"));
	CU_ASSERT_FALSE(is_in("0.0.0.0/0", "::1"));
	CU_ASSERT_TRUE(is_in("192.0.2.1", "192.0.2.1"));
	CU_ASSERT_FALSE(is_in("192.0.2.1", "192.0.2.2"));
}

static void
what_is_no_prefix_is_refused(void)
{
	static const char *const wrong[] = {"10.0.0.0/33",
					    "10.0.0.1/8",
					    "10.0.0/8",
					    "::/129",
					    "10.0.0.0/",
					    "10.0.0.0/8x",
					    "",
					    "10.0.0.0/-1",
					    "example.org",
					    "10.0.0.0/08888888888888888888888888888888888888888"};
	struct prefix            prefix;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CU_ASSERT_FALSE(prefix_parse(wrong[i], &prefix));
}

/* Every octet at every place, held against the C library. */
static void
addresses_are_printed_as_inet_ntop_does(void)
{
	struct address address = {.family = 4};
	char           ours[ADDRESS_TEXT_SIZE], theirs[ADDRESS_TEXT_SIZE];

	for (unsigned i = 0; i < 4 * 256; i++) {
		memcpy(address.octets, "\x00\x0a\x7b\xff", 4);
		address.octets[i / 256] = (uint8_t)i;
		inet_ntop(AF_INET, address.octets, theirs, sizeof(theirs));
		CU_ASSERT_STRING_EQUAL(address_print(&address, ours), theirs);
	}
}

/* Values of Rust's DefaultHasher, which is SipHash-1-3 with the key 0. */
static void
siphash_1_3_gives_the_known_values(void)
{
	static const struct {
		size_t   size;
		uint64_t value;
	} known[] = {
	    {0,  UINT64_C(0xd1fba762150c532c)},
	    {8,  UINT64_C(0xead411e67ebe2eea)},
	    {15, UINT64_C(0xf30eb725bb91c9ea)},
	    {63, UINT64_C(0x385d3e39e5f37359)},
	};
	struct hash_key key = {
	    {0, 0}
        };
	uint8_t input[63];

	for (unsigned i = 0; i < sizeof(input); i++)
		input[i] = (uint8_t)i;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		CU_ASSERT_EQUAL(hash_bytes(&key, input, known[i].size), known[i].value);
}

static void
a_pool_gives_no_more_than_its_limit(void)
{
	struct pool *pool = pool_new(100, 3);
	void        *objects[3];

	for (unsigned i = 0; i < 3; i++) {
		CU_ASSERT_PTR_NOT_NULL_FATAL(objects[i] = pool_take(pool));
		memset(objects[i], 0xff, 100);
	}
	CU_ASSERT_PTR_NULL(pool_take(pool));
	pool_return(pool, objects[1]);
	CU_ASSERT_EQUAL(pool_taken(pool), 2);
	CU_ASSERT_PTR_EQUAL_FATAL(pool_take(pool), objects[1]);
	CU_ASSERT_EQUAL(*(uint8_t *)objects[1], 0);
	pool_free(pool);
}

static void
equal_strings_are_kept_once_and_cleaned(void)
{
	struct intern *intern = intern_new(1 << 20);
	const char    *one = intern_text(intern, "mx.example", 10);

	CU_ASSERT_PTR_EQUAL(one, intern_text(intern, "mx.example.org", 10));
	CU_ASSERT_PTR_NOT_EQUAL(one, intern_text(intern, "mx.example.org", 14));
	CU_ASSERT_STRING_EQUAL(intern_text(intern, "a\nb", 3), "a\\x0Ab");
	CU_ASSERT_STRING_EQUAL(intern_text(intern, "", 0), "");
	intern_free(intern);
}

static void
strings_beyond_the_room_are_refused_and_counted(void)
{
	struct intern *intern = intern_new(64);
	char           word[40];

	memset(word, 'x', sizeof(word));
	CU_ASSERT_PTR_NOT_NULL(intern_text(intern, word, 40));
	CU_ASSERT_PTR_NULL(intern_text(intern, word, 39));
	CU_ASSERT_EQUAL(intern_refused(intern), 1);
	CU_ASSERT_PTR_NOT_NULL(intern_text(intern, word, 40));
	intern_free(intern);
}

static void
many_strings_are_found_again(void)
{
	struct intern *intern = intern_new(1 << 20);
	const char    *kept[2000];
	char           word[16];

	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < 2000; i++) {
			int size = snprintf(word, sizeof(word), "host-%u", i);

			if (round == 0)
				kept[i] = intern_text(intern, word, (size_t)size);
			else
				CU_ASSERT_PTR_EQUAL(intern_text(intern, word, (size_t)size), kept[i]);
		}
	intern_free(intern);
}

static void
complaints_tell_file_line_and_column(void)
{
	struct complaints *list = complaints_new();

	complain(list, GRAVITY_ERROR, (struct spot){"office.yaml", 12, 9}, "no such zone: %s", "wam");
	complain(list, GRAVITY_WARNING, (struct spot){NULL, 0, 0}, "old");
	CU_ASSERT_STRING_EQUAL(complaints_text(list, 0), "office.yaml:12:9: error: no such zone: wam");
	CU_ASSERT_STRING_EQUAL(complaints_text(list, 1), "warning: old");
	CU_ASSERT_PTR_NULL(complaints_text(list, 2));
	CU_ASSERT_EQUAL(complaints_count(list, GRAVITY_ERROR), 1);
	complaints_free(list);
}

SUITE("base: things", ROW(reading_past_the_end_gives_zeros_and_is_marked),
      ROW(prefixes_hold_their_addresses_and_no_others), ROW(what_is_no_prefix_is_refused),
      ROW(addresses_are_printed_as_inet_ntop_does), ROW(siphash_1_3_gives_the_known_values),
      ROW(a_pool_gives_no_more_than_its_limit), ROW(equal_strings_are_kept_once_and_cleaned),
      ROW(strings_beyond_the_room_are_refused_and_counted), ROW(many_strings_are_found_again),
      ROW(complaints_tell_file_line_and_column))
