/* SPDX-License-Identifier: Apache-2.0 */
/* Times of day and weekdays.  What day it was is what date(1) says. */
#include "policy_helpers.h"

#include "policy/week.h"

/* How a check with that condition answers for a session at that second: y, n, or ? where it is not known. */
static char
answer_at(const char *timezone, const char *condition, const char *seconds)
{
	char               text[512], session[64];
	struct policy     *policy;
	struct check_tally tally;

	snprintf(text, sizeof(text),
		 "policy: p\n%s\nchecks:\n  - {id: c, title: t, severity: low, applies: \"true\", violates: "
		 "\"%s\"}\n",
		 timezone, condition);
	snprintf(session, sizeof(session), seconds == NULL ? "port=25" : "first_seen=%s000000000", seconds);
	policy = good_policy(text);
	tally = tally_of(policy, "c", session);
	policy_free(policy);
	return tally.violated == 1 ? 'y' : tally.satisfied == 1 ? 'n' : '?';
}

#define FRIDAY_2130 "1795210200"   /* 2026-11-20T21:30:00Z */
#define SUNDAY_2330 "1795390200"   /* 2026-11-22T23:30:00Z */
#define MONDAY_0000 "1795392000"   /* 2026-11-23T00:00:00Z */
#define LEAP_DAY_1200 "1835438400" /* 2028-02-29T12:00:00Z, a Tuesday */
#define LONG_AGO "-3600"           /* 1969-12-31T23:00:00Z, a Wednesday */

static const struct {
	const char *timezone, *condition, *seconds;
	char        wanted;
} rows[] = {
    {"",		     "first_seen in {fri}",				  FRIDAY_2130,   'y'},
    {"",		     "first_seen in {mon..thu}",                             FRIDAY_2130,   'n'},
    {"",		     "first_seen in {fri..mon}",                             SUNDAY_2330,   'y'},
    {"",		     "first_seen in {tue..sat}",                             SUNDAY_2330,   'n'},
    {"",		     "first_seen in {tue}",				  LEAP_DAY_1200, 'y'},
    {"",		     "first_seen in {wed}",				  LONG_AGO,      'y'},
    {"",		     "first_seen in {22:30..23:00}",                         LONG_AGO,      'y'},
    {"",		     "first_seen in {mon}",				  MONDAY_0000,   'y'},
    {"",		     "first_seen in {sun}",				  MONDAY_0000,   'n'},
    {"",		     "first_seen in {22:00..06:00}",                         FRIDAY_2130,   'n'},
    {"",		     "first_seen not in {22:00..06:00}",                     FRIDAY_2130,   'y'},
    {"",		     "first_seen in {22:00..06:00}",                         MONDAY_0000,   'y'},
    {"",		     "first_seen in {18:00..24:00}",                         SUNDAY_2330,   'y'},
    {"",		     "first_seen in {18:00..24:00}",                         MONDAY_0000,   'n'},
    {"",		     "first_seen in {21:29:59..21:30:00}",                   FRIDAY_2130,   'y'},
    {"",		     "first_seen in {21:30:01..21:31}",                      FRIDAY_2130,   'n'},
    {"",		     "first_seen in {sat, 21:00..22:00}",                    FRIDAY_2130,   'y'},
    {"",		     "first_seen in {sat} and first_seen in {21:00..22:00}", FRIDAY_2130,   'n'},
    {"",		     "first_seen in {sat}",				  NULL,          '?'},
 /* the clock on the wall */
    {"timezone: \"+01:00\"", "first_seen in {22:00..06:00}",                         FRIDAY_2130,   'y'},
    {"timezone: \"+01:00\"", "first_seen in {mon}",                                  SUNDAY_2330,   'y'},
    {"timezone: \"-00:30\"", "first_seen in {sun}",                                  MONDAY_0000,   'y'},
    {"timezone: \"+14:00\"", "first_seen in {sat} and first_seen in {11:30..11:31}", FRIDAY_2130,   'y'},
    {"timezone: \"-12:00\"", "first_seen in {fri} and first_seen in {09:30..09:31}", FRIDAY_2130,   'y'},
    {"timezone: UTC",        "first_seen in {sun}",                                  SUNDAY_2330,   'y'},
 /* dates are days in UTC all the same */
    {"timezone: \"+14:00\"", "first_seen == 2026-11-20",                             FRIDAY_2130,   'y'},
};

static void
windows_hold_by_the_clock_of_the_policy(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char got = answer_at(rows[i].timezone, rows[i].condition, rows[i].seconds);

		if (got != rows[i].wanted)
			fprintf(stderr, "%s: %s at %s: %c\n", rows[i].timezone, rows[i].condition,
				rows[i].seconds != NULL ? rows[i].seconds : "?", got);
		CU_ASSERT_EQUAL(got, rows[i].wanted);
	}
}

/* The outermost file says what the clock is, for what it extends as well. */
static void
the_last_time_zone_counts_for_all_files(void)
{
	static const char base[] =
	    "policy: base\ntimezone: \"+01:00\"\nlists: {night: [\"22:00..06:00\"]}\nchecks:\n"
	    "  - {id: c, title: t, severity: low, applies: \"true\", violates: first_seen in night}\n";
	char          *file = file_of(base, strlen(base));
	char           text[256];
	struct policy *policy;

	snprintf(text, sizeof(text), "policy: p\nextends: [%s]\n", file);
	policy = good_policy(text);
	CU_ASSERT_EQUAL(tally_of(policy, "c", "first_seen=" FRIDAY_2130 "000000000").violated, 1);
	policy_free(policy);
	snprintf(text, sizeof(text), "policy: p\nextends: [%s]\ntimezone: UTC\n", file);
	policy = good_policy(text);
	CU_ASSERT_EQUAL(tally_of(policy, "c", "first_seen=" FRIDAY_2130 "000000000").violated, 0);
	policy_free(policy);
	unlink(file);
	free(file);
}

static void
offsets_are_read_and_names_are_not(void)
{
	static const struct {
		const char *text;
		int64_t     seconds; /* 1: none */
	} offsets[] = {
	    {"+01:00",  3600  },
            {"-03:30",  -12600},
	    {"+14:00",  50400 },
            {"-12:00",  -43200},
	    {"Z",       0     },
            {"UTC",     0     },
	    {"+14:01",  1     },
            {"-12:30",  1     },
	    {"+24:00",  1     },
            {"+01:60",  1     },
	    {"01:00",   1     },
            {"+1:00",   1     },
	    {"CET",     1     },
            {"",        1     },
	    {"+01:000", 1     },
	};

	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		int64_t seconds;
		bool    is_one = week_read_offset(offsets[i].text, &seconds);

		CU_ASSERT_EQUAL(is_one, offsets[i].seconds != 1);
		CU_ASSERT(!is_one || seconds == offsets[i].seconds);
	}
}

/* Also at the ends of what a packet's time can be. */
static void
positions_come_back(void)
{
	static const int64_t times[] = {0, -1, 1, INT64_MAX, INT64_MIN, INT64_C(1795210200000000000)};

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		for (int64_t ahead = -43200; ahead <= 50400; ahead += 1800) {
			uint64_t position = week_position(times[i], ahead);

			CU_ASSERT(position < UINT64_C(604800000000000));
			CU_ASSERT_EQUAL(week_position(week_time(position, ahead), ahead), position);
		}
}

SUITE("policy: times of day and weekdays", ROW(windows_hold_by_the_clock_of_the_policy),
      ROW(the_last_time_zone_counts_for_all_files), ROW(offsets_are_read_and_names_are_not),
      ROW(positions_come_back))
