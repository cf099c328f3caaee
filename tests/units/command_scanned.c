/* SPDX-License-Identifier: Apache-2.0 */
/* Port scans, captured badly: nobody is said to be kept out but who is, and nobody to scan but who does. */
#include <stdio.h>
#include <string.h>

#include "base/complain.h"
#include "command_crowd.h"
#include "command_ways.h"
#include "unit.h"

#define MILLISECOND INT64_C(1000000)
#define SECOND CALL_SECOND
#define SCANNER "10.9.9.9"
#define USER "10.1.0.5"
#define POSITIONS 24

/* How it was captured: the ${nth} of so many. */
struct kind {
	const char *name;
	unsigned    count;
	void (*make)(const struct tape *from, struct tape *to, unsigned nth);
};

static void
make_one_side(const struct tape *from, struct tape *to, unsigned nth)
{
	way_one_side(from, to, nth == 0 ? CLIENT : SERVER);
}

static void
make_beginning(const struct tape *from, struct tape *to, unsigned nth)
{
	tape_add_part(to, from, 0, from->count * (nth + 1) / (POSITIONS + 1));
}

static void
make_end(const struct tape *from, struct tape *to, unsigned nth)
{
	tape_add_part(to, from, from->count * (nth + 1) / (POSITIONS + 1), from->count);
}

static void
make_loss(const struct tape *from, struct tape *to, unsigned nth)
{
	static const unsigned shares[] = {10, 50, 200};
	struct chance         chance = {nth};

	way_loss(from, to, shares[nth % 3], &chance);
}

static void
make_snaplen(const struct tape *from, struct tape *to, unsigned nth)
{
	static const size_t lengths[] = {54, 68, 96, 128};

	way_snaplen(from, to, lengths[nth]);
}

static void
make_twice(const struct tape *from, struct tape *to, unsigned nth)
{
	struct chance chance = {nth};

	way_twice(from, to, 0, MILLISECOND * nth, &chance);
}

static void
make_jitter(const struct tape *from, struct tape *to, unsigned nth)
{
	struct chance chance = {nth};

	way_jitter(from, to, 5 * MILLISECOND, &chance);
}

static const struct kind kinds[] = {
    {"one side",        2,         make_one_side },
    {"up to a place",   POSITIONS, make_beginning},
    {"from a place on", POSITIONS, make_end      },
    {"loss",            15,        make_loss     },
    {"snaplen",         4,         make_snaplen  },
    {"twice",           2,         make_twice    },
    {"jitter",          5,         make_jitter   },
};

/* 300 ports of each of two hosts, with mail in both directions and a user who is kept out beside it. */
static void
call_all(struct crowd *crowd, enum call_kind kind)
{
	char server[32];

	for (unsigned i = 0; i < 60; i++) {
		snprintf(server, sizeof(server), "198.51.100.%u", i);
		crowd_call(crowd, CALL_TALK, "10.1.0.25", server, 25, i * SECOND);
		crowd_call(crowd, CALL_TALK, server, "10.1.0.25", 25, i * SECOND + 500 * MILLISECOND);
	}
	crowd_call(crowd, CALL_DROPPED, USER, "203.0.113.20", 587, 20 * SECOND);
	for (unsigned i = 0; i < 600; i++)
		crowd_call(crowd, kind, SCANNER, i % 2 == 0 ? "198.18.0.1" : "198.18.0.2",
			   (uint16_t)(350 + i / 2), 10 * SECOND + i * 50 * MILLISECOND);
	crowd_call(crowd, CALL_TALK, "10.1.0.25", server, 25, 100 * SECOND);
	crowd_sort(crowd);
}

static bool
is_of(const struct finding *finding, const char *client)
{
	struct address address;

	return address_parse(client, &address) && address_equal(&finding->client, &address);
}

/* Findings that accuse the wrong one. */
static unsigned
wrong_findings(struct play *play)
{
	unsigned count = 0;

	for (size_t i = 0; i < results_finding_count(play->results); i++) {
		const struct finding *finding = results_finding(play->results, i);
		const char           *id = finding->check->id;

		if (strcmp(id, "mail-port-scan") == 0)
			count += !is_of(finding, SCANNER);
		else if (strstr(id, "blocked") != NULL || strstr(id, "silent") != NULL)
			count += !is_of(finding, USER);
	}
	return count;
}

static unsigned
try_variants(struct crowd *crowd, const struct policy *policy, const char *name)
{
	unsigned tried = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (unsigned nth = 0; nth < kinds[i].count; nth++) {
			struct tape part = {NULL, 0, 0};
			struct play play;
			unsigned    wrong;

			kinds[i].make(&crowd->tape, &part, nth);
			tape_number(&part);
			play_tape(&part, policy, &play);
			if ((wrong = wrong_findings(&play)) > 0)
				printf("\n%s, %s %u: %u wrong findings", name, kinds[i].name, nth, wrong);
			CU_ASSERT_EQUAL(wrong, 0);
			play_free(&play);
			tape_free(&part, false);
			tried++;
		}
	return tried;
}

static void
a_bad_capture_of_a_scan_accuses_nobody(void)
{
	static const struct {
		const char    *name;
		enum call_kind kind;
	} scans[] = {
	    {"unanswered", CALL_SYN    },
	    {"refused",    CALL_REFUSED},
	    {"half open",  CALL_HALF   },
	    {"connect",    CALL_LOOK   },
	};
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("baseline", complaints);
	unsigned           tried = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	for (size_t i = 0; i < sizeof(scans) / sizeof(scans[0]); i++) {
		struct crowd crowd;

		crowd_begin(&crowd);
		call_all(&crowd, scans[i].kind);
		tried += try_variants(&crowd, policy, scans[i].name);
		crowd_end(&crowd);
	}
	printf("%u variants of port scans ", tried);
	policy_free(policy);
	complaints_free(complaints);
}

SUITE("command: scanned", ROW(a_bad_capture_of_a_scan_accuses_nobody))
