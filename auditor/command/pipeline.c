/* SPDX-License-Identifier: Apache-2.0 */
/* Strings the rooms together; the only place that knows them all. */
#include "command/pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "classify/dialogue.h"
#include "classify/port.h"
#include "decode/decode.h"
#include "session/company.h"
#include "session/session.h"
#include "session/sights.h"

/* Names of interfaces that are told apart: more are not known by name. */
#define NAMES 256
#define RECENT 16

/* An interface that a packet came from lately. */
struct recent {
	uint32_t capture, number;
	uint16_t name; /* index among the names, plus one; 0: none */
	bool     is_set;
};

struct pipeline {
	struct pipeline_options options;
	const char             *names[NAMES]; /* of interfaces */
	uint16_t                name_count;
	struct recent           recent[RECENT];
	struct decoder         *decoder;
	struct flow_table      *flows;
	struct sights          *sights;
	struct results         *glance; /* within pipeline_look, and how to add to it */
	pipeline_add           *add;
	struct company         *company;
	struct coverage         coverage;
};

static void
wish(struct flow *flow, enum dialogue_wish wish)
{
	if (wish == DIALOGUE_TURN)
		flow_turn_round(flow);
	if (wish != DIALOGUE_DONE)
		return;
	flow_stop_listening(flow);
	if (port_find(flow->ends[SERVER].port) == NULL && !dialogue_is_mail(flow->guest)) {
		dialogue_free(flow->guest);
		flow->guest = NULL;
	}
}

static struct dialogue *
dialogue_of(struct pipeline *pipeline, struct flow *flow)
{
	if (flow->guest == NULL)
		flow->guest = dialogue_new(pipeline->options.classifier, flow->ends[SERVER].port,
					   flow->orientation == ORIENTED_BY_SYN);
	return flow->guest;
}

static struct session_tap
tap_values(const struct pipeline *pipeline, struct tap tap)
{
	return (struct session_tap){tap.interface > 0 ? pipeline->names[tap.interface - 1] : NULL, tap.vlan,
				    tap.inner_vlan};
}

static struct session_flow
flow_values(const struct pipeline *pipeline, const struct flow *flow)
{
	return (struct session_flow){
	    .client = flow->ends[CLIENT].address,
	    .server = flow->ends[SERVER].address,
	    .client_port = flow->ends[CLIENT].port,
	    .server_port = flow->ends[SERVER].port,
	    .first_seen = flow->first_seen,
	    .last_seen = flow->last_seen,
	    .first_frame = flow->first_place,
	    .last_frame = flow->last_place,
	    .is_noted = flow->is_noted,
	    .packets = flow->packets,
	    .octets = {flow->octets[CLIENT],   flow->octets[SERVER]},
	    .tap = tap_values(pipeline, flow->tap),
	    .behind = { tap_values(pipeline, flow_lies_behind(flow, CLIENT)),
		       tap_values(pipeline, flow_lies_behind(flow, SERVER))},
	};
}

/* The client's first octets: it does use the connection. */
static void
note_use(struct pipeline *pipeline, struct flow *flow)
{
	struct session_flow values = flow_values(pipeline, flow);

	flow->is_used = true;
	company_talked(pipeline->company, &values);
}

static void
on_heard(void *room, struct flow *flow, enum side from, struct bytes octets, int64_t when, place where)
{
	struct pipeline *pipeline = room;
	uint16_t         port = flow->ends[SERVER].port;

	if (from == CLIENT && !flow->is_used)
		note_use(pipeline, flow);
	if (flow->guest == NULL && port_find(port) == NULL && !dialogue_is_worth(from, octets, port)) {
		flow_stop_listening(flow);
		return;
	}
	if (dialogue_of(pipeline, flow) == NULL)
		flow_stop_listening(flow);
	else
		wish(flow, dialogue_heard(flow->guest, from, octets, when, where));
}

