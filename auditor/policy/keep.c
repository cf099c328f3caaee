/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps results: whose they are, and their counts. */
#include "policy/keep_room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIND "mailreeve-results"
#define VERSION 2   /* to be raised with every member that is added: nothing else tells of it */
#define ROW_LEAST 6 /* octets of a row of the matrix */

static const struct keep_changes no_changes;

/* ---- whose results they are ---- */

static bool
keep_policy(const struct keep *keep)
{
	const char *sha256 = archive_text(keep->archive, keep->results->policy->sha256);

	return sha256 != NULL && strcmp(sha256, keep->results->policy->sha256) == 0;
}

static void
keep_checks(const struct keep *keep)
{
	const struct policy *policy = keep->results->policy;

	if (archive_number(keep->archive, policy->rule_count, UINT64_MAX) != policy->rule_count)
		archive_fail(keep->archive, "this version has other checks");
	for (size_t i = 0; i < policy->rule_count && archive_is_good(keep->archive); i++) {
		const char *id = archive_text(keep->archive, policy->rules[i]->check.id);

		if (id == NULL || strcmp(id, policy->rules[i]->check.id) != 0)
			archive_fail(keep->archive, "this version has other checks");
	}
}

/* ---- counts ---- */

static void
keep_counts(const struct keep *keep)
{
	struct results *results = keep->results;
	struct archive *archive = keep->archive;

	results->sessions = archive_number(archive, results->sessions, UINT64_MAX);
	results->refused = archive_number(archive, results->refused, UINT64_MAX);
	for (size_t i = 0; i < results->policy->rule_count; i++) {
		struct judgement_counts *counts = &results->counts[i];

		counts->answered = archive_number(archive, counts->answered, UINT64_MAX);
		for (size_t j = 0; j < JUDGEMENT_COUNT; j++)
			counts->by[j] = archive_number(archive, counts->by[j], UINT64_MAX);
	}
	if (archive_number(archive, results->policy->waiver_count, UINT64_MAX) !=
	    results->policy->waiver_count)
		archive_fail(archive, "this version has other waivers");
	for (size_t i = 0; i < results->policy->waiver_count; i++) {
		struct waiver_counts *counts = &results->waivers[i];

		counts->waived = archive_number(archive, counts->waived, UINT64_MAX);
		counts->expired = archive_number(archive, counts->expired, UINT64_MAX);
	}
}

static void
keep_doubt(const struct keep *keep)
{
	struct zone_doubt *doubt = &keep->results->doubt;

	doubt->sessions = archive_number(keep->archive, doubt->sessions, UINT64_MAX);
	doubt->touching = archive_number(keep->archive, doubt->touching, UINT64_MAX);
	doubt->strays = archive_number(keep->archive, doubt->strays, UINT64_MAX);
	doubt->stray = keep_address(keep, doubt->stray);
	doubt->is_all_inside = archive_truth(keep->archive, doubt->is_all_inside);
}

static void
keep_port(const struct keep *keep, struct port_tally *row)
{
	struct archive *archive = keep->archive;

	row->port = (uint16_t)archive_number(archive, row->port, UINT16_MAX);
	row->protocol = archive_word(archive, row->protocol, protocol_words, PROTOCOL_COUNT);
	row->security = archive_word(archive, row->security, security_words, SECURITY_COUNT);
	row->outcome = archive_word(archive, row->outcome, outcome_words, OUTCOME_COUNT);
	row->path = archive_word(archive, row->path, path_words, PATH_COUNT);
	row->sessions = archive_number(archive, row->sessions, UINT64_MAX);
	if (row->protocol >= PROTOCOL_COUNT || row->security >= SECURITY_COUNT ||
	    row->outcome >= OUTCOME_COUNT || row->path >= PATH_COUNT)
		archive_fail(archive, "a port has no protocol, security, outcome or path");
}

static void
keep_matrix(const struct keep *keep)
{
	struct matrix *matrix = keep->results->matrix;
	size_t         count = archive_count(keep->archive, matrix_count(matrix), ROW_LEAST);

	for (size_t i = 0; i < count && archive_is_good(keep->archive); i++) {
		struct port_tally row = {0};

		if (!keep->is_reading && (row = matrix_row(matrix, i)).sessions == 0)
			archive_fail(keep->archive, "out of memory");
		keep_port(keep, &row);
		if (keep->is_reading && archive_is_good(keep->archive))
			matrix_add(matrix, &row);
	}
}

/* In the order of the policy, which pseudonyms leave as it is. */
static void
keep_named(const struct keep *keep)
{
	struct named *named = keep->results->named;

	if (archive_number(keep->archive, named_count(named), UINT64_MAX) != named_count(named))
		archive_fail(keep->archive, "this version has other servers");
	for (size_t i = 0; i < named_count(named); i++) {
		struct named_tally *tally = named_at(named, i);

		tally->sessions = archive_number(keep->archive, tally->sessions, UINT64_MAX);
		tally->answered = archive_number(keep->archive, tally->answered, UINT64_MAX);
		tally->as_client = archive_number(keep->archive, tally->as_client, UINT64_MAX);
	}
}

/* ---- lists ---- */

void
keep_rows(const struct keep *keep, void *rows, size_t count, size_t size,
	  int (*compare)(const void *a, const void *b),
	  void (*write)(const struct keep *keep, const void *item))
{
	if (rows == NULL) {
		archive_fail(keep->archive, "out of memory");
		return;
	}
	qsort(rows, count, size, compare);
	for (size_t i = 0; i < count; i++)
		write(keep, *(const void *const *)((const char *)rows + i * size));
}

