/* SPDX-License-Identifier: Apache-2.0 */
/* Holds what a part of a capture says against what the whole says. */
#include "command_truth.h"

#include <inttypes.h>
#include <string.h>

#include "classify/port.h"
#include "flow/side.h"

void
truth_begin(struct truth *truth, const struct tape *tape, const struct policy *policy)
{
	truth->tape = tape;
	truth->policy = policy;
	play_tape(tape, policy, &truth->play);
}

void
truth_end(struct truth *truth)
{
	play_free(&truth->play);
}

static bool
is_same_value(const struct facts *a, const struct facts *b, enum fact fact)
{
	struct value x, y;

	if (!facts_value(a, fact, &x) || !facts_value(b, fact, &y))
		return false;
	if (x.type == TYPE_TEXT || x.type == TYPE_TEXTS)
		return strcmp(x.is.text, y.is.text) == 0;
	if (x.type == TYPE_ADDRESS)
		return address_equal(&x.is.address, &y.is.address);
	return a->values[fact] == b->values[fact];
}

static bool
is_same_flow(const struct facts *a, const struct facts *b)
{
	static const enum fact ends[] = {FACT_CLIENT, FACT_CLIENT_PORT, FACT_SERVER, FACT_SERVER_PORT};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (!is_same_value(a, b, ends[i]))
			return false;
	return true;
}

static bool
is_of_the_capture(enum fact fact)
{
	static const enum fact rows[] = {FACT_HANDSHAKE_SEEN, FACT_ONE_SIDED,        FACT_MIDSTREAM,
					 FACT_GAPS,           FACT_IDLE_BEFORE_END,  FACT_TRUNCATED,
					 FACT_FIRST_SEEN,     FACT_LAST_SEEN,        FACT_PACKETS,
					 FACT_CONTROL_SEEN,   FACT_CONNECT_TRIED_FOR};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i] == fact)
			return true;
	return false;
}

static bool
is_count_of_seen(enum fact fact)
{
	static const enum fact rows[] = {FACT_BYTES,          FACT_CLEAR_BYTES,     FACT_AUTH_FAILURES,
					 FACT_AUTH_TRIES,     FACT_MAILBOX_FETCHED, FACT_MAILBOX_DELETED,
					 FACT_MAILBOX_STORED, FACT_MAILBOX_SCRIPTS, FACT_CONNECT_ATTEMPTS};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i] == fact)
			return true;
	return false;
}

/* One session of the part beside the one of the whole, and what became of its packets. */
struct pair {
	const struct session *whole, *part;
	bool is_cut_off; /* the part ends sooner, and nothing in it shows that there is more */
	bool lacks_reset;
};

static bool
is_of(const struct session *session, const struct segment *segment)
{
	uint64_t port = session->facts.values[FACT_CLIENT_PORT];

	return segment->from_port == port || segment->to_port == port;
}

/* The last that is known of one side: by its own segments, or by what the other one acknowledged. */
static uint32_t
last_of(const struct tape *tape, const struct session *session, enum side side, uint32_t first)
{
	uint32_t last = first;

	for (size_t i = 0; i < tape->count; i++) {
		const struct segment *segment = &tape->segments[i];
		bool                  is_own = tape_side(segment) == side;
		uint32_t              end = is_own ? segment->seq + segment->payload_length : segment->ack;

		if (!is_of(session, segment) || segment->kind != SEGMENT_TCP ||
		    (!is_own && (segment->flags & TCP_ACK) == 0))
			continue;
		end += is_own && (segment->flags & (TCP_SYN | TCP_FIN)) != 0;
		if ((int32_t)(end - last) > 0)
			last = end;
	}
	return last;
}

static bool
has_reset(const struct tape *tape, const struct session *session)
{
	for (size_t i = 0; i < tape->count; i++)
		if (is_of(session, &tape->segments[i]) && (tape->segments[i].flags & TCP_RST) != 0)
			return true;
	return false;
}

/* The number that one side begins with in the whole. */
static uint32_t
first_of(const struct tape *tape, const struct session *session, enum side side)
{
	for (size_t i = 0; i < tape->count; i++) {
		const struct segment *segment = &tape->segments[i];

		if (is_of(session, segment) && segment->kind == SEGMENT_TCP && tape_side(segment) == side &&
		    (segment->flags & TCP_RST) == 0)
			return segment->seq;
	}
	return 0;
}

