/* SPDX-License-Identifier: Apache-2.0 */
/* What is divided is not more than what there is, and everybody gets some. */
#include "watch/limits.h"

#include "unit.h"

#define MIB (UINT64_C(1) << 20)

/* By what the headers say that each of them takes. */
static uint64_t
results_of(const struct results_limits *limits)
{
	return limits->findings * UINT64_C(1280) + limits->pairs * UINT64_C(1024) +
	       limits->subjects * UINT64_C(2048) + limits->groups * UINT64_C(5120);
}

/* Of one station; texts, and names of certificates, half as many, are there twice while they are renewed. */
static uint64_t
sum_of(const struct watch_limits *limits)
{
	return limits->ring + limits->flows.flows * UINT64_C(512) + limits->flows.held_octets +
	       limits->classifier.dialogues * UINT64_C(5120) +
	       limits->classifier.handshakes * UINT64_C(32768) + 3 * limits->classifier.text_octets +
	       limits->classifier.certificates * UINT64_C(512) + limits->company.waiting * UINT64_C(256) +
	       limits->company.contacts * UINT64_C(200) + limits->company.sweeps * UINT64_C(600) +
	       limits->company.talks * UINT64_C(72) + results_of(&limits->between);
}

static void
all_stations_together_stay_within_the_memory(void)
{
	for (uint64_t octets = WATCH_MEMORY_LEAST; octets <= 65536 * MIB; octets *= 2)
		for (unsigned stations = 1; stations <= 64; stations++) {
			struct watch_limits limits = watch_limits_of(octets, stations);

			/* A report is made of a copy of the results. */
			CU_ASSERT_TRUE(sum_of(&limits) * stations + 2 * results_of(&limits.results) +
					   2 * limits.text_octets <=
				       octets);
		}
}

static void
little_memory_among_many_still_leaves_something_for_each(void)
{
	struct watch_limits limits = watch_limits_of(WATCH_MEMORY_LEAST, 64);

	CU_ASSERT_TRUE(limits.ring > 32768);
	CU_ASSERT_TRUE(limits.flows.flows > 0 && limits.classifier.dialogues > 0);
	CU_ASSERT_TRUE(limits.classifier.text_octets > 0 && limits.classifier.certificates > 0);
	CU_ASSERT_TRUE(limits.company.waiting > 0 && limits.company.contacts > 0);
	CU_ASSERT_TRUE(limits.company.sweeps > 0 && limits.company.talks > 0);
	CU_ASSERT_TRUE(limits.between.findings > 0 && limits.between.pairs > 0 &&
		       limits.between.subjects > 0 && limits.between.groups > 0);
}

static void
more_memory_is_never_less_of_anything(void)
{
	struct watch_limits small = watch_limits_of(WATCH_MEMORY_DEFAULT, 2),
			    large = watch_limits_of(2 * WATCH_MEMORY_DEFAULT, 2);

	CU_ASSERT_TRUE(large.ring >= small.ring);
	CU_ASSERT_TRUE(large.flows.flows > small.flows.flows);
	CU_ASSERT_TRUE(large.classifier.dialogues > small.classifier.dialogues);
	CU_ASSERT_TRUE(large.results.findings > small.results.findings);
}

static void
the_ring_is_not_larger_than_is_of_use(void)
{
	CU_ASSERT_EQUAL(watch_limits_of(65536 * MIB, 1).ring, 64 * MIB);
}

SUITE("watch: limits", ROW(all_stations_together_stay_within_the_memory),
      ROW(little_memory_among_many_still_leaves_something_for_each),
      ROW(more_memory_is_never_less_of_anything), ROW(the_ring_is_not_larger_than_is_of_use))
