/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps what a policy says of addresses, for results in disguise: the prefixes of its zones and sets, those
 * that checks and waivers of several sessions name, and its sentences.
 */
#include <stdio.h>
#include <string.h>

#include "policy/expression.h"
#include "policy/keep_room.h"

#define KIND "mailreeve-names"
#define VERSION 2 /* to be raised as that of what it is part of: policy/keep.c */

/* Writing, or reading into the policy. */
struct naming {
	struct archive            *archive;
	const struct keep_changes *changes;
};

static void
keep_prefix(void *context, struct prefix *prefix)
{
	const struct naming *naming = context;
	bool                 is_reading = archive_is_reading(naming->archive);
	struct prefix        named = *prefix;
	uint64_t             most = prefix->address.family == 4 ? 32 : 128;

	if (!is_reading && naming->changes->prefix != NULL)
		named = naming->changes->prefix(naming->changes->context, named);
	named.address = archive_address(naming->archive, named.address);
	named.length = (uint8_t)archive_number(naming->archive, named.length, most);
	if (named.address.family != prefix->address.family || named.length != prefix->length)
		archive_fail(naming->archive, "a prefix is another one");
	else if (is_reading)
		*prefix = named;
}

/* A key that is written out: what sessions show of it is in disguise, too. */
static void
keep_key_text(void *context, const char **text)
{
	const struct naming *naming = context;
	const char          *named = *text;

	if (!archive_is_reading(naming->archive) && naming->changes->text != NULL)
		named = naming->changes->text(naming->changes->context, FACT_CERT_PUBLIC_KEY, named);
	named = archive_text(naming->archive, named);
	if (archive_is_reading(naming->archive) && named != NULL)
		*text = named;
}

static void
keep_expression(struct naming *naming, struct expression *expression)
{
	expression_each_prefix(expression, keep_prefix, naming);
	expression_each_text(expression, FACT_CERT_PUBLIC_KEY, keep_key_text, naming);
}

static const char *
keep_sentence(const struct naming *naming, const char *text)
{
	const char *named = text;

	if (!archive_is_reading(naming->archive) && naming->changes->sentence != NULL && text != NULL)
		named = naming->changes->sentence(naming->changes->context, text);
	if (!archive_truth(naming->archive,
			   text != NULL && named != NULL && (text == named || strcmp(text, named) != 0)))
		return text;
	return archive_text(naming->archive, named);
}

static void
keep_rule(struct naming *naming, struct rule *rule)
{
	const char *title = keep_sentence(naming, rule->check.title);
	const char *because = keep_sentence(naming, rule->check.because);
	const char *fix = keep_sentence(naming, rule->check.fix);

	if (archive_is_reading(naming->archive)) {
		rule->check.title = title;
		rule->check.because = because;
		rule->check.fix = fix;
	}
	if (rule->check.subject == SUBJECT_SESSION)
		return;
	keep_expression(naming, rule->check.applies);
	keep_expression(naming, rule->check.violates);
	for (unsigned i = 0; i < SEVERITY_COUNT; i++)
		keep_expression(naming, rule->severity_when[i]);
}

static void
keep_waiver(struct naming *naming, const struct policy *policy, struct waiver *waiver)
{
	const char *where = keep_sentence(naming, waiver->says.where);
	const char *reason = keep_sentence(naming, waiver->says.reason);

	if (archive_is_reading(naming->archive)) {
		waiver->says.where = where;
		waiver->says.reason = reason;
	}
	if (policy->rules[waiver->rule]->check.subject != SUBJECT_SESSION)
		keep_expression(naming, waiver->where);
}

/* What is written is not changed: see keep_prefix. */
static void
keep_all(struct naming *naming, const struct policy *policy)
{
	zones_each_prefix(policy->zones, keep_prefix, naming);
	for (size_t i = 0; i < policy->sets.count; i++)
		for (size_t j = 0; j < policy->sets.list[i]->count; j++)
			keep_prefix(naming, &policy->sets.list[i]->prefixes[j]);
	for (size_t i = 0; i < policy->rule_count; i++)
		keep_rule(naming, policy->rules[i]);
	for (size_t i = 0; i < policy->waiver_count; i++)
		keep_waiver(naming, policy, &policy->waivers[i]);
}

static void
write_names(const struct keep *keep)
{
	struct naming naming = {archive_writer(KIND, VERSION), keep->changes};
	const void   *data = NULL;
	size_t        size = 0;

	if (naming.archive != NULL) {
		keep_all(&naming, keep->results->policy);
		data = archive_close(naming.archive, &size);
	}
	if (data != NULL)
		(void)archive_octets(keep->archive, data, &size);
	else
		archive_fail(keep->archive, "out of memory");
	archive_free(naming.archive);
}

void
keep_names(const struct keep *keep)
{
	const struct policy *policy = keep->results->policy;
	size_t               size = keep->is_reading ? 0 : policy->disguise_size;
	const void          *data;

	if (!keep->is_reading && keep->changes->address != NULL) {
		write_names(keep);
		return;
	}
	data = archive_octets(keep->archive, policy->disguise, &size);
	if (keep->is_reading && archive_is_good(keep->archive) &&
	    (size != policy->disguise_size || (size > 0 && memcmp(data, policy->disguise, size) != 0)))
		archive_fail(keep->archive,
			     "its addresses are not those of the others: it has pseudonyms, or "
			     "pseudonyms of another key");
}

/* ---- reading them into a policy ---- */

static bool
take_names(struct policy *policy, const void *data, size_t size, char *wrong)
{
	enum archive_state  state;
	struct keep_changes none = {.context = NULL};
	struct naming naming = {archive_reader(data, size, KIND, VERSION, policy->arena, &state), &none};
	bool          is_done = false;
	char         *copy = arena_take(policy->arena, size);

	(void)snprintf(wrong, ARCHIVE_WRONG_SIZE, "what it says of its policy is damaged");
	if (naming.archive != NULL && copy != NULL) {
		keep_all(&naming, policy);
		archive_end(naming.archive);
		is_done = archive_is_good(naming.archive);
	}
	archive_free(naming.archive);
	if (!is_done)
		return false;
	memcpy(copy, data, size);
	policy->disguise = copy;
	policy->disguise_size = size;
	return true;
}

bool
keep_take_names(struct policy *policy, struct archive *archive, char *wrong)
{
	size_t      size = 0;
	const void *data = archive_octets(archive, NULL, &size);

	if (!archive_is_good(archive)) {
		(void)snprintf(wrong, ARCHIVE_WRONG_SIZE, "%s", archive_wrong(archive));
		return false;
	}
	return size == 0 || take_names(policy, data, size, wrong);
}
