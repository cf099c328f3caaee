/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever lies around the mail on its way gives the same sessions: samples, wrapped anew in all there is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/source.h"
#include "command/pipeline.h"
#include "command_wraps.h"
#include "unit.h"

static const char *const samples[] = {
    "captures/imap-143-plaintext.pcapng",      "captures/submission-587-starttls.pcap",
    "captures/imap-993-implicit-tls.pcap",     "captures/submission-587-dropped.pcap",
    "captures/submission-587-prohibited.pcap", "captures/ipv6-imap-143-plaintext.pcap",
};

#define SAMPLES (sizeof(samples) / sizeof(samples[0]))

/* The IP packets of a sample; the octets are its own. */
struct reel {
	struct packet *packets;
	size_t         count;
};

static void
reel_add(struct reel *reel, const struct packet *packet, size_t skip, size_t size)
{
	uint8_t       *copy = malloc(size);
	struct packet *packets = realloc(reel->packets, (reel->count + 1) * sizeof(*packets));

	CU_ASSERT_FATAL(copy != NULL && packets != NULL);
	CU_ASSERT_FATAL(skip + size <= packet->bytes.size);
	memcpy(copy, packet->bytes.data + skip, size);
	reel->packets = packets;
	packets[reel->count] = *packet;
	packets[reel->count].interface = NULL; /* lives no longer than the packet */
	packets[reel->count].wire_length = (uint32_t)size;
	packets[reel->count++].bytes = bytes_of(copy, size);
}

/* Samples are Ethernet; what is no IP in them is of no use here. */
static void
reel_packet(struct reel *reel, const struct packet *packet)
{
	const uint8_t *frame = packet->bytes.data;
	size_t         type = (size_t)frame[12] << 8 | frame[13];

	CU_ASSERT_EQUAL_FATAL(packet->link_type, 1);
	if (type == WRAP_IPV4)
		reel_add(reel, packet, 14, (size_t)frame[16] << 8 | frame[17]);
	if (type == WRAP_IPV6)
		reel_add(reel, packet, 14, 40 + ((size_t)frame[18] << 8 | frame[19]));
}

static void
reel_read(struct reel *reel, const char *path)
{
	const struct source_options options = {NULL, 0};
	char                        problem[256];
	struct source              *source = source_open(path, &options, problem, sizeof(problem));
	struct packet               packet;

	memset(reel, 0, sizeof(*reel));
	CU_ASSERT_PTR_NOT_NULL_FATAL(source);
	while (source_next(source, &packet) == SOURCE_PACKET)
		reel_packet(reel, &packet);
	source_close(source);
	CU_ASSERT_FATAL(reel->count > 0);
}

static void
reel_free(struct reel *reel)
{
	for (size_t i = 0; i < reel->count; i++) {
		void *octets;

		memcpy(&octets, &reel->packets[i].bytes.data, sizeof(octets));
		free(octets);
	}
	free(reel->packets);
}

/* What the program says of a reel. */
struct showing {
	struct classifier *classifier;
	struct results    *results;
	struct session    *sessions;
	size_t             count;
	uint64_t           packets; /* sent; as many as in the reel if none was cut */
	struct coverage    coverage;
};

static void
keep_session(void *context, const struct session *session)
{
	struct showing *showing = context;

	showing->sessions = realloc(showing->sessions, (showing->count + 1) * sizeof(*session));
	CU_ASSERT_PTR_NOT_NULL_FATAL(showing->sessions);
	showing->sessions[showing->count++] = *session;
}

/* Each frame in an allocation that is gone afterwards; those of an uncut packet have the place of the packet.
 */
static void
send_wraps(struct pipeline *pipeline, struct showing *showing, int link_type, const struct packet *packet,
	   const struct wraps *wraps)
{
	for (size_t i = 0; i < wraps->count; i++) {
		size_t        size = wrap_size(&wraps->list[i]);
		uint8_t      *copy = malloc(size);
		struct packet frame = *packet;

		CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
		memcpy(copy, wrap_octets(&wraps->list[i]), size);
		frame.bytes = bytes_of(copy, size);
		frame.wire_length = (uint32_t)size;
		frame.link_type = link_type;
		pipeline_packet(pipeline, &frame);
		showing->packets++;
		free(copy);
	}
}

static void
show(struct showing *showing, const struct reel *reel, const struct wrapping *wrapping,
     const struct policy *policy)
{
	static struct wraps         wraps;
	const struct results_limits limits = {.findings = 1000};
	struct pipeline            *pipeline;

	memset(showing, 0, sizeof(*showing));
	wraps.id = 0;
	showing->classifier = classifier_new(&classifier_limits_default);
	showing->results = results_new(policy, &limits);
	pipeline = pipeline_new(&(struct pipeline_options){.policy = policy,
							   .classifier = showing->classifier,
							   .results = showing->results,
							   .flows = &flow_limits_default,
							   .on_session = keep_session,
							   .context = showing});
	CU_ASSERT_PTR_NOT_NULL_FATAL(pipeline);
	for (size_t i = 0; i < reel->count; i++) {
		wrap_packet(wrapping, reel->packets[i].bytes.data, reel->packets[i].bytes.size, &wraps);
		send_wraps(pipeline, showing, wrapping->link_type, &reel->packets[i], &wraps);
	}
	pipeline_close(pipeline, &showing->coverage);
	pipeline_free(pipeline);
	(void)results_settle(showing->results);
}

