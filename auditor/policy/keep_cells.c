/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps what is counted over several sessions: subjects in half windows. */
#include <stdlib.h>
#include <string.h>

#include "policy/keep_room.h"

#define CELL_LEAST 12 /* octets of a cell */

/* ---- what is counted, and how ---- */

static void
must_be(const struct keep *keep, const char *text)
{
	const char *said = archive_text(keep->archive, text);

	if (keep->is_reading && (said == NULL || strcmp(said, text) != 0))
		archive_fail(keep->archive, "this version counts something else over several sessions");
}

static void
must_be_number(const struct keep *keep, uint64_t number)
{
	if (archive_number(keep->archive, number, UINT64_MAX) != number)
		archive_fail(keep->archive, "this version counts something else over several sessions");
}

/* Of words, which are hashed by number, all that there are. */
static void
keep_counter(const struct keep *keep, const struct counter *counter)
{
	const struct fact_row *row = &fact_rows[counter->fact];

	must_be(keep, counter->name);
	must_be_number(keep, counter->counting);
	if (counter->counting == COUNT_SESSIONS)
		return;
	must_be(keep, row->name);
	for (size_t i = 0; row->type == TYPE_WORD && i < row->word_count; i++)
		must_be(keep, row->words[i]);
}

static void
keep_hashes(const struct keep *keep)
{
	struct value text = {.type = TYPE_TEXT, .is = {.text = "mailreeve"}};
	struct value address = {.type = TYPE_ADDRESS,
				.is = {.address = {.octets = {192, 0, 2, 1}, .family = 4}}};

	must_be_number(keep, distinct_hash(&text));
	must_be_number(keep, distinct_hash(&address));
}

void
keep_gatherings(const struct keep *keep)
{
	const struct policy *policy = keep->results->policy;

	keep_hashes(keep);
	must_be_number(keep, policy->gathering_count);
	for (size_t i = 0; i < policy->gathering_count; i++) {
		const struct gathering *gathering = &policy->gatherings[i];

		must_be(keep, subject_words[gathering->subject]);
		must_be_number(keep, (uint64_t)gathering->window);
		must_be_number(keep, gathering->rule_count);
		must_be_number(keep, gathering->counter_count);
		for (size_t j = 0; j < gathering->rule_count; j++)
			must_be(keep, policy->rules[gathering->rules[j]]->check.id);
		for (size_t j = 0; j < gathering->counter_count; j++)
			keep_counter(keep, policy->counters.list[gathering->counters[j]]);
	}
}

/* ---- cells ---- */

static void
keep_span(const struct keep *keep, bool *has, int64_t *first, int64_t *last)
{
	if (!(*has = archive_truth(keep->archive, *has)))
		return;
	*first = archive_signed(keep->archive, *first);
	*last = archive_signed(keep->archive, *last);
}

static void
keep_tally(const struct keep *keep, struct tally *tally)
{
	tally->sure = archive_number(keep->archive, tally->sure, UINT64_MAX);
	tally->maybe = archive_number(keep->archive, tally->maybe, UINT64_MAX);
	keep_distinct(keep, &tally->values);
	keep_distinct(keep, &tally->perhaps);
	keep_span(keep, &tally->has_sure, &tally->first_sure, &tally->last_sure);
	keep_span(keep, &tally->has_any, &tally->first_any, &tally->last_any);
}

/* What is read may be out of order: it is joined to evidence that is not. */
static void
keep_evidence(const struct keep *keep, struct evidence *evidence)
{
	struct archive *archive = keep->archive;

	if ((evidence->count = archive_number(archive, evidence->count, UINT64_MAX)) == 0)
		return;
	evidence->place_count = (unsigned)archive_number(archive, evidence->place_count, EVIDENCE_PLACES);
	for (unsigned i = 0; i < evidence->place_count; i++)
		evidence->places[i] = keep_place(keep, evidence->places[i]);
	evidence->first_seen = archive_signed(archive, evidence->first_seen);
	evidence->last_seen = archive_signed(archive, evidence->last_seen);
	keep_distinct(keep, &evidence->clients);
	keep_distinct(keep, &evidence->servers);
	keep_distinct(keep, &evidence->ports);
	keep_proof(keep, &evidence->proof);
}

/* No further from 1970 than times are. */
static int64_t
keep_bucket(const struct keep *keep, const struct gathering *gathering, int64_t bucket)
{
	int64_t half = gathering->window / 2, most = half > 0 ? INT64_MAX / half : 0;

	bucket = archive_signed(keep->archive, bucket);
	if (bucket >= -most - 1 && bucket <= most && (half > 0 || bucket == 0))
		return bucket;
	archive_fail(keep->archive, "a window lies beyond all times");
	return 0;
}

static void
keep_key(const struct keep *keep, struct cell_key *key)
{
	const struct policy *policy = keep->results->policy;

	key->gathering = (uint16_t)keep_index(keep, key->gathering, policy->gathering_count);
	if (!archive_is_good(keep->archive))
		return;
	keep_pair(keep, &key->pair, true);
	key->bucket = keep_bucket(keep, &policy->gatherings[key->gathering], key->bucket);
}

