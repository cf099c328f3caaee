/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that nothing refers to any more are given up, and those of live talks stay what they were. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/pipeline.h"
#include "policy_helpers.h"

#define SECOND INT64_C(1000000000)
#define MILLISECOND INT64_C(1000000)
#define TALKS 8000
#define TEXT_OCTETS 8192

/* One connection, and where both sides are. */
struct line {
	struct pipeline *pipeline;
	struct segment   segment[2]; /* a template by side */
	uint32_t         seq[2];
	int64_t          when;
	uint64_t        *frames;
};

static void
send_octets(struct line *line, enum side from, uint8_t flags, const char *text)
{
	struct segment segment = line->segment[from];
	size_t         size = strlen(text);

	segment.flags = flags;
	segment.seq = line->seq[from];
	segment.ack = (flags & TCP_ACK) != 0 ? line->seq[side_other(from)] : 0;
	segment.payload = bytes_of((const uint8_t *)text, size);
	segment.payload_length = (uint32_t)size;
	segment.time = line->when;
	segment.place = place_of(0, ++*line->frames);
	line->seq[from] += (uint32_t)size + ((flags & (TCP_SYN | TCP_FIN)) != 0);
	line->when += MILLISECOND;
	pipeline_segment(line->pipeline, &segment);
}

static struct line
line_of(struct pipeline *pipeline, unsigned number, int64_t when, uint64_t *frames)
{
	struct line    line = {.pipeline = pipeline, .when = when, .frames = frames};
	struct address client = {
	    {10, (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number},
            4
        };
	struct address server = {
	    {203, 0, 113, 7},
            4
        };

	line.seq[CLIENT] = 100000 + number * 977;
	line.seq[SERVER] = 200000 + number * 1979;
	line.segment[CLIENT] = (struct segment){.kind = SEGMENT_TCP,
						.from = client,
						.to = server,
						.from_port = 40000,
						.to_port = 587,
						.window = 65535,
						.ttl = 64};
	line.segment[SERVER] = (struct segment){.kind = SEGMENT_TCP,
						.from = server,
						.to = client,
						.from_port = 587,
						.to_port = 40000,
						.window = 65535,
						.ttl = 60};
	return line;
}

/* The mechanism that a client made up is a text that was never there before. */
static void
mechanism_of(char name[20], unsigned number)
{
	(void)snprintf(name, 20, "X-MADE-UP-%u", number);
}

static void
log_in(struct line *line, unsigned number)
{
	char name[20], command[64];

	mechanism_of(name, number);
	(void)snprintf(command, sizeof(command), "AUTH %s AGEAYg==\r\n", name);
	send_octets(line, CLIENT, TCP_SYN, "");
	send_octets(line, SERVER, TCP_SYN | TCP_ACK, "");
	send_octets(line, CLIENT, TCP_ACK, "");
	send_octets(line, SERVER, TCP_PSH | TCP_ACK, "220 mx.example.net ESMTP\r\n");
	send_octets(line, CLIENT, TCP_PSH | TCP_ACK, "EHLO client.example\r\n");
	send_octets(line, SERVER, TCP_PSH | TCP_ACK, "250-mx.example.net\r\n250 AUTH PLAIN\r\n");
	send_octets(line, CLIENT, TCP_PSH | TCP_ACK, command);
	send_octets(line, SERVER, TCP_PSH | TCP_ACK, "235 2.7.0 Ok\r\n");
}

static void
log_out(struct line *line)
{
	send_octets(line, CLIENT, TCP_PSH | TCP_ACK, "QUIT\r\n");
	send_octets(line, SERVER, TCP_PSH | TCP_ACK, "221 2.0.0 Bye\r\n");
	send_octets(line, CLIENT, TCP_FIN | TCP_ACK, "");
	send_octets(line, SERVER, TCP_FIN | TCP_ACK, "");
	send_octets(line, CLIENT, TCP_ACK, "");
}

struct seen {
	unsigned right, wrong;
	bool     has_first;
};

/* Its client's address says which mechanism it must have. */
static void
check_session(void *context, const struct session *session)
{
	struct seen *seen = context;
	struct value client, mechanism;
	char         name[20];
	unsigned     number;

	if (!facts_value(&session->facts, FACT_CLIENT, &client) ||
	    !facts_value(&session->facts, FACT_AUTH_MECHANISM, &mechanism)) {
		seen->wrong++;
		return;
	}
	number = (unsigned)client.is.address.octets[1] << 16 | (unsigned)client.is.address.octets[2] << 8 |
		 client.is.address.octets[3];
	mechanism_of(name, number);
	seen->right += strcmp(mechanism.is.text, name) == 0;
	seen->wrong += strcmp(mechanism.is.text, name) != 0;
	seen->has_first |= number == 0;
}

/* The first client stays until all others are gone; texts are renewed while its and others' talks go on, and
 * while sessions wait for their other sight. */
static uint64_t
play(struct seen *seen, bool renews)
{
	struct classifier_limits limits = classifier_limits_default;
	struct policy           *policy = good_policy("policy: test\nchecks: []\n");
	struct results          *results = results_new(policy, NULL);
	struct classifier       *classifier;
	struct classifier_counts counts;
	struct coverage          coverage;
	struct pipeline         *pipeline;
	struct line              first;
	uint64_t                 frames = 0;
	int64_t                  now = 1700000000 * SECOND;

	memset(seen, 0, sizeof(*seen));
	memset(&coverage, 0, sizeof(coverage));
	limits.text_octets = TEXT_OCTETS;
	classifier = classifier_new(&limits);
	pipeline = pipeline_new(&(struct pipeline_options){.policy = policy,
							   .classifier = classifier,
							   .results = results,
							   .flows = &flow_limits_default,
							   .on_session = check_session,
							   .context = seen});
	first = line_of(pipeline, 0, now, &frames);
	log_in(&first, 0);
	for (unsigned i = 1; i < TALKS; i++) {
		struct line line = line_of(pipeline, i, now += SECOND / 5, &frames);

		log_in(&line, i);
		log_out(&line);
		if (renews)
			pipeline_renew_texts(pipeline);
	}
	first.when = now + SECOND;
	log_out(&first);
	pipeline_close(pipeline, &coverage);
	classifier_counts(classifier, &counts);
	pipeline_free(pipeline);
	classifier_free(classifier);
	results_free(results);
	policy_free(policy);
	return counts.texts;
}

static void
texts_of_live_talks_stay_what_they_were(void)
{
	struct seen seen;

	CU_ASSERT_EQUAL(play(&seen, true), 0);
	CU_ASSERT_EQUAL(seen.right, TALKS);
	CU_ASSERT_EQUAL(seen.wrong, 0);
	CU_ASSERT_TRUE(seen.has_first);
	/* Without that the room is used up, and what is refused is counted. */
	CU_ASSERT(play(&seen, false) > TALKS / 2);
	CU_ASSERT(seen.wrong > TALKS / 2);
}

SUITE("command: texts", ROW(texts_of_live_talks_stay_what_they_were))
