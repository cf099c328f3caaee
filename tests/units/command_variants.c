/* SPDX-License-Identifier: Apache-2.0 */
/* An imperfect capture knows less, and never something else: every sample, captured badly in many ways. */
#include <glob.h>
#include <stdio.h>

#include "command_truth.h"
#include "command_ways.h"
#include "unit.h"

#define MILLISECOND INT64_C(1000000)
#define SECOND (1000 * MILLISECOND)
#define POSITIONS 16

/* The variants of one kind that a tape has: the ${nth} of them. */
struct kind {
	const char *name;
	unsigned    count;
	void (*make)(const struct tape *from, struct tape *to, unsigned nth);
};

static size_t
position(const struct tape *tape, unsigned nth)
{
	return tape->count * (nth + 1) / (POSITIONS + 1);
}

static void
make_one_sided(const struct tape *from, struct tape *to, unsigned nth)
{
	way_one_side(from, to, nth == 0 ? CLIENT : SERVER);
}

static void
make_half(const struct tape *from, struct tape *to, unsigned nth)
{
	size_t middle = from->count / 2;

	tape_add_part(to, from, nth == 0 ? 0 : middle, nth == 0 ? middle : from->count);
}

static void
make_end(const struct tape *from, struct tape *to, unsigned nth)
{
	tape_add_part(to, from, position(from, nth), from->count);
}

static void
make_beginning(const struct tape *from, struct tape *to, unsigned nth)
{
	tape_add_part(to, from, 0, position(from, nth));
}

static void
make_middle(const struct tape *from, struct tape *to, unsigned nth)
{
	struct chance chance = {nth};
	size_t        begin = chance_below(&chance, from->count);

	tape_add_part(to, from, begin, begin + 1 + chance_below(&chance, from->count - begin));
}

/* Of up to 15 seconds: who captures nothing for longer cannot tell a SYN without an answer from a missing
 * one. */
static void
make_hole(const struct tape *from, struct tape *to, unsigned nth)
{
	struct chance chance = {nth};
	size_t        begin = chance_below(&chance, from->count);
	size_t        end = begin + 1 + chance_below(&chance, from->count - begin);

	while (end > begin + 1 && end < from->count &&
	       from->segments[end].time - from->segments[begin].time > 15 * SECOND)
		end--;
	tape_add_part(to, from, 0, begin);
	tape_add_part(to, from, end, from->count);
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
	static const size_t lengths[] = {54, 68, 74, 96, 128, 256};

	way_snaplen(from, to, lengths[nth]);
}

static void
make_twice(const struct tape *from, struct tape *to, unsigned nth)
{
	struct chance chance = {nth};

	way_twice(from, to, nth == 0 ? 0 : MILLISECOND / 10, nth == 0 ? 0 : MILLISECOND, &chance);
}

static void
make_routed(const struct tape *from, struct tape *to, unsigned nth)
{
	struct chance chance = {nth};

	way_routed(from, to, nth == 0 ? 1000 : MILLISECOND, &chance);
}

static void
make_jitter(const struct tape *from, struct tape *to, unsigned nth)
{
	struct chance chance = {nth};

	way_jitter(from, to, 5 * MILLISECOND, &chance);
}

static void
make_backward(const struct tape *from, struct tape *to, unsigned nth)
{
	struct chance chance = {nth};

	way_backward(from, to, nth % 2 == 0 ? 10 * MILLISECOND : 2 * SECOND, &chance);
}

static void
make_clock_set(const struct tape *from, struct tape *to, unsigned nth)
{
	way_clock_set(from, to, position(from, nth * 5), nth % 2 == 0 ? 3600 * SECOND : 30 * SECOND);
}

