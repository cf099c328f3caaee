/* SPDX-License-Identifier: Apache-2.0 */
/* Both sides of an address translation in one capture: both sights are sessions, and count once. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command_tape.h"
#include "command_ways.h"
#include "flow/side.h"
#include "unit.h"

#define MICROSECOND INT64_C(1000)

/* The addresses that a gateway puts in the place of its clients' own. */
static struct address
translated(const struct address *address)
{
	struct address outside;

	CU_ASSERT_FATAL(address_parse(address->family == 6 ? "2001:db8:77::1" : "192.0.2.77", &outside));
	return outside;
}

/* Behind a translation of the client: another address and port, a hop further and a little later. */
static struct segment
beyond_gateway(const struct segment *segment)
{
	struct segment copy = *segment;
	bool           is_client = tape_side(segment) == CLIENT;

	*(is_client ? &copy.from : &copy.to) = translated(&segment->from);
	*(is_client ? &copy.from_port : &copy.to_port) ^= 0x0101;
	copy.ttl--;
	copy.time += is_client ? MICROSECOND : -MICROSECOND;
	return copy;
}

static void
add_both_sides(const struct tape *from, struct tape *to)
{
	for (size_t i = 0; i < from->count; i++) {
		struct segment copy = beyond_gateway(&from->segments[i]);

		tape_add(to, &from->segments[i]);
		tape_add(to, &copy);
	}
	tape_sort(to);
	tape_number(to);
}

static size_t
second_sights(const struct play *play)
{
	size_t count = 0;

	for (size_t i = 0; i < play->count; i++)
		count += facts_is(&play->sessions[i].facts, FACT_SIGHT_AGAIN);
	return count;
}

static uint64_t
sum_of_findings(const struct play *play)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < results_finding_count(play->results); i++)
		sum += results_finding(play->results, i)->count;
	return sum;
}

static bool
shows_every_syn(const struct play *play)
{
	for (size_t i = 0; i < play->count; i++)
		if (!play->sessions[i].numbers.has[CLIENT])
			return false;
	return true;
}

static struct policy *
baseline(struct complaints *complaints)
{
	struct policy *policy = policy_load("baseline", complaints);

	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	return policy;
}

/* Each session twice, and of each finding as many as before. */
static unsigned
try_sample(const char *path, const struct policy *policy)
{
	struct tape whole = {NULL, 0, 0}, both = {NULL, 0, 0};
	struct play one, two;
	bool        is_fit;

	CU_ASSERT_FATAL(tape_read(&whole, path));
	add_both_sides(&whole, &both);
	play_tape(&whole, policy, &one);
	play_tape(&both, policy, &two);
	is_fit = shows_every_syn(&one);
	if (is_fit) {
		CU_ASSERT_EQUAL(two.count, one.count * 2);
		CU_ASSERT_EQUAL(second_sights(&two), one.count);
		CU_ASSERT_EQUAL(sum_of_findings(&two), sum_of_findings(&one));
		if (second_sights(&two) != one.count || sum_of_findings(&two) != sum_of_findings(&one))
			printf("\n%s: %zu of %zu sights, %llu findings instead of %llu", path,
			       second_sights(&two), one.count, (unsigned long long)sum_of_findings(&two),
			       (unsigned long long)sum_of_findings(&one));
	}
	play_free(&one);
	play_free(&two);
	tape_free(&both, false);
	tape_free(&whole, true);
	return is_fit;
}

static void
both_sides_of_a_translation_count_once(void)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = baseline(complaints);
	glob_t             samples;
	unsigned           count = 0;

	CU_ASSERT_EQUAL_FATAL(glob("captures/*.pcap*", 0, NULL, &samples), 0);
	for (size_t i = 0; i < samples.gl_pathc; i++)
		if (!tape_is_continuation(samples.gl_pathv[i]))
			count += try_sample(samples.gl_pathv[i], policy);
	printf("%u captures seen from both sides of a gateway ", count);
	CU_ASSERT(count >= 100);
	globfree(&samples);
	policy_free(policy);
	complaints_free(complaints);
}

/* What the gateway of these tests does to the server's offer, as Cisco's and others' do. */
static void
mask(struct segment *segment)
{
	static uint8_t octets[2048];
	uint8_t       *at;

	if (tape_side(segment) != SERVER || segment->payload.size > sizeof(octets) ||
	    memmem(segment->payload.data, segment->payload.size, "STARTTLS", 8) == NULL)
		return;
	memcpy(octets, segment->payload.data, segment->payload.size);
	at = memmem(octets, segment->payload.size, "STARTTLS", 8);
	memcpy(at, "XXXXXXXA", 8);
	segment->payload = bytes_of(octets, segment->payload.size);
}

