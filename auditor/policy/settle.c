/* SPDX-License-Identifier: Apache-2.0 */
/* Judges services, clients and pairs by what was counted of them. */
#include "policy/settle_room.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static struct distinct_budget
unbounded(void)
{
	return (struct distinct_budget){0, SIZE_MAX};
}

/* ---- counters of a window ---- */

static uint64_t
sum_of(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static void
count_distinct(struct counted *counted, struct tally *tally, struct distinct_budget *budget)
{
	counted->least = tally->values.count;
	distinct_join(&tally->values, &tally->perhaps, budget);
	counted->most = tally->values.has_more ? UINT64_MAX : sum_of(tally->values.count, tally->maybe);
}

/* The ${index}th counter of the gathering over cells from ${from} to ${to}, without. */
static void
count_one(struct settling *settling, size_t index, size_t from, size_t to)
{
	struct distinct_budget budget = unbounded();
	uint8_t                counter = settling->gathering->counters[index];
	struct counted        *counted = &settling->counted[counter];
	struct tally           tally = {0};

	for (size_t i = from; i < to; i++)
		tally_join(&tally, &settling->cells[i]->tallies[index], &budget);
	*counted = (struct counted){.least = tally.sure,
				    .most = sum_of(tally.sure, tally.maybe),
				    .has_sure = tally.has_sure,
				    .has_any = tally.has_any,
				    .first_sure = tally.first_sure,
				    .last_sure = tally.last_sure,
				    .first_any = tally.first_any,
				    .last_any = tally.last_any};
	if (settling->policy->counters.list[counter]->counting == COUNT_DISTINCT)
		count_distinct(counted, &tally, &budget);
	tally_free(&tally);
}

/* ---- one check in one window ---- */

/* Each cell once, though it lies in two windows. */
static void
add_evidence(struct settling *settling, size_t rule, size_t from, size_t to)
{
	struct standing       *standing = &settling->standings[rule];
	struct distinct_budget budget = unbounded();

	for (size_t i = from > standing->counted ? from : standing->counted; i < to && i < settling->closing;
	     i++) {
		const struct evidence *evidence = settling->cells[i]->evidence[rule];

		evidence_join(&standing->all, &settling->cells[i]->all, &budget);
		if (evidence != NULL)
			evidence_join(&standing->evidence, evidence, &budget);
		standing->counted = i + 1;
	}
}

static void
note_violation(struct settling *settling, const struct judging *judging, size_t rule, size_t from, size_t to)
{
	struct standing *standing = &settling->standings[rule];
	struct finding  *finding = &standing->finding;
	size_t           index = settling->gathering->rules[rule];
	enum severity    severity = judge_severity(judging, index);
	bool             is_first = standing->judgement < VIOLATED;
	uint64_t         before = standing->evidence.count;

	if (is_first || severity < finding->severity)
		finding->severity = severity;
	add_evidence(settling, rule, from, to);
	if (judging->waiver != NULL)
		finding->waived += standing->evidence.count - before;
	if (judging->waiver != NULL && finding->waiver == NULL)
		finding->waiver = &judging->waiver->says;
	if (judging->expired != NULL && finding->expired == NULL)
		finding->expired = &judging->expired->says;
}

/* Violated is worse than waived, though it stands before it. */
static enum judgement
worse_of(enum judgement a, enum judgement b)
{
	if (a == VIOLATED || b == VIOLATED)
		return VIOLATED;
	return a > b ? a : b;
}

/* Of the last half of the cells before ${to}. */
static int64_t
last_seen(const struct settling *settling, size_t to)
{
	struct cell *const *cells = settling->cells;
	int64_t             last = cells[to - 1]->all.last_seen;

	for (size_t i = to - 1; i > 0 && cells[i - 1]->key.bucket == cells[to - 1]->key.bucket; i--)
		if (cells[i - 1]->all.last_seen > last)
			last = cells[i - 1]->all.last_seen;
	return last;
}

static void
judge_window(struct settling *settling, size_t from, size_t to)
{
	struct judging judging = {.policy = settling->policy,
				  .facts = &settling->facts,
				  .counted = settling->counted,
				  .waivers = settling->settled->waivers};

	for (size_t i = 0; i < settling->gathering->counter_count; i++)
		count_one(settling, i, from, to);
	facts_note_time(&settling->facts, FACT_LAST_SEEN, last_seen(settling, to), PLACE_NONE);
	for (size_t i = 0; i < settling->gathering->rule_count; i++) {
		enum judgement judgement = judge(&judging, settling->gathering->rules[i]);

		if (judgement >= VIOLATED)
			note_violation(settling, &judging, i, from, to);
		settling->standings[i].judgement = worse_of(settling->standings[i].judgement, judgement);
	}
}

/* ---- one subject ---- */

/* One past the cells of the half window that ${from} is of. */
static size_t
half_end(const struct settling *settling, size_t from)
{
	size_t to = from + 1;

	while (to < settling->count && settling->cells[to]->key.bucket == settling->cells[from]->key.bucket)
		to++;
	return to;
}

/* Every two neighbouring halves are a window; so is one at either end of a run of them, with nothing beside
 * it. */
static void
judge_windows(struct settling *settling)
{
	bool has_previous = false;

	for (size_t from = 0, to; from < settling->closing; from = to) {
		bool has_next;

		to = half_end(settling, from);
		has_next = to < settling->count &&
			   settling->cells[to]->key.bucket == settling->cells[from]->key.bucket + 1;
		if (has_next)
			judge_window(settling, from, half_end(settling, to));
		if (!has_next || !has_previous)
			judge_window(settling, from, to);
		has_previous = has_next;
	}
}

static int64_t
first_seen(const struct settling *settling)
{
	int64_t first = settling->cells[0]->all.first_seen;

	for (size_t i = half_end(settling, 0); i > 1; i--)
		if (settling->cells[i - 1]->all.first_seen < first)
			first = settling->cells[i - 1]->all.first_seen;
	return first;
}

static void
make_facts(struct settling *settling)
{
	const struct pair_key *key = &settling->cells[0]->key.pair;
	const struct zones    *zones = settling->policy->zones;
	struct facts          *facts = &settling->facts;

	memset(facts, 0, sizeof(*facts));
	if (key->client.family != 0) {
		facts_note_address(facts, FACT_CLIENT, &key->client, PLACE_NONE);
		facts_note_text(facts, FACT_CLIENT_ZONE, zones_of(zones, facts, FACT_CLIENT), PLACE_NONE);
	}
	if (key->server.family != 0) {
		facts_note_address(facts, FACT_SERVER, &key->server, PLACE_NONE);
		facts_note_text(facts, FACT_SERVER_ZONE, zones_of(zones, facts, FACT_SERVER), PLACE_NONE);
	}
	if (settling->gathering->subject == SUBJECT_SERVICE)
		facts_note_count(facts, FACT_SERVER_PORT, key->port, PLACE_NONE);
	if (settling->gathering->subject == SUBJECT_PAIR && key->path < PATH_COUNT)
		facts_note_word(facts, FACT_PATH, key->path, PLACE_NONE);
	if (settling->gathering->subject == SUBJECT_KEY)
		facts_note_text(facts, FACT_CERT_PUBLIC_KEY, digest_print(&key->key, settling->key),
				PLACE_NONE);
	facts_note_time(facts, FACT_FIRST_SEEN, first_seen(settling), PLACE_NONE);
}

static uint64_t
number_of(const struct distinct *set, bool is_shared, bool *is_at_least)
{
	*is_at_least = *is_at_least || set->has_more;
	return is_shared ? 1 : set->count;
}

/* Of pseudonyms nobody can tell whether they are private: it was told of the true addresses. */
static bool
is_any_stray(const struct settling *settling)
{
	for (size_t i = 0; i < settling->count; i++)
		if (settling->cells[i]->is_stray)
			return true;
	return false;
}

/* Where nothing counted for what violates the check, all sessions of the subject are the evidence. */
static void
finish_finding(const struct settling *settling, size_t rule)
{
	const struct pair_key *key = &settling->cells[0]->key.pair;
	enum subject           subject = settling->gathering->subject;
	struct standing       *standing = &settling->standings[rule];
	const struct evidence *evidence = standing->evidence.count > 0 ? &standing->evidence : &standing->all;
	struct finding        *finding = &standing->finding;

	finding->check = &settling->policy->rules[settling->gathering->rules[rule]]->check;
	finding->subject = subject;
	finding->client = key->client;
	finding->server = key->server;
	finding->port = key->port;
	finding->key = key->key;
	finding->path = subject_has_fact(subject, FACT_PATH) ? (enum path)key->path : PATH_COUNT;
	finding->clients = number_of(&evidence->clients, key->client.family != 0, &finding->is_at_least);
	finding->servers = number_of(&evidence->servers, key->server.family != 0, &finding->is_at_least);
	finding->ports = number_of(&evidence->ports, key->port != 0, &finding->is_at_least);
	finding->count = finding->of = evidence->count;
	finding->is_waived = standing->judgement == WAIVED;
	finding_note_zones(finding, settling->policy, settling->gathering->rules[rule], &settling->facts);
	if (settling->policy->disguise != NULL)
		finding->is_of_stray = finding->asks_zones && is_any_stray(settling);
	if (finding->is_waived)
		finding->waived = finding->count;
	finding->proof = evidence->proof;
	finding->first_seen = evidence->first_seen;
	finding->last_seen = evidence->last_seen;
	for (unsigned i = 0; i < evidence->place_count; i++)
		finding_add_place(finding, evidence->places[i]);
	finding->has_more_places = evidence->count > evidence->place_count;
}

static void
keep_finding(struct settled *settled, const struct finding *finding)
{
	size_t          room = settled->room == 0 ? 64 : settled->room * 2;
	struct finding *bigger;

	if (settled->count == settled->room && settled->count < settled->limit &&
	    (bigger = realloc(settled->findings, room * sizeof(*bigger))) != NULL) {
		settled->findings = bigger;
		settled->room = room;
	}
	if (settled->count < settled->room && settled->count < settled->limit)
		settled->findings[settled->count++] = *finding;
	else
		settled->refused += finding->count;
}

void
settle_subject(struct settling *settling)
{
	make_facts(settling);
	memset(settling->standings, 0, settling->gathering->rule_count * sizeof(*settling->standings));
	judge_windows(settling);
	for (size_t i = 0; i < settling->gathering->rule_count; i++) {
		struct standing *standing = &settling->standings[i];

		settling->settled->counts[settling->gathering->rules[i]].by[standing->judgement]++;
		if (standing->judgement >= VIOLATED) {
			finish_finding(settling, i);
			keep_finding(settling->settled, &standing->finding);
		}
		evidence_free(&standing->evidence);
		evidence_free(&standing->all);
	}
}