static struct pair
pair_of(const struct tape *whole_tape, const struct session *whole, const struct tape *part_tape,
	const struct session *part)
{
	struct pair pair = {.whole = whole, .part = part};

	for (enum side side = CLIENT; side <= SERVER; side++) {
		uint32_t first = first_of(whole_tape, whole, side);

		pair.is_cut_off |= (int32_t)(last_of(whole_tape, whole, side, first) -
					     last_of(part_tape, whole, side, first)) > 0;
	}
	pair.lacks_reset = has_reset(whole_tape, whole) && !has_reset(part_tape, whole);
	pair.is_cut_off |= pair.lacks_reset;
	return pair;
}

static uint64_t
duration(const struct session *session)
{
	return session->facts.values[FACT_LAST_SEEN] - session->facts.values[FACT_FIRST_SEEN];
}

/* An end that the part does not have: what it shows is right as far as it goes. */
static bool
is_so_far(const struct pair *pair, enum fact fact)
{
	const struct facts *whole = &pair->whole->facts, *part = &pair->part->facts;

	if (fact == FACT_TLS_HANDSHAKE) /* by its meaning: the capture ended before the handshake did */
		return facts_word_is(part, fact, HANDSHAKE_INCOMPLETE) && pair->is_cut_off;
	/* A packet that is missing right before an RST or a silence leaves no trace. */
	if (fact == FACT_ENDED_AT)
		return pair->is_cut_off && (facts_word_is(whole, FACT_OUTCOME, OUTCOME_RESET) ||
					    facts_word_is(whole, FACT_OUTCOME, OUTCOME_SILENT));
	if (fact != FACT_OUTCOME || !facts_word_is(part, fact, OUTCOME_ESTABLISHED))
		return false;
	/* It is established until the RST comes, or until it was waited for long enough. */
	if (facts_word_is(whole, fact, OUTCOME_RESET))
		return pair->lacks_reset;
	return facts_word_is(whole, fact, OUTCOME_SILENT) &&
	       (duration(pair->part) < duration(pair->whole) ||
		part->values[FACT_PACKETS] < whole->values[FACT_PACKETS]);
}

/* T33: what is seen from within TLS alone, on a port of implicit TLS, is taken for that. */
static bool
is_by_the_port(const struct pair *pair, enum fact fact)
{
	const struct facts *whole = &pair->whole->facts, *part = &pair->part->facts;
	const struct port  *port = port_find((uint16_t)whole->values[FACT_SERVER_PORT]);

	return fact == FACT_SECURITY && port != NULL && port->is_implicit_tls &&
	       facts_word_is(whole, fact, SECURITY_STARTTLS) &&
	       facts_word_is(part, fact, SECURITY_IMPLICIT_TLS) &&
	       (facts_is(part, FACT_MIDSTREAM) || part->values[FACT_GAPS] > 0);
}

/* Of several logins a part may show the first only: with its mechanism, and its outcome if no more is seen.
 */
static bool
is_of_an_earlier_login(const struct pair *pair, enum fact fact)
{
	bool is_its_own = fact == FACT_AUTH_MECHANISM ||
			  (pair->is_cut_off && (fact == FACT_AUTH_OUTCOME || fact == FACT_AUTH_SECRET_KIND ||
						fact == FACT_AUTH_REFUSAL));

	return is_its_own && pair->whole->facts.values[FACT_AUTH_FAILURES] > 0;
}

static bool
is_true_fact(const struct pair *pair, enum fact fact)
{
	const struct session *whole = pair->whole, *part = pair->part;
	struct value          value;

	if (is_of_the_capture(fact) || !facts_value(&part->facts, fact, &value))
		return true;
	if (is_count_of_seen(fact))
		return facts_has(&whole->facts, fact) &&
		       part->facts.values[fact] <= whole->facts.values[fact];
	if (fact == FACT_PROTOCOL_BASIS)
		return part->facts.values[fact] >= whole->facts.values[fact];
	return is_same_value(&whole->facts, &part->facts, fact) || is_so_far(pair, fact) ||
	       is_by_the_port(pair, fact) || is_of_an_earlier_login(pair, fact);
}

