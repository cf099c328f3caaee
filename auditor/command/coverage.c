/* SPDX-License-Identifier: Apache-2.0 */
/* Adds up coverage and gives its numbers names. */
#include "command/coverage.h"

#include <string.h>

/* Every member is a uint64_t, so that adding is one loop. */
_Static_assert(sizeof(struct coverage) % sizeof(uint64_t) == 0, "coverage is numbers only");

void
coverage_add(struct coverage *into, const struct coverage *from)
{
	uint64_t       *to = (uint64_t *)(void *)into;
	const uint64_t *more = (const uint64_t *)(const void *)from;

	for (size_t i = 0; i < sizeof(*into) / sizeof(*to); i++)
		to[i] += more[i];
}

struct list {
	struct report_count *counts;
	size_t               used;
};

static void
add(struct list *list, const char *name, uint64_t number, bool is_doubt, const char *meaning)
{
	if (list->used < COVERAGE_COUNTS)
		list->counts[list->used++] = (struct report_count){name, number, meaning, is_doubt};
}

static const char *const reason_names[DECODE_RESULTS] = {
#define row(NAME, word, may_hide_mail, meaning) [DECODED_##NAME] = "not_decoded." word,
    EACH_DECODE_RESULT(row)
#undef row
};

static const char *const reason_meanings[DECODE_RESULTS] = {
#define row(NAME, word, may_hide_mail, meaning) [DECODED_##NAME] = meaning,
    EACH_DECODE_RESULT(row)
#undef row
};

/* These have a place of their own. */
static bool
is_decoded(unsigned result)
{
	return result == DECODED_SEGMENT || result == DECODED_ICMP || result == DECODED_FRAGMENT_HELD;
}

static void
add_packets(struct list *list, const struct coverage *coverage)
{
	const uint64_t *results = coverage->decode.results;

	add(list, "packets", coverage->packets, false, NULL);
	add(list, "bytes", coverage->octets, false, NULL);
	add(list, "filtered", coverage->filtered, false, "packets passed over by the filter");
	add(list, "decoded.tcp", results[DECODED_SEGMENT], false, NULL);
	add(list, "decoded.icmp_errors", results[DECODED_ICMP], false, NULL);
	add(list, "decoded.fragments", results[DECODED_FRAGMENT_HELD], false,
	    "IP fragments put together with others");
	for (unsigned result = 0; result < DECODE_RESULTS; result++)
		if (!is_decoded(result))
			add(list, reason_names[result], results[result],
			    decode_result_may_hide_mail((enum decode_result)result), reason_meanings[result]);
	add(list, "zero_lengths", coverage->decode.zero_lengths, false,
	    "IP datagrams without a length (offload), taken to be as long as their frame");
	add(list, "conflicting_fragments", coverage->decode.conflicting_fragments, true,
	    "IP fragments over others that carried other octets");
}

static void
add_flows(struct list *list, const struct flow_counts *flow)
{
	add(list, "flows", flow->flows, false, "TCP connections");
	add(list, "gaps", flow->gaps, true, "places where octets of a followed connection are missing");
	add(list, "evicted", flow->evicted, true, "connections given up for want of room");
	add(list, "one_sided", flow->one_sided, false, "connections captured in one direction only");
	add(list, "midstream", flow->midstream, false, "connections whose beginning was not captured");
	add(list, "bad_checksums", flow->bad_checksums, false,
	    "segments with a wrong checksum (offload makes them), taken as they are");
	add(list, "shed_bytes", flow->shed_octets, true, "octets out of order given up for want of room");
	add(list, "conflicting_overlaps", flow->conflicting_overlaps, true,
	    "retransmissions that carried other octets than the first copy");
	add(list, "backward_times", flow->backward_times, false, "packets older than the one before");
	add(list, "clock_set_back", flow->clock_sets, true, "times that the clock was set back");
	add(list, "copies", flow->copies, false, "segments captured twice at once, as mirror ports do");
	add(list, "out_of_order", flow->out_of_order, false, "segments captured before what comes first");
	add(list, "long_segments", flow->long_segments, false,
	    "segments longer than a frame (offload or jumbo frames), taken as they are");
	add(list, "truncated", flow->truncated, false,
	    "connections of which the snapshot length cut packets");
	add(list, "one_direction_only", flow->one_directional, true,
	    "captures that show one direction only: capture where both pass");
}

size_t
coverage_counts(const struct coverage *coverage, struct report_count *counts)
{
	struct list list = {counts, 0};

	add_packets(&list, coverage);
	add_flows(&list, &coverage->flow);
	add(&list, "mail_sessions", coverage->mail_sessions, false, NULL);
	add(&list, "hurried", coverage->hurried, true,
	    "connections without a talk, judged early for want of room");
	add(&list, "refused.dialogues", coverage->classifier.refused, true,
	    "connections not followed for want of room");
	add(&list, "refused.handshakes", coverage->classifier.handshakes, true,
	    "TLS handshakes not followed for want of room");
	add(&list, "refused.texts", coverage->classifier.texts, true, "names not kept for want of room");
	add(&list, "refused.findings", coverage->findings_refused, true,
	    "violations not listed for want of room");
	add(&list, "given_up.findings", coverage->findings_given_up, true,
	    "findings told before, and no longer listed for want of room");
	add(&list, "refused.subjects", coverage->subjects_refused, true,
	    "sessions not counted among those of their client or server for want of room");
	add(&list, "refused.sessions", coverage->sessions_refused, true,
	    "sessions not listed for want of room");
	add(&list, "dropped_by_kernel", coverage->dropped_by_kernel, true,
	    "packets lost before they could be read: a larger --memory or more --threads may help");
	add(&list, "interruptions", coverage->interruptions, true,
	    "times that an interface was down or gone: what passed meanwhile was not seen");
	add(&list, "unwatched_seconds", coverage->unwatched, true,
	    "seconds between two runs in which nobody watched");
	return list.used;
}

/* Each number is a member: one that numbers its members tells which. */
bool
coverage_note(struct coverage *coverage, const char *name, uint64_t number)
{
	struct coverage     numbered = {0};
	struct report_count counts[COVERAGE_COUNTS];
	uint64_t           *members = (uint64_t *)(void *)&numbered;
	size_t              count, i = 0;

	for (size_t member = 0; member < sizeof(numbered) / sizeof(*members); member++)
		members[member] = member;
	count = coverage_counts(&numbered, counts);
	while (i < count && strcmp(counts[i].name, name) != 0)
		i++;
	if (i == count)
		return false;
	((uint64_t *)(void *)coverage)[counts[i].number] = number;
	return true;
}