/* Whether an end of the subject is private and in no zone: of pseudonyms nobody can tell. */
static bool
is_stray(const struct keep *keep, const struct cell *cell)
{
	const struct pair_key *key = &cell->key.pair;
	struct facts           facts;
	struct address         stray;

	if (keep->results->policy->disguise != NULL)
		return cell->is_stray;
	memset(&facts, 0, sizeof(facts));
	if (key->client.family != 0)
		facts_note_address(&facts, FACT_CLIENT, &key->client, PLACE_NONE);
	if (key->server.family != 0)
		facts_note_address(&facts, FACT_SERVER, &key->server, PLACE_NONE);
	return doubt_is_stray(keep->results->policy->zones, &facts, &stray);
}

static void
write_cell(const struct keep *keep, const void *item)
{
	static const struct evidence none;
	const struct cell           *cell = item;
	const struct gathering      *gathering = &keep->results->policy->gatherings[cell->key.gathering];
	struct cell                  copy = *cell;

	keep_key(keep, &copy.key);
	(void)archive_truth(keep->archive, is_stray(keep, cell));
	keep_evidence(keep, &copy.all);
	for (size_t i = 0; i < gathering->counter_count; i++) {
		struct tally tally = cell->tallies[i];

		keep_tally(keep, &tally);
	}
	for (size_t i = 0; i < gathering->rule_count; i++) {
		struct evidence evidence = cell->evidence[i] != NULL ? *cell->evidence[i] : none;

		keep_evidence(keep, &evidence);
	}
}

/* A cell on its way in, with room for any gathering of the policy. */
struct incoming {
	struct cell       cell;
	struct tally     *tallies;
	struct evidence  *evidence;
	struct evidence **pointers;
};

static void
empty(struct incoming *in, const struct gathering *gathering)
{
	evidence_free(&in->cell.all);
	for (size_t i = 0; i < gathering->counter_count; i++)
		tally_free(&in->tallies[i]);
	for (size_t i = 0; i < gathering->rule_count; i++)
		evidence_free(&in->evidence[i]);
	memset(in->tallies, 0, gathering->counter_count * sizeof(*in->tallies));
	memset(in->evidence, 0, gathering->rule_count * sizeof(*in->evidence));
}

static void
read_cell(const struct keep *keep, struct gatherer *gatherer, struct incoming *in)
{
	const struct gathering *gathering;

	memset(&in->cell, 0, sizeof(in->cell));
	keep_key(keep, &in->cell.key);
	if (!archive_is_good(keep->archive))
		return;
	gathering = &keep->results->policy->gatherings[in->cell.key.gathering];
	in->cell.is_stray = archive_truth(keep->archive, false);
	keep_evidence(keep, &in->cell.all);
	for (size_t i = 0; i < gathering->counter_count; i++)
		keep_tally(keep, &in->tallies[i]);
	for (size_t i = 0; i < gathering->rule_count; i++) {
		keep_evidence(keep, &in->evidence[i]);
		in->pointers[i] = in->evidence[i].count > 0 ? &in->evidence[i] : NULL;
	}
	in->cell.tallies = in->tallies;
	in->cell.evidence = in->pointers;
	if (archive_is_good(keep->archive))
		gatherer_put(gatherer, &in->cell);
	empty(in, gathering);
}

static void
read_cells(const struct keep *keep, struct gatherer *gatherer, size_t count)
{
	size_t          rules = keep->results->policy->rule_count + 1;
	struct incoming in = {.tallies = calloc(MOST_COUNTERS, sizeof(*in.tallies)),
			      .evidence = calloc(rules, sizeof(*in.evidence)),
			      .pointers = calloc(rules, sizeof(struct evidence *))};

	if (in.tallies == NULL || in.evidence == NULL || in.pointers == NULL)
		archive_fail(keep->archive, "out of memory");
	while (count-- > 0 && archive_is_good(keep->archive))
		read_cell(keep, gatherer, &in);
	free(in.tallies);
	free(in.evidence);
	free(in.pointers);
}

struct row {
	const void     *item;
	struct cell_key key;
};

static int
compare_rows(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return cell_key_compare(&left->key, &right->key);
}

static void
write_cells(const struct keep *keep, const struct gatherer *gatherer, size_t count)
{
	struct row        *rows = calloc(count + 1, sizeof(*rows));
	const struct cell *cell = gatherer_first(gatherer);

	for (size_t i = 0; rows != NULL && i < count; i++, cell = cell->next) {
		rows[i] = (struct row){cell, cell->key};
		rows[i].key.pair = keep_changed_pair(keep, &cell->key.pair);
	}
	keep_rows(keep, rows, count, sizeof(*rows), compare_rows, write_cell);
	free(rows);
}

void
keep_cells(const struct keep *keep, struct gatherer *gatherer)
{
	size_t count = archive_count(keep->archive, gatherer_cells(gatherer), CELL_LEAST);

	if (keep->is_reading) {
		read_cells(keep, gatherer, count);
		return;
	}
	write_cells(keep, gatherer, count);
}