static void
showing_free(struct showing *showing)
{
	results_free(showing->results);
	classifier_free(showing->classifier);
	free(showing->sessions);
}

static bool
is_same_value(const struct facts *a, const struct facts *b, enum fact fact)
{
	struct value x, y;

	if (facts_has(a, fact) != facts_has(b, fact) || facts_value(a, fact, &x) != facts_value(b, fact, &y))
		return false;
	if (!facts_value(a, fact, &x))
		return true;
	if (x.type == TYPE_TEXT || x.type == TYPE_TEXTS)
		return strcmp(x.is.text, y.is.text) == 0;
	if (x.type == TYPE_ADDRESS)
		return address_equal(&x.is.address, &y.is.address);
	return a->values[fact] == b->values[fact];
}

/* A tag is a fact of its own. */
static bool
is_of_link(enum fact fact)
{
	static const enum fact facts[] = {
	    FACT_VLAN,        FACT_INNER_VLAN,       FACT_INTERFACE,       FACT_CLIENT_VLAN,
	    FACT_SERVER_VLAN, FACT_CLIENT_INTERFACE, FACT_SERVER_INTERFACE};

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (facts[i] == fact)
			return true;
	return false;
}

static void
want_same_session(const struct session *wanted, const struct session *got, const char *name)
{
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		enum fact fact = (enum fact)i;
		bool      is_same = is_same_value(&wanted->facts, &got->facts, fact) &&
			       facts_place(&wanted->facts, fact) == facts_place(&got->facts, fact);

		if (is_of_link(fact))
			continue;
		if (!is_same)
			fprintf(stderr, "%s: %s differs\n", name, fact_rows[fact].name);
		CU_ASSERT_TRUE(is_same);
	}
	CU_ASSERT_EQUAL(wanted->first_frame, got->first_frame);
	CU_ASSERT_EQUAL(wanted->last_frame, got->last_frame);
}

/* Nothing was lost on the way: each frame is a segment, an ICMP error or a part of a segment. */
static void
want_all_decoded(const struct showing *wanted, const struct showing *got)
{
	const uint64_t *was = wanted->coverage.decode.results, *is = got->coverage.decode.results;

	CU_ASSERT_EQUAL(is[DECODED_SEGMENT], was[DECODED_SEGMENT]);
	CU_ASSERT_EQUAL(is[DECODED_ICMP], was[DECODED_ICMP]);
	CU_ASSERT_EQUAL(is[DECODED_FRAGMENT_HELD], got->packets - wanted->packets);
	CU_ASSERT_EQUAL(got->coverage.packets, got->packets);
	CU_ASSERT_EQUAL(got->coverage.decode.conflicting_fragments, 0);
	CU_ASSERT_EQUAL(got->coverage.flow.bad_checksums >= wanted->coverage.flow.bad_checksums, true);
	CU_ASSERT_EQUAL(results_finding_count(got->results), results_finding_count(wanted->results));
}

static void
want_same(const struct showing *wanted, const struct showing *got, const char *name)
{
	CU_ASSERT_EQUAL(wanted->count, got->count);
	for (size_t i = 0; i < wanted->count && i < got->count; i++)
		want_same_session(&wanted->sessions[i], &got->sessions[i], name);
	want_all_decoded(wanted, got);
}

/* The sample alone, as raw IP. */
static const struct wrapping unwrapped = {"nothing", 101, {{NULL, 0, IN_ORDER}}};

static void
the_same_capture_in_any_encapsulation_gives_the_same_sessions(void)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("baseline", complaints);
	uint64_t           frames = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	for (size_t i = 0; i < SAMPLES; i++) {
		struct reel    reel;
		struct showing plain, wrapped;

		reel_read(&reel, samples[i]);
		show(&plain, &reel, &unwrapped, policy);
		CU_ASSERT(plain.count > 0 && plain.coverage.decode.results[DECODED_SEGMENT] > 0);
		for (size_t way = 0; way < wrappings_count; way++) {
			char name[200];

			snprintf(name, sizeof(name), "%s in %s", samples[i], wrappings[way].name);
			show(&wrapped, &reel, &wrappings[way], policy);
			want_same(&plain, &wrapped, name);
			frames += wrapped.packets;
			showing_free(&wrapped);
		}
		showing_free(&plain);
		reel_free(&reel);
	}
	printf("%zu wrappings of %zu captures, %llu frames ", wrappings_count, SAMPLES,
	       (unsigned long long)frames);
	policy_free(policy);
	complaints_free(complaints);
}

SUITE("command: wrapped", ROW(the_same_capture_in_any_encapsulation_gives_the_same_sessions))