/* ---- all of it ---- */

/* Of subjects that were dropped: how many, and what was found. */
static void
keep_past(const struct keep *keep)
{
	struct results *results = keep->results;

	results->given_up = archive_number(keep->archive, results->given_up, UINT64_MAX);
	for (size_t i = 0; i < results->policy->rule_count; i++)
		for (size_t j = 0; j < JUDGEMENT_COUNT; j++)
			results->past_counts[i].by[j] =
			    archive_number(keep->archive, results->past_counts[i].by[j], UINT64_MAX);
	keep_ledger(keep, results->past);
}

static void
keep_refused_subjects(const struct keep *keep)
{
	struct gatherer *gatherer = keep->results->gatherer;

	for (size_t i = 0; i < keep->results->policy->gathering_count; i++) {
		uint64_t refused = archive_number(keep->archive, gatherer_refused(gatherer, i), UINT64_MAX);

		if (keep->is_reading)
			gatherer_refuse(gatherer, i, refused);
	}
}

static void
keep_all(const struct keep *keep)
{
	keep_names(keep);
	keep_checks(keep);
	keep_gatherings(keep);
	keep_counts(keep);
	keep_doubt(keep);
	keep_matrix(keep);
	keep_named(keep);
	keep_ledger(keep, keep->results->ledger);
	keep_past(keep);
	keep_groups(keep, keep->results->groups);
	keep_refused_subjects(keep);
	if (keep->results->gatherer != NULL)
		keep_cells(keep, keep->results->gatherer);
	if (keep->is_reading)
		archive_end(keep->archive);
}

bool
results_keep(struct results *results, const struct keep_changes *changes, struct text *octets)
{
	struct keep keep = {.archive = archive_writer(KIND, VERSION),
			    .results = results,
			    .changes = changes != NULL ? changes : &no_changes};
	const void *data = NULL;
	size_t      size = 0;

	if (keep.archive != NULL) {
		(void)keep_policy(&keep);
		keep_all(&keep);
		data = archive_is_good(keep.archive) ? archive_close(keep.archive, &size) : NULL;
	}
	if (data != NULL)
		text_add_bytes(octets, data, size);
	archive_free(keep.archive);
	return data != NULL && !octets->failed;
}

static enum keep_state
read_all(struct keep *keep, char *wrong)
{
	if (!keep_policy(keep)) {
		(void)snprintf(wrong, ARCHIVE_WRONG_SIZE, "it was made by another policy");
		return archive_is_good(keep->archive) ? KEEP_OTHER_POLICY : KEEP_DAMAGED;
	}
	keep_all(keep);
	(void)snprintf(wrong, ARCHIVE_WRONG_SIZE, "%s", archive_wrong(keep->archive));
	return archive_is_good(keep->archive) ? KEEP_GOOD : KEEP_DAMAGED;
}

static const struct {
	enum keep_state state;
	const char     *wrong;
} opened[] = {
    [ARCHIVE_GOOD] = {KEEP_NO_MEMORY, "out of memory"                         },
    [ARCHIVE_FOREIGN] = {KEEP_FOREIGN,   "it holds no results of mailreeve"      },
    [ARCHIVE_OLDER] = {KEEP_OLDER,     "it was made by an earlier version"     },
    [ARCHIVE_NEWER] = {KEEP_NEWER,     "it was made by a later version"        },
    [ARCHIVE_DAMAGED] = {KEEP_DAMAGED,   "its checksum is not that of its octets"},
    [ARCHIVE_NO_MEMORY] = {KEEP_NO_MEMORY, "out of memory"                         },
};

struct results *
results_restore(const struct policy *policy, const struct results_limits *limits, const void *data,
		size_t size, const struct keep_changes *changes, struct arena *arena, enum keep_state *state,
		char *wrong)
{
	enum archive_state archived;
	struct keep        keep = {.archive = archive_reader(data, size, KIND, VERSION, arena, &archived),
				   .results = results_new(policy, limits),
				   .changes = changes != NULL ? changes : &no_changes,
				   .is_reading = true};

	*state = opened[archived].state;
	(void)snprintf(wrong, ARCHIVE_WRONG_SIZE, "%s", opened[archived].wrong);
	if (keep.archive != NULL && keep.results != NULL)
		*state = read_all(&keep, wrong);
	archive_free(keep.archive);
	if (*state == KEEP_GOOD)
		return keep.results;
	results_free(keep.results);
	return NULL;
}

enum keep_state
results_adapt(struct policy *policy, const void *data, size_t size, char *wrong)
{
	enum archive_state archived;
	struct arena      *arena = arena_new();
	struct archive    *archive =
            arena != NULL ? archive_reader(data, size, KIND, VERSION, arena, &archived) : NULL;
	enum keep_state state = arena != NULL ? opened[archived].state : KEEP_NO_MEMORY;
	const char     *sha256;

	(void)snprintf(wrong, ARCHIVE_WRONG_SIZE, "%s",
		       arena != NULL ? opened[archived].wrong : "out of memory");
	if (archive != NULL) {
		sha256 = archive_text(archive, NULL);
		state = sha256 == NULL || strcmp(sha256, policy->sha256) != 0 ? KEEP_OTHER_POLICY
			: keep_take_names(policy, archive, wrong)             ? KEEP_GOOD
									      : KEEP_DAMAGED;
	}
	archive_free(archive);
	arena_free(arena);
	return state;
}
