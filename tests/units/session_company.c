/* SPDX-License-Identifier: Apache-2.0 */
/* The waiting room has walls: whoever calls, however often, memory does not grow. */
#include "session/company.h"

#include <string.h>

#include "unit.h"

#define SECOND INT64_C(1000000000)

static const struct company_limits small = {.waiting = 100, .contacts = 1000, .sweeps = 100, .talks = 100};

/* What was told, and whether each came once and in order. */
struct told {
	uint64_t count, by[ATTEMPT_COUNT];
	int64_t  last;
	bool     is_in_order;
};

static void
take(void *room, const struct session_flow *flow, const struct ending *ending, const struct account *account)
{
	struct told *told = room;

	(void)ending;
	told->is_in_order &= flow->first_seen >= told->last;
	told->last = flow->first_seen;
	told->by[account->attempt]++;
	told->count++;
}

/* The ${number}th client is refused by a server of its own. */
static void
refuse(struct company *company, uint32_t number, int64_t when, struct told *told)
{
	struct session_flow flow = {
	    .client = {{10, (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number}, 4},
	    .server = {{198, 18, (uint8_t)(number >> 8), (uint8_t)number},                     4},
	    .client_port = 40000,
	    .server_port = 587,
	    .first_seen = when,
	    .last_seen = when,
	    .first_frame = place_of(0, number + 1)
        };
	struct ending  ending = {.outcome = ENDING_REFUSED, .syns = 1, .was_reset = true, .reset_by = SERVER};
	struct account account;

	company_opened(company, &flow);
	if (!company_ended(company, &flow, &ending, true, &account))
		take(told, &flow, &ending, &account);
}

static void
a_full_room_tells_the_first_early_and_counts_it(void)
{
	struct told     told = {.is_in_order = true};
	struct company *company = company_new(&small, take, &told);
	size_t          full;

	for (uint32_t i = 0; i < 2000; i++)
		refuse(company, i, i, &told);
	full = company_octets(company);
	for (uint32_t i = 2000; i < 200000; i++)
		refuse(company, i, i, &told);
	CU_ASSERT_EQUAL(told.count, 200000 - 100);
	CU_ASSERT_EQUAL(company_hurried(company), 200000 - 100);
	CU_ASSERT_EQUAL(company_octets(company), full);
	CU_ASSERT(full < 500000);
	company_close(company);
	CU_ASSERT_EQUAL(told.count, 200000);
	CU_ASSERT_TRUE(told.is_in_order);
	CU_ASSERT_EQUAL(told.by[ATTEMPT_SCAN], 0);
	company_free(company);
}

static void
who_waited_long_enough_is_told_though_nothing_else_ends(void)
{
	struct told     told = {.is_in_order = true};
	struct company *company = company_new(&small, take, &told);

	refuse(company, 1, SECOND, &told);
	company_advance(company, SECOND + COMPANY_PATIENCE - 1);
	CU_ASSERT_EQUAL(told.count, 0);
	company_advance(company, SECOND + COMPANY_PATIENCE);
	CU_ASSERT_EQUAL(told.count, 1);
	CU_ASSERT_EQUAL(told.by[ATTEMPT_USE], 1);
	CU_ASSERT_EQUAL(company_hurried(company), 0);
	company_free(company);
}

/* The ${number}th server does not answer ${client}. */
static void
knock(struct company *company, uint16_t client, uint16_t port, uint32_t number, int64_t when)
{
	struct session_flow flow = {
	    .client = {{10, 0, (uint8_t)(client >> 8), (uint8_t)client},   4},
	    .server = {{198, 18, (uint8_t)(number >> 8), (uint8_t)number}, 4},
	    .client_port = 40000,
	    .server_port = port,
	    .first_seen = when,
	    .last_seen = when,
	    .first_frame = place_of(0, number + 1)
        };
	struct ending ending = {
	    .outcome = ENDING_DROPPED, .syns = 1, .waited = 2 * SECOND, .watched = 2 * SECOND};
	struct account account;

	company_opened(company, &flow);
	(void)company_ended(company, &flow, &ending, port == 587, &account);
}

/* What a look at a connection that nobody answered takes it for. */
static enum attempt
glance(struct company *company, unsigned syns)
{
	struct session_flow flow = {
	    .client = {{10, 0, 0, 7},   4},
	    .server = {{198, 18, 0, 7}, 4},
	    .client_port = 40000,
	    .server_port = 587
        };
	struct ending ending = {
	    .outcome = ENDING_DROPPED, .syns = syns, .waited = 2 * SECOND, .watched = 2 * SECOND};
	struct account account;

	company_glance(company, &flow, &ending, &account);
	return account.attempt;
}

/* What is saved and reported while a scan goes on must not tell each of its connections as kept out. */
static void
a_single_syn_is_no_use_in_a_look(void)
{
	struct told     told = {.is_in_order = true};
	struct company *company = company_new(&small, take, &told);

	CU_ASSERT_EQUAL(glance(company, 1), ATTEMPT_UNKNOWN);
	CU_ASSERT_EQUAL(glance(company, 3), ATTEMPT_USE);
	company_free(company);
}

static void
who_scans_mail_ports_is_remembered_though_others_try_other_ports(void)
{
	struct told     told = {.is_in_order = true};
	struct company *company = company_new(&small, take, &told);

	for (uint32_t i = 0; i < 40; i++)
		knock(company, 1, 587, i, SECOND + i);
	for (uint32_t i = 0; i < 1000; i++)
		knock(company, 2, 443, i, 2 * SECOND + i);
	for (uint16_t i = 0; i < 1000; i++)
		knock(company, 100 + i, 993, 1, 3 * SECOND + i);
	company_close(company);
	CU_ASSERT_EQUAL(told.count, 40);
	CU_ASSERT_EQUAL(told.by[ATTEMPT_SCAN], 40);
	company_free(company);
}

SUITE("session: company", ROW(a_single_syn_is_no_use_in_a_look),
      ROW(a_full_room_tells_the_first_early_and_counts_it),
      ROW(who_waited_long_enough_is_told_though_nothing_else_ends),
      ROW(who_scans_mail_ports_is_remembered_though_others_try_other_ports))
