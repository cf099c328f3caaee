/* SPDX-License-Identifier: Apache-2.0 */
/* Follows connections and the talks in them, and makes sessions of both. */
#include "command/pipeline_room.h"

#include "classify/port.h"

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

struct session_flow
pipeline_flow_values(const struct pipeline *pipeline, const struct flow *flow)
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
	struct session_flow values = pipeline_flow_values(pipeline, flow);

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
	struct session_flow values = pipeline_flow_values(pipeline, flow);

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

void
pipeline_judge(void *context, struct session *session, const struct session *first)
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

void
pipeline_told(void *room, const struct session_flow *values, const struct ending *ending,
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

struct dialogue_end
pipeline_end_of_talk(const struct flow *flow, const struct ending *ending, const struct dialogue *dialogue)
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

bool
pipeline_is_listed(const struct flow *flow, const struct dialogue *dialogue)
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
	struct dialogue_end end = pipeline_end_of_talk(flow, ending, dialogue);
	struct session_flow values = pipeline_flow_values(pipeline, flow);
	bool                is_session;
	struct account      account;

	if (is_lost(flow, ending)) {
		company_lost(pipeline->company, &values, ending);
		return;
	}
	if (dialogue != NULL)
		dialogue_finish(dialogue, &end);
	is_session = pipeline_is_listed(flow, dialogue);
	if (!company_ended(pipeline->company, &values, ending, is_session && dialogue == NULL,
			   is_session ? &account : NULL) &&
	    is_session)
		conclude(pipeline, &values, ending, dialogue, &account);
	dialogue_free(dialogue);
	flow->guest = NULL;
}

const struct flow_guest pipeline_guest = {on_opened, on_heard, on_missed, on_ended};