static const struct kind kinds[] = {
    {"one side",               2,         make_one_sided},
    {"half",		   2,         make_half     },
    {"from a position",        POSITIONS, make_end      },
    {"up to a position",       POSITIONS, make_beginning},
    {"a part",		 8,         make_middle   },
    {"a hole",		 8,         make_hole     },
    {"loss",		   24,        make_loss     },
    {"snapshot length",        6,         make_snaplen  },
    {"each packet twice",      3,         make_twice    },
    {"both sides of a router", 2,         make_routed   },
    {"jitter",		 4,         make_jitter   },
    {"times backward",         4,         make_backward },
    {"clock set back",         3,         make_clock_set},
};

/* The variant under test. */
struct variant {
	const char        *path;
	const struct kind *kind;
	unsigned           nth;
};

static void
complain_of(void *context, const struct untruth *untruth)
{
	const struct variant *variant = context;

	printf("\n%s, %s %u: ", variant->path, variant->kind->name, variant->nth);
	untruth_print(untruth, stdout);
}

/* All variants of one sample; how many they were. */
static unsigned
try_sample(const char *path, const struct policy *policy)
{
	struct tape    whole = {NULL, 0, 0}, part;
	struct truth   truth;
	struct variant variant = {.path = path};
	unsigned       count = 0;

	CU_ASSERT_FATAL(tape_read(&whole, path));
	if (whole.count == 0) /* on the far side of who drops everything */
		return 0;
	truth_begin(&truth, &whole, policy);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (unsigned nth = 0; nth < kinds[i].count; nth++, count++) {
			part = (struct tape){NULL, 0, 0};
			variant.kind = &kinds[i];
			variant.nth = nth;
			kinds[i].make(&whole, &part, nth);
			tape_number(&part);
			CU_ASSERT_EQUAL(truth_against(&truth, &part, complain_of, &variant), 0);
			tape_free(&part, false);
		}
	truth_end(&truth);
	tape_free(&whole, true);
	return count;
}

static void
a_bad_capture_says_nothing_that_the_whole_does_not(void)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("baseline", complaints);
	glob_t             samples;
	unsigned           count = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	CU_ASSERT_EQUAL_FATAL(glob("captures/*.pcap*", 0, NULL, &samples), 0);
	CU_ASSERT_EQUAL_FATAL(glob("captures/reach/*.pcap", GLOB_APPEND, NULL, &samples), 0);
	for (size_t i = 0; i < samples.gl_pathc; i++)
		if (!tape_is_continuation(samples.gl_pathv[i]))
			count += try_sample(samples.gl_pathv[i], policy);
	printf("%u variants of %zu samples ", count, samples.gl_pathc);
	CU_ASSERT(count >= 2000);
	globfree(&samples);
	policy_free(policy);
	complaints_free(complaints);
}

static void
count_one(void *context, const struct untruth *untruth)
{
	size_t *count = context;

	*count += untruth->finding == NULL && untruth->fact == FACT_OUTCOME;
}

/* The comparison itself: a talk cut by a reset that the whole does not have is found out. */
static void
a_part_that_says_something_else_is_found_out(void)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("baseline", complaints);
	struct tape        whole = {NULL, 0, 0}, part = {NULL, 0, 0};
	struct truth       truth;
	size_t             outcomes = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	CU_ASSERT_FATAL(tape_read(&whole, "captures/submission-587-plaintext.pcap"));
	truth_begin(&truth, &whole, policy);
	CU_ASSERT_EQUAL(truth_against(&truth, &whole, count_one, &outcomes), 0);
	tape_add_part(&part, &whole, 0, 2);
	part.segments[1].flags = TCP_RST | TCP_ACK;
	CU_ASSERT(truth_against(&truth, &part, count_one, &outcomes) > 0);
	CU_ASSERT_EQUAL(outcomes, 1);
	tape_free(&part, false);
	truth_end(&truth);
	tape_free(&whole, true);
	policy_free(policy);
	complaints_free(complaints);
}

SUITE("command: variants", ROW(a_part_that_says_something_else_is_found_out),
      ROW(a_bad_capture_says_nothing_that_the_whole_does_not))
