/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers with units, as a command line has them. */
#include "command/amount.h"

#include "unit.h"

#define SECOND INT64_C(1000000000)

static void
durations_have_units_of_time(void)
{
	static const struct {
		const char *word;
		int64_t     nanoseconds; /* -1: none */
	} rows[] = {
	    {"0",		    0              },
	    {"5",		    5 * SECOND     },
	    {"30s",                  30 * SECOND    },
	    {"10m",                  600 * SECOND   },
	    {"1h",		   3600 * SECOND  },
	    {"7d",		   604800 * SECOND},
	    {"",		     -1             },
	    {"s",		    -1             },
	    {"-1s",                  -1             },
	    {"1k",		   -1             },
	    {"1ss",                  -1             },
	    {"1 s",                  -1             },
	    {"99999999999d",         -1             },
	    {"99999999999999999999", -1             },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t nanoseconds = -1;

		CU_ASSERT_EQUAL(amount_duration(rows[i].word, &nanoseconds), rows[i].nanoseconds >= 0);
		CU_ASSERT_EQUAL(nanoseconds, rows[i].nanoseconds);
	}
}

static void
sizes_have_units_of_1024(void)
{
	uint64_t octets = 1;

	CU_ASSERT_TRUE(amount_size("128M", &octets));
	CU_ASSERT_EQUAL(octets, 128 << 20);
	CU_ASSERT_TRUE(amount_size("4G", &octets));
	CU_ASSERT_EQUAL(octets, UINT64_C(4) << 30);
	CU_ASSERT_TRUE(amount_size("512", &octets));
	CU_ASSERT_EQUAL(octets, 512);
	CU_ASSERT_FALSE(amount_size("1s", &octets));
	CU_ASSERT_FALSE(amount_size("1KB", &octets));
	CU_ASSERT_FALSE(amount_size("17179869184G", &octets));
	CU_ASSERT_EQUAL(octets, 512);
}

SUITE("command: amounts", ROW(durations_have_units_of_time), ROW(sizes_have_units_of_1024))