static void
on_missed(void *room, struct flow *flow, enum side from, uint64_t count, place where)
{
	struct pipeline *pipeline = room;

	/* On other ports a flow whose beginning is missing is begun with what is heard next, if that looks
	 * like mail. */
	if (flow->guest == NULL && port_find(flow->ends[SERVER].port) == NULL) {
		flow->is_late = true;
		return;
	}
	if (dialogue_of(pipeline, flow) != NULL)
		wish(flow, dialogue_missed(flow->guest, from, count, where));
}

static void
on_opened(void *room, struct flow *flow)
{
	struct pipeline    *pipeline = room;
	struct session_flow values = flow_values(pipeline, flow);

	flow->guest = NULL;
	company_opened(pipeline->company, &values);
}

/* The path of a second sight is the connection's, not that of the addresses that it was given on the way. */
static void
link_sights(struct pipeline *pipeline, struct session *session, const struct session *first)
{
	char         id[SESSION_ID_SIZE];
	struct value path;

	if (facts_value(&first->facts, FACT_PATH, &path))
		facts_note_word(&session->facts, FACT_PATH, (unsigned)path.is.number, session->first_frame);
	session_id(first, id);
	facts_note_text(&session->facts, FACT_SIGHT_OTHER,
			classifier_text(pipeline->options.classifier, id, sizeof(id) - 1),
			session->first_frame);
}

static void
judge(void *context, struct session *session, const struct session *first)
{
	struct pipeline *pipeline = context;

	if (first == NULL) {
		results_add(pipeline->options.results, session);
	} else {
		link_sights(pipeline, session, first);
		results_add_again(pipeline->options.results, session, first);
	}
	pipeline->coverage.mail_sessions++;
	if (pipeline->options.on_session != NULL)
		pipeline->options.on_session(pipeline->options.context, session);
}

static void
conclude(struct pipeline *pipeline, const struct session_flow *values, const struct ending *ending,
	 struct dialogue *dialogue, const struct account *account)
{
	struct session session;

	session_conclude(&session, values, ending, dialogue != NULL ? dialogue_facts(dialogue) : NULL,
			 dialogue != NULL && dialogue_said_goodbye(dialogue));
	session_note_account(&session, account);
	zones_note(policy_zones(pipeline->options.policy), &session);
	sights_take(pipeline->sights, &session, flow_table_now(pipeline->flows));
}

/* A connection without a talk, that waited for what its company says of it. */
static void
on_told(void *room, const struct session_flow *values, const struct ending *ending,
	const struct account *account)
{
	conclude(room, values, ending, NULL, account);
}

static bool
is_broken(const struct ending *ending)
{
	return (ending->was_reset || ending->outcome == ENDING_SILENT) && !ending->fin[CLIENT] &&
	       !ending->fin[SERVER];
}

/* What the ending of a flow means for the talk in it. */
static struct dialogue_end
end_of_talk(const struct flow *flow, const struct ending *ending, const struct dialogue *dialogue)
{
	return (struct dialogue_end){
	    .is_cut = ending->outcome == ENDING_RESET || ending->outcome == ENDING_SILENT ||
		      ending->fin[CLIENT] || ending->fin[SERVER],
	    .is_whole = ending->handshake_seen && !ending->one_sided && !ending->midstream &&
			!ending->truncated && !ending->is_tail_missing && ending->gaps == 0,
	    .is_open = ending->is_open && (dialogue == NULL || !dialogue_said_goodbye(dialogue)),
	    .is_broken = is_broken(ending) && (dialogue == NULL || !dialogue_said_goodbye(dialogue)),
	    .is_tail_missing = ending->is_tail_missing,
	    .was_midstream = ending->midstream || flow->is_late,
	};
}

static bool
is_listed(const struct flow *flow, const struct dialogue *dialogue)
{
	return session_is_listed_port(flow->ends[SERVER].port) ||
	       (dialogue != NULL && dialogue_is_mail(dialogue));
}

/* The table was full, and nothing had come of the connection: as of each in a flood of SYNs nothing is
 * known, and that it was given up is counted. */
static bool
is_lost(const struct flow *flow, const struct ending *ending)
{
	return ending->reason == ENDED_EVICTED && ending->outcome == ENDING_UNKNOWN && flow->guest == NULL &&
	       flow->octets[CLIENT] == 0 && flow->octets[SERVER] == 0 && !ending->handshake_seen;
}

