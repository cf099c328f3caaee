/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps clients at services, with what was found of them. */
#include <stdlib.h>
#include <string.h>

#include "policy/keep_room.h"

#define PAIR_LEAST 6 /* octets of a pair */

void
keep_pair(const struct keep *keep, struct pair_key *pair, bool is_subject)
{
	pair->client = keep_address(keep, pair->client);
	pair->server = keep_address(keep, pair->server);
	pair->port = (uint16_t)archive_number(keep->archive, pair->port, UINT16_MAX);
	pair->path = (uint8_t)archive_word(keep->archive, pair->path, path_words, PATH_COUNT);
	if (pair->path >= PATH_COUNT && !is_subject)
		archive_fail(keep->archive, "a client at a service has no path");
	if (is_subject)
		pair->key = keep_digest(keep, pair->key);
}

struct pair_key
keep_changed_pair(const struct keep *keep, const struct pair_key *pair)
{
	struct pair_key changed = *pair;

	changed.client = keep_changed(keep, pair->client);
	changed.server = keep_changed(keep, pair->server);
	changed.key = keep_changed_digest(keep, pair->key);
	return changed;
}

/* Few checks apply to any one of them. */
static void
write_of(const struct keep *keep, const struct pair *pair)
{
	size_t checks = keep->results->policy->rule_count, count = 0;

	for (size_t i = 0; i < checks; i++)
		count += pair->of[i] > 0;
	(void)archive_count(keep->archive, count, 2);
	for (size_t i = 0; i < checks; i++) {
		if (pair->of[i] == 0)
			continue;
		(void)keep_index(keep, i, checks);
		(void)archive_number(keep->archive, pair->of[i], UINT32_MAX);
	}
}

/* ${pair}: NULL: there is no room for it. */
static void
read_of(const struct keep *keep, struct pair *pair)
{
	size_t count = archive_count(keep->archive, 0, 2);

	while (count-- > 0 && archive_is_good(keep->archive)) {
		size_t   check = keep_index(keep, 0, keep->results->policy->rule_count);
		uint32_t of = (uint32_t)archive_number(keep->archive, 0, UINT32_MAX);

		if (pair != NULL && archive_is_good(keep->archive))
			pair_count(pair, (uint32_t)check, of);
	}
}

/* Of subjects: what is made anew when other findings are listed. */
static void
keep_numbers(const struct keep *keep, struct finding *finding)
{
	finding->subject =
	    (enum subject)archive_word(keep->archive, finding->subject, subject_words, SUBJECT_COUNT);
	if (finding->subject >= SUBJECT_COUNT)
		archive_fail(keep->archive, "a finding has no subject");
	finding->clients = archive_number(keep->archive, finding->clients, UINT64_MAX);
	finding->servers = archive_number(keep->archive, finding->servers, UINT64_MAX);
	finding->ports = archive_number(keep->archive, finding->ports, UINT64_MAX);
	finding->is_at_least = archive_truth(keep->archive, finding->is_at_least);
}

static void
write_pair(const struct keep *keep, const struct pair *pair, bool is_past)
{
	struct pair_key key = pair->key;
	size_t          findings = 0;

	keep_pair(keep, &key, is_past);
	for (const struct kept *kept = pair->findings; kept != NULL; kept = kept->next)
		findings++;
	(void)archive_count(keep->archive, findings, 1);
	write_of(keep, pair);
	for (const struct kept *kept = pair->findings; kept != NULL; kept = kept->next) {
		struct finding finding = kept->finding;

		(void)keep_index(keep, kept->check, keep->results->policy->rule_count);
		keep_finding(keep, &finding);
		if (is_past)
			keep_numbers(keep, &finding);
	}
}

static void
read_pair(const struct keep *keep, struct ledger *ledger)
{
	bool            is_past = ledger == keep->results->past;
	struct results *results = keep->results;
	struct pair_key key;
	struct pair    *pair;
	size_t          findings;

	memset(&key, 0, sizeof(key));
	keep_pair(keep, &key, is_past);
	findings = archive_count(keep->archive, 0, 1);
	pair = archive_is_good(keep->archive) ? ledger_pair(ledger, &key, findings > 0) : NULL;
	read_of(keep, pair);
	while (findings-- > 0 && archive_is_good(keep->archive)) {
		uint32_t       check = (uint32_t)keep_index(keep, 0, results->policy->rule_count);
		struct finding finding;

		memset(&finding, 0, sizeof(finding));
		keep_finding(keep, &finding);
		if (is_past)
			keep_numbers(keep, &finding);
		if (!archive_is_good(keep->archive))
			return;
		finding.check = &results->policy->rules[check]->check;
		finding.key = key.key;
		if (pair == NULL || !ledger_add(ledger, pair, check, &finding))
			results->refused += finding.count;
	}
}

static void
write_counted(const struct keep *keep, const void *item)
{
	write_pair(keep, item, false);
}

static void
write_past(const struct keep *keep, const void *item)
{
	write_pair(keep, item, true);
}

struct row {
	const void     *item;
	struct pair_key key;
};

static int
compare_rows(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return pair_key_compare(&left->key, &right->key);
}

static void
write_pairs(const struct keep *keep, const struct ledger *ledger, size_t count)
{
	struct row        *rows = calloc(count + 1, sizeof(*rows));
	const struct pair *pair = ledger_first(ledger);

	for (size_t i = 0; rows != NULL && i < count; i++, pair = pair->next)
		rows[i] = (struct row){pair, keep_changed_pair(keep, &pair->key)};
	keep_rows(keep, rows, count, sizeof(*rows), compare_rows,
		  ledger == keep->results->past ? write_past : write_counted);
	free(rows);
}

void
keep_ledger(const struct keep *keep, struct ledger *ledger)
{
	size_t count = archive_count(keep->archive, ledger_pairs(ledger), PAIR_LEAST);

	if (!keep->is_reading)
		write_pairs(keep, ledger, count);
	while (keep->is_reading && count-- > 0 && archive_is_good(keep->archive))
		read_pair(keep, ledger);
}
