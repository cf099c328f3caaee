/* SPDX-License-Identifier: Apache-2.0 */
/* Pseudonyms: the sample of Crypto-PAn's reference implementation, prefixes, keys. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pseudonym.h"
#include "unit.h"

/* The key and the sample trace that Crypto-PAn 1.0 comes with. */
static const unsigned char sample_key[PSEUDONYM_KEY_SIZE] = {
    21,  34,  23,  141, 51,  164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16,
    216, 152, 143, 131, 121, 121, 101, 39,  98, 87, 76, 45, 42, 132, 34,  2};

static const char *const sample[][2] = {
    {"128.11.68.132",   "135.242.180.132"},
    {"129.118.74.4",    "134.136.186.123"},
    {"130.132.252.244", "133.68.164.234" },
    {"141.223.7.43",    "141.167.8.160"  },
    {"141.233.145.108", "141.129.237.235"},
    {"152.163.225.39",  "151.140.114.167"},
    {"156.29.3.236",    "147.225.12.42"  },
    {"165.247.96.84",   "162.9.99.234"   },
    {"166.107.77.190",  "160.132.178.185"},
    {"192.102.249.13",  "252.138.62.131" },
    {"192.215.32.125",  "252.43.47.189"  },
    {"193.150.244.223", "253.169.52.216" },
    {"195.205.63.100",  "255.186.223.5"  },
    {"198.200.171.101", "249.199.68.213" },
    {"199.217.79.101",  "248.38.184.213" },
    {"203.12.160.252",  "244.248.163.4"  },
};

static void
addresses_are_replaced_as_the_reference_does(void)
{
	struct pseudonym *pseudonym = pseudonym_new(sample_key);
	char              text[ADDRESS_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(sample) / sizeof(sample[0]); i++) {
		struct address address;

		CU_ASSERT_TRUE(address_parse(sample[i][0], &address));
		pseudonym_address(pseudonym, &address);
		CU_ASSERT_STRING_EQUAL(address_print(&address, text), sample[i][1]);
	}
	pseudonym_free(pseudonym);
}

/* What another implementation, yacryptopan, says in its documentation. */
static void
both_families_are_replaced_as_others_do(void)
{
	static const char        key[] = "32-char-str-for-AES-key-and-pad.";
	static const char *const known[][2] = {
	    {"192.0.2.1",   "192.0.125.244"                       },
	    {"2001:db8::1", "27fe:8bc7:fee:1e:1e1f:f0fe:f0e1:83fd"},
	};
	struct pseudonym *pseudonym = pseudonym_new((const unsigned char *)key);
	char              text[ADDRESS_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct address address;

		CU_ASSERT_TRUE(address_parse(known[i][0], &address));
		pseudonym_address(pseudonym, &address);
		CU_ASSERT_STRING_EQUAL(address_print(&address, text), known[i][1]);
	}
	pseudonym_free(pseudonym);
}

/* How many bits two addresses have in common. */
static unsigned
common_bits(const struct address *one, const struct address *other)
{
	unsigned bits = 0;

	while (bits < 128 && ((one->octets[bits / 8] ^ other->octets[bits / 8]) & (0x80 >> bits % 8)) == 0)
		bits++;
	return bits;
}

static void
what_two_addresses_have_in_common_their_pseudonyms_have(void)
{
	struct pseudonym *pseudonym = pseudonym_new(sample_key);

	srandom(1);
	for (unsigned round = 0; round < 500; round++) {
		struct address one = {.family = 6}, other, one_before, other_before;

		for (unsigned i = 0; i < 16; i++)
			one.octets[i] = (uint8_t)random();
		other = one;
		other.octets[round % 16] ^= (uint8_t)(0x80 >> round / 16 % 8);
		one_before = one;
		other_before = other;
		pseudonym_address(pseudonym, &one);
		pseudonym_address(pseudonym, &other);
		CU_ASSERT_EQUAL(common_bits(&one, &other), common_bits(&one_before, &other_before));
	}
	pseudonym_free(pseudonym);
}

static void
no_address_stays_none_and_prefixes_stay_prefixes(void)
{
	struct pseudonym *pseudonym = pseudonym_new(sample_key);
	struct address    none = {.family = 0};
	struct prefix     prefix, again;
	char              text[ADDRESS_TEXT_SIZE], printed[ADDRESS_TEXT_SIZE + 4];

	pseudonym_address(pseudonym, &none);
	CU_ASSERT_EQUAL(none.family, 0);
	CU_ASSERT_TRUE(prefix_parse("10.0.0.0/8", &prefix));
	pseudonym_prefix(pseudonym, &prefix);
	snprintf(printed, sizeof(printed), "%s/%u", address_print(&prefix.address, text), prefix.length);
	CU_ASSERT_TRUE(prefix_parse(printed, &again));
	CU_ASSERT_TRUE(address_parse("10.20.30.40", &none));
	pseudonym_address(pseudonym, &none);
	CU_ASSERT_TRUE(prefix_contains(&prefix, &none));
	pseudonym_free(pseudonym);
}

static void
a_key_is_read_from_a_file_or_the_environment(void)
{
	char problem[256], digits[65] = "", first[PSEUDONYM_NAME_SIZE], second[PSEUDONYM_NAME_SIZE];
	struct pseudonym *direct = pseudonym_new(sample_key), *read;

	for (unsigned i = 0; i < PSEUDONYM_KEY_SIZE; i++)
		snprintf(digits + 2 * i, 3, "%02X", sample_key[i]);
	setenv("MAILREEVE_TEST_KEY", digits, 1);
	read = pseudonym_read("env:MAILREEVE_TEST_KEY", problem, sizeof(problem));
	CU_ASSERT_PTR_NOT_NULL_FATAL(read);
	pseudonym_name(direct, "mail.example.org", first);
	pseudonym_name(read, "mail.example.org", second);
	CU_ASSERT_STRING_EQUAL(first, second);
	pseudonym_free(read);
	setenv("MAILREEVE_TEST_KEY", "too short", 1);
	CU_ASSERT_PTR_NULL(pseudonym_read("env:MAILREEVE_TEST_KEY", problem, sizeof(problem)));
	CU_ASSERT_PTR_NOT_NULL(strstr(problem, "64 hexadecimal digits"));
	CU_ASSERT_PTR_NULL(pseudonym_read("env:MAILREEVE_NO_SUCH", problem, sizeof(problem)));
	CU_ASSERT_PTR_NULL(pseudonym_read("/nonexistent/key", problem, sizeof(problem)));
	CU_ASSERT_PTR_NOT_NULL(strstr(problem, "No such file"));
	pseudonym_free(direct);
	unsetenv("MAILREEVE_TEST_KEY");
}

SUITE("base: pseudonyms", ROW(addresses_are_replaced_as_the_reference_does),
      ROW(both_families_are_replaced_as_others_do),
      ROW(what_two_addresses_have_in_common_their_pseudonyms_have),
      ROW(no_address_stays_none_and_prefixes_stay_prefixes),
      ROW(a_key_is_read_from_a_file_or_the_environment))