static void
on_ended(void *room, struct flow *flow, const struct ending *ending)
{
	struct pipeline    *pipeline = room;
	struct dialogue    *dialogue = flow->guest;
	struct dialogue_end end = end_of_talk(flow, ending, dialogue);
	struct session_flow values = flow_values(pipeline, flow);
	bool                is_session;
	struct account      account;

	if (is_lost(flow, ending)) {
		company_lost(pipeline->company, &values, ending);
		return;
	}
	if (dialogue != NULL)
		dialogue_finish(dialogue, &end);
	is_session = is_listed(flow, dialogue);
	if (!company_ended(pipeline->company, &values, ending, is_session && dialogue == NULL,
			   is_session ? &account : NULL) &&
	    is_session)
		conclude(pipeline, &values, ending, dialogue, &account);
	dialogue_free(dialogue);
	flow->guest = NULL;
}

/* Of a connection that may still come about, as of each in a flood of SYNs, nothing is certain yet. */
static bool
is_to_be_seen(const struct flow *flow, const struct ending *ending)
{
	return flow->guest != NULL || ending->outcome != ENDING_UNKNOWN;
}

/* First sights are to be known before second ones are judged. */
static void
announce(void *room, struct flow *flow, const struct ending *ending)
{
	struct pipeline    *pipeline = room;
	struct session_flow values;
	struct session      session;

	if (!is_to_be_seen(flow, ending))
		return;
	values = flow_values(pipeline, flow);
	flow->is_noted = flow->is_noted || company_refused(pipeline->company, &values, ending);
	session_conclude(&session, &values, ending, NULL, false);
	(void)sights_is_second(pipeline->sights, &session);
}

static void
glance_at(void *room, struct flow *flow, const struct ending *ending)
{
	struct pipeline    *pipeline = room;
	struct dialogue    *dialogue = flow->guest;
	struct session_flow values = flow_values(pipeline, flow);
	struct dialogue_end end = end_of_talk(flow, ending, dialogue);
	struct session      session;
	struct facts        facts;
	struct account      account;
	bool                said_goodbye = false;

	if (!is_to_be_seen(flow, ending) || !is_listed(flow, dialogue) ||
	    (dialogue != NULL && !dialogue_peek(dialogue, &end, &facts, &said_goodbye)))
		return;
	session_conclude(&session, &values, ending, dialogue != NULL ? &facts : NULL, said_goodbye);
	company_glance(pipeline->company, &values, ending, &account);
	session_note_account(&session, &account);
	zones_note(policy_zones(pipeline->options.policy), &session);
	if (!sights_is_second(pipeline->sights, &session))
		pipeline->add(pipeline->glance, &session);
}

static const struct flow_guest guest = {on_opened, on_heard, on_missed, on_ended};

struct pipeline *
pipeline_new(const struct pipeline_options *options)
{
	struct pipeline *pipeline = calloc(1, sizeof(*pipeline));

	if (pipeline == NULL)
		return NULL;
	pipeline->options = *options;
	pipeline->decoder = decoder_new(&decoder_limits_default);
	pipeline->flows = flow_table_new(options->flows, &guest, pipeline);
	pipeline->sights = sights_new(judge, pipeline);
	pipeline->company = company_new(options->company != NULL ? options->company : &company_limits_default,
					on_told, pipeline);
	if (pipeline->decoder != NULL && pipeline->flows != NULL && pipeline->sights != NULL &&
	    pipeline->company != NULL)
		return pipeline;
	pipeline_free(pipeline);
	return NULL;
}

/* Names are kept once, so that their addresses tell them apart. */
static uint16_t
name_index(struct pipeline *pipeline, const char *name)
{
	const char *kept = classifier_name(pipeline->options.classifier, name, strlen(name));

	for (uint16_t i = 0; i < pipeline->name_count; i++)
		if (pipeline->names[i] == kept)
			return i + 1;
	if (kept == NULL || pipeline->name_count == NAMES)
		return 0;
	pipeline->names[pipeline->name_count] = kept;
	return ++pipeline->name_count;
}