static const struct finding *
finding_of(struct play *play, const char *check)
{
	for (size_t i = 0; i < results_finding_count(play->results); i++)
		if (strcmp(results_finding(play->results, i)->check->id, check) == 0)
			return results_finding(play->results, i);
	return NULL;
}

static void
play_masked(bool is_masked, const struct policy *policy, struct play *play)
{
	struct tape whole = {NULL, 0, 0}, both = {NULL, 0, 0};

	CU_ASSERT_FATAL(tape_read(&whole, "captures/submission-587-starttls-unused.pcap"));
	add_both_sides(&whole, &both);
	for (size_t i = 0; is_masked && i < both.count; i++)
		if (address_equal(&both.segments[i].to, &whole.segments[0].from))
			mask(&both.segments[i]);
	play_tape(&both, policy, play);
	tape_free(&both, false);
	tape_free(&whole, true);
}

static void
an_offer_that_only_one_side_of_the_gateway_has_is_the_finding(void)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = baseline(complaints);
	struct play        play;

	play_masked(true, policy, &play);
	CU_ASSERT_PTR_NOT_NULL(finding_of(&play, "starttls-changed-by-device"));
	play_free(&play);
	play_masked(false, policy, &play);
	CU_ASSERT_PTR_NULL(finding_of(&play, "starttls-changed-by-device"));
	play_free(&play);
	policy_free(policy);
	complaints_free(complaints);
}

/* Routed, not translated: one flow, of which the second copies are not the first ones. */
static void
octets_that_a_router_rewrites_are_the_finding(void)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = baseline(complaints);
	struct tape        whole = {NULL, 0, 0}, both = {NULL, 0, 0};
	struct play        play;

	CU_ASSERT_FATAL(tape_read(&whole, "captures/submission-587-starttls-unused.pcap"));
	for (size_t i = 0; i < whole.count; i++) {
		struct segment copy = whole.segments[i];

		copy.ttl--;
		mask(&copy);
		tape_add(&both, &whole.segments[i]);
		tape_add(&both, &copy);
	}
	play_tape(&both, policy, &play);
	CU_ASSERT_PTR_NOT_NULL(finding_of(&play, "octets-changed-on-path"));
	play_free(&play);
	tape_free(&both, false);
	tape_free(&whole, true);
	policy_free(policy);
	complaints_free(complaints);
}

/* Capture makers count from small numbers: the same numbers do not make two connections one. */
static void
numbers_that_nobody_drew_link_nothing(void)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = baseline(complaints);
	struct tape        whole = {NULL, 0, 0}, both = {NULL, 0, 0};
	struct play        play;
	uint32_t           first[2] = {0, 0};

	CU_ASSERT_FATAL(tape_read(&whole, "captures/submission-587-plaintext.pcap"));
	first[CLIENT] = whole.segments[0].seq;
	first[SERVER] = whole.segments[1].seq;
	for (size_t i = 0; i < whole.count; i++) {
		enum side side = tape_side(&whole.segments[i]);

		whole.segments[i].seq -= first[side] - 1000;
		whole.segments[i].ack -= i == 0 ? 0 : first[side_other(side)] - 1000;
	}
	add_both_sides(&whole, &both);
	play_tape(&both, policy, &play);
	CU_ASSERT_EQUAL(play.count, 2);
	CU_ASSERT_EQUAL(second_sights(&play), 0);
	play_free(&play);
	tape_free(&both, false);
	tape_free(&whole, true);
	policy_free(policy);
	complaints_free(complaints);
}

/* A scanner sends one number to many hosts. */
static void
one_number_to_many_hosts_is_no_translation(void)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = baseline(complaints);
	struct tape        whole = {NULL, 0, 0}, both = {NULL, 0, 0};
	struct play        play;

	CU_ASSERT_FATAL(tape_read(&whole, "captures/submission-587-dropped.pcap"));
	for (size_t i = 0; i < whole.count; i++) {
		struct segment copy = whole.segments[i];

		copy.to = translated(&copy.to);
		tape_add(&both, &whole.segments[i]);
		tape_add(&both, &copy);
	}
	play_tape(&both, policy, &play);
	CU_ASSERT(play.count >= 2);
	CU_ASSERT_EQUAL(second_sights(&play), 0);
	play_free(&play);
	tape_free(&both, false);
	tape_free(&whole, true);
	policy_free(policy);
	complaints_free(complaints);
}

SUITE("command: sights", ROW(both_sides_of_a_translation_count_once),
      ROW(an_offer_that_only_one_side_of_the_gateway_has_is_the_finding),
      ROW(octets_that_a_router_rewrites_are_the_finding), ROW(numbers_that_nobody_drew_link_nothing),
      ROW(one_number_to_many_hosts_is_no_translation))