static size_t
compare_facts(const struct pair *pair, void (*each)(void *context, const struct untruth *untruth),
	      void              *context)
{
	size_t count = 0;

	for (unsigned fact = 0; fact < FACT_COUNT; fact++)
		if (!is_true_fact(pair, (enum fact)fact)) {
			struct untruth untruth = {NULL, pair->part, pair->whole, (enum fact)fact};

			count++;
			if (each != NULL)
				each(context, &untruth);
		}
	return count;
}

/* Of several sessions with the same ends the one that fits best counts. */
static size_t
compare_session(const struct truth *truth, const struct tape *tape, const struct session *part,
		void (*each)(void *context, const struct untruth *untruth), void *context)
{
	const struct play *whole = &truth->play;
	struct pair        best = {NULL, part, false, false};
	size_t             least = SIZE_MAX;
	struct untruth     stranger = {NULL, part, NULL, FACT_COUNT};

	for (size_t i = 0; i < whole->count; i++) {
		struct pair pair;
		size_t      count;

		if (!is_same_flow(&whole->sessions[i].facts, &part->facts))
			continue;
		pair = pair_of(truth->tape, &whole->sessions[i], tape, part);
		count = compare_facts(&pair, NULL, NULL);
		if (count < least) {
			least = count;
			best = pair;
		}
	}
	if (best.whole != NULL)
		return compare_facts(&best, each, context);
	each(context, &stranger);
	return 1;
}

static bool
has_finding(struct results *results, const struct finding *wanted)
{
	for (size_t i = 0; i < results_finding_count(results); i++) {
		const struct finding *one = results_finding(results, i);

		if (one->check == wanted->check && one->port == wanted->port && one->path == wanted->path &&
		    address_equal(&one->client, &wanted->client) &&
		    address_equal(&one->server, &wanted->server))
			return true;
	}
	return false;
}

static size_t
compare_findings(struct truth *truth, struct results                              *part,
		 void (*each)(void *context, const struct untruth *untruth), void *context)
{
	size_t count = 0;

	for (size_t i = 0; i < results_finding_count(part); i++) {
		struct untruth untruth = {results_finding(part, i), NULL, NULL, FACT_COUNT};

		if (has_finding(truth->play.results, untruth.finding))
			continue;
		count++;
		each(context, &untruth);
	}
	return count;
}

size_t
truth_against(struct truth *truth, const struct tape                           *part,
	      void (*each)(void *context, const struct untruth *untruth), void *context)
{
	struct play play;
	size_t      count;

	play_tape(part, truth->policy, &play);
	count = compare_findings(truth, play.results, each, context);
	for (size_t i = 0; i < play.count; i++)
		count += compare_session(truth, part, &play.sessions[i], each, context);
	play_free(&play);
	return count;
}

static void
print_value(const struct session *session, enum fact fact, FILE *out)
{
	char         text[ADDRESS_TEXT_SIZE];
	struct value value;

	if (session == NULL || !facts_value(&session->facts, fact, &value))
		fputs("unknown", out);
	else if (value.type == TYPE_TEXT || value.type == TYPE_TEXTS)
		fputs(value.is.text, out);
	else if (value.type == TYPE_WORD)
		fputs(fact_rows[fact].words[value.is.number], out);
	else if (value.type == TYPE_BOOL)
		fputs(value.is.truth ? "true" : "false", out);
	else if (value.type == TYPE_ADDRESS)
		fputs(address_print(&value.is.address, text), out);
	else
		fprintf(out, "%" PRIu64, session->facts.values[fact]);
}

void
untruth_print(const struct untruth *untruth, FILE *out)
{
	if (untruth->finding != NULL) {
		fprintf(out, "finding %s", untruth->finding->check->id);
		return;
	}
	if (untruth->whole == NULL) {
		fputs("a session that the whole does not have, protocol ", out);
		print_value(untruth->part, FACT_PROTOCOL, out);
		return;
	}
	fprintf(out, "%s is ", fact_rows[untruth->fact].name);
	print_value(untruth->part, untruth->fact, out);
	fputs(", in truth ", out);
	print_value(untruth->whole, untruth->fact, out);
}