/* The packet's interface as segments number them. */
static uint16_t
interface_of(struct pipeline *pipeline, const struct packet *packet)
{
	uint32_t       capture = place_capture(packet->place);
	struct recent *recent;

	if (packet->interface == NULL)
		return 0;
	recent = &pipeline->recent[packet->interface_number % RECENT];
	if (!recent->is_set || recent->number != packet->interface_number || recent->capture != capture)
		*recent = (struct recent){capture, packet->interface_number,
					  name_index(pipeline, packet->interface), true};
	return recent->name;
}

void
pipeline_packet(struct pipeline *pipeline, const struct packet *packet)
{
	struct segment     segment;
	enum decode_result result = decode_packet(pipeline->decoder, packet, &segment);

	pipeline->coverage.packets++;
	pipeline->coverage.octets += packet->wire_length;
	segment.tap.interface = interface_of(pipeline, packet);
	if (result == DECODED_SEGMENT || result == DECODED_ICMP)
		pipeline_segment(pipeline, &segment);
}

void
pipeline_segment(struct pipeline *pipeline, const struct segment *segment)
{
	flow_table_segment(pipeline->flows, segment);
}

void
pipeline_advance(struct pipeline *pipeline, int64_t now)
{
	flow_table_advance(pipeline->flows, now);
	company_advance(pipeline->company, now);
	sights_advance(pipeline->sights, now);
}

void
pipeline_look(struct pipeline *pipeline, int64_t since, pipeline_add *add, struct results *glance)
{
	pipeline->add = add;
	pipeline->glance = glance;
	flow_table_look(pipeline->flows, since, announce);
	flow_table_look(pipeline->flows, since, glance_at);
	pipeline->glance = NULL;
}

static void
renew_guest(void *room, struct flow *flow)
{
	(void)room;
	dialogue_renew(flow->guest);
}

static void
renew_session(void *context, struct session *session)
{
	classifier_renew_facts(context, &session->facts);
}

void
pipeline_renew_texts(struct pipeline *pipeline)
{
	struct classifier *classifier = pipeline->options.classifier;

	if (!classifier_is_filling(classifier) || !classifier_renew(classifier))
		return;
	flow_table_guests(pipeline->flows, renew_guest);
	sights_each(pipeline->sights, renew_session, classifier);
	classifier_renewed(classifier);
}

void
pipeline_clock_was_set(struct pipeline *pipeline, int64_t now)
{
	flow_table_set_clock(pipeline->flows, now);
}

void
pipeline_set_policy(struct pipeline *pipeline, const struct policy *policy, struct results *results)
{
	sights_close(pipeline->sights);
	pipeline->options.policy = policy;
	pipeline->options.results = results;
}

void
pipeline_measure(const struct pipeline *pipeline, struct coverage *coverage, uint64_t *flows,
		 uint64_t *dialogues)
{
	*coverage = pipeline->coverage;
	coverage->decode = *decoder_counts(pipeline->decoder);
	coverage->flow = *flow_table_counts(pipeline->flows);
	classifier_counts(pipeline->options.classifier, &coverage->classifier);
	*flows = flow_table_flows(pipeline->flows);
	*dialogues = classifier_dialogues(pipeline->options.classifier);
}

void
pipeline_pause(struct pipeline *pipeline)
{
	flow_table_pause(pipeline->flows);
}

void
pipeline_close(struct pipeline *pipeline, struct coverage *coverage)
{
	decoder_close(pipeline->decoder);
	pipeline->coverage.decode = *decoder_counts(pipeline->decoder);
	flow_table_close(pipeline->flows);
	company_close(pipeline->company);
	sights_close(pipeline->sights);
	pipeline->coverage.hurried = company_hurried(pipeline->company);
	pipeline->coverage.flow = *flow_table_counts(pipeline->flows);
	coverage_add(coverage, &pipeline->coverage);
}

void
pipeline_free(struct pipeline *pipeline)
{
	if (pipeline == NULL)
		return;
	flow_table_free(pipeline->flows);
	company_free(pipeline->company);
	sights_free(pipeline->sights);
	decoder_free(pipeline->decoder);
	free(pipeline);
}
