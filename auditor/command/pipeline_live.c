/* SPDX-License-Identifier: Apache-2.0 */
/* Captures that have no end: what can be said before connections are over, and what must not fill up. */
#include "command/pipeline_room.h"

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
	values = pipeline_flow_values(pipeline, flow);
	flow->is_noted = flow->is_noted || company_refused(pipeline->company, &values, ending);
	session_conclude(&session, &values, ending, NULL, false);
	(void)sights_is_second(pipeline->sights, &session);
}

static void
glance_at(void *room, struct flow *flow, const struct ending *ending)
{
	struct pipeline    *pipeline = room;
	struct dialogue    *dialogue = flow->guest;
	struct session_flow values = pipeline_flow_values(pipeline, flow);
	struct dialogue_end end = pipeline_end_of_talk(flow, ending, dialogue);
	struct session      session;
	struct facts        facts;
	struct account      account;
	bool                said_goodbye = false;

	if (!is_to_be_seen(flow, ending) || !pipeline_is_listed(flow, dialogue) ||
	    (dialogue != NULL && !dialogue_peek(dialogue, &end, &facts, &said_goodbye)))
		return;
	session_conclude(&session, &values, ending, dialogue != NULL ? &facts : NULL, said_goodbye);
	company_glance(pipeline->company, &values, ending, &account);
	session_note_account(&session, &account);
	zones_note(policy_zones(pipeline->options.policy), &session);
	if (!sights_is_second(pipeline->sights, &session))
		pipeline->add(pipeline->glance, &session);
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
