/* SPDX-License-Identifier: Apache-2.0 */
/* Puts pseudonyms into a copy of a report. */
#include "report/disguise.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define NAME_DIGITS 16 /* of the hash that stands for a name */

/* A check, and what it was before. */
struct masked_check {
	const struct check *before;
	struct check        check;
};

struct masked_waiver {
	const struct waiver_says *before;
	struct waiver_says        says;
	struct masked_waiver     *next;
};

struct disguise {
	const struct report    *before;
	const struct pseudonym *pseudonym;
	struct arena           *arena;
	struct report           report;
	struct report_input    *inputs;
	struct masked_check    *checks;
	size_t                  check_count;
	struct finding         *findings;
	size_t                  finding_count;
	struct pair_tally      *pairs;
	size_t                  pair_count;
	struct report_cut      *cuts;
	struct masked_waiver   *waivers;
	bool                    failed; /* memory ran out */
};

static void *
take(struct disguise *disguise, size_t count, size_t size)
{
	void *taken = count > SIZE_MAX / 2 / size ? NULL : arena_take(disguise->arena, (count + 1) * size);

	disguise->failed |= taken == NULL;
	return taken;
}

/* ---- texts ---- */

static bool
is_of_address(char sign)
{
	return isxdigit((unsigned char)sign) || sign == '.' || sign == ':';
}

/* A word of address signs: its pseudonym if it is an address, else as it is; a dot or colon may end the
 * sentence. */
static void
add_word(const struct disguise *disguise, struct text *text, const char *word, size_t size)
{
	char           copy[ADDRESS_TEXT_SIZE];
	struct address address;
	size_t         end = size;

	while (end > 0 &&
	       (word[end - 1] == '.' || (word[end - 1] == ':' && (end < 2 || word[end - 2] != ':'))))
		end--;
	if (end >= 2 && end < sizeof(copy)) {
		memcpy(copy, word, end);
		copy[end] = '\0';
		if (address_parse(copy, &address)) {
			pseudonym_address(disguise->pseudonym, &address);
			text_add(text, address_print(&address, copy));
			text_add_bytes(text, word + end, size - end);
			return;
		}
	}
	text_add_bytes(text, word, size);
}

/* ${before} with the addresses in it replaced; NULL stays NULL. */
static const char *
mask_text(struct disguise *disguise, const char *before)
{
	struct text text = {0};
	const char *masked = NULL;

	if (before == NULL)
		return NULL;
	for (const char *at = before; *at != '\0';) {
		size_t size = 0;

		while (at[size] != '\0' && is_of_address(at[size]))
			size++;
		if (size > 0)
			add_word(disguise, &text, at, size);
		else
			text_add_bytes(&text, at, size = 1);
		at += size;
	}
	if (!text.failed)
		masked = arena_text(disguise->arena, text.data == NULL ? "" : text.data, text.size);
	text_free(&text);
	disguise->failed |= masked == NULL;
	return masked;
}

static const char *const *
mask_list(struct disguise *disguise, const char *const *list)
{
	size_t       count = 0;
	const char **masked;

	while (list != NULL && list[count] != NULL)
		count++;
	if (list == NULL || (masked = take(disguise, count, sizeof(*masked))) == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++)
		masked[i] = mask_text(disguise, list[i]);
	return masked;
}

/* ---- facts ---- */

/* Texts that name a machine; of the others all are words of protocols and of the policy. */
static const enum fact names[] = {FACT_TLS_SNI, FACT_CERT_SUBJECT, FACT_CERT_ISSUER, FACT_CERT_NAMES,
				  FACT_SIGHT_OTHER};
static const enum fact digests[] = {FACT_CERT_FINGERPRINT, FACT_CERT_PUBLIC_KEY};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
is_among(enum fact fact, const enum fact *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == fact)
			return true;
	return false;
}

/* Each line of ${before} by itself: the names of a certificate stand in lines. */
static const char *
mask_names(const struct disguise *disguise, struct arena *arena, const char *before)
{
	struct text text = {0}, line = {0};
	char        hash[PSEUDONYM_NAME_SIZE];
	const char *masked = NULL;

	for (const char *gap = ""; *before != '\0'; gap = "\n") {
		size_t size = strcspn(before, "\n");

		text_clear(&line);
		text_add_bytes(&line, before, size);
		pseudonym_name(disguise->pseudonym, line.data == NULL ? "" : line.data, hash);
		text_printf(&text, "%spseudonym-%.*s", gap, NAME_DIGITS, hash);
		before += size + (before[size] == '\n');
	}
	if (!text.failed && !line.failed)
		masked = arena_text(arena, text.data == NULL ? "" : text.data, text.size);
	text_free(&text);
	text_free(&line);
	return masked;
}

/* The text of ${fact} as it may be told; NULL without memory. */
static const char *
mask_fact(const struct disguise *disguise, struct arena *arena, enum fact fact, const char *before)
{
	char hash[PSEUDONYM_NAME_SIZE];

	if (is_among(fact, names, COUNT(names)))
		return mask_names(disguise, arena, before);
	if (!is_among(fact, digests, COUNT(digests)))
		return before;
	pseudonym_name(disguise->pseudonym, before, hash);
	return arena_text(arena, hash, strlen(hash));
}

static bool
mask_session(const struct disguise *disguise, struct arena *arena, struct session *session)
{
	struct facts *facts = &session->facts;

	for (unsigned i = 0; i < facts->address_count; i++)
		pseudonym_address(disguise->pseudonym, &facts->addresses[i]);
	/* The id of the other session, of which nothing but its true addresses could be made. */
	facts_forget(facts, FACT_SIGHT_OTHER);
	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		struct value value;
		const char  *masked;

		if ((fact_rows[fact].type != TYPE_TEXT && fact_rows[fact].type != TYPE_TEXTS) ||
		    !facts_value(facts, fact, &value))
			continue;
		if ((masked = mask_fact(disguise, arena, fact, value.is.text)) == NULL)
			return false;
		facts->values[fact] = (uint64_t)(uintptr_t)masked;
	}
	return true;
}

struct passing {
	const struct disguise *disguise;
	int (*each)(void *to, const struct session *session);
	void *to;
};

static int
pass_session(void *context, const struct session *session)
{
	struct passing *passing = context;
	struct session  masked = *session;
	struct arena   *arena = arena_new();
	int             answer = -1;

	if (arena != NULL && mask_session(passing->disguise, arena, &masked))
		answer = passing->each(passing->to, &masked);
	arena_free(arena);
	return answer;
}

static int
each_session(void *context, int (*each)(void *to, const struct session *session), void *to)
{
	const struct disguise *disguise = context;
	struct passing         passing = {disguise, each, to};

	return disguise->before->sessions(disguise->before->sessions_context, pass_session, &passing);
}

/* ---- checks, findings, pairs ---- */

static void
mask_checks(struct disguise *disguise)
{
	const struct report_found *found = &disguise->before->found;

	disguise->check_count = found->check_count(found->of);
	if ((disguise->checks = take(disguise, disguise->check_count, sizeof(*disguise->checks))) == NULL)
		return;
	for (size_t i = 0; i < disguise->check_count; i++) {
		struct masked_check *masked = &disguise->checks[i];

		masked->before = found->check(found->of, i).check;
		masked->check = *masked->before;
		masked->check.title = mask_text(disguise, masked->before->title);
		masked->check.because = mask_text(disguise, masked->before->because);
		masked->check.fix = mask_text(disguise, masked->before->fix);
	}
}

static const struct check *
masked_check(const struct disguise *disguise, const struct check *before)
{
	for (size_t i = 0; i < disguise->check_count; i++)
		if (disguise->checks[i].before == before ||
		    strcmp(disguise->checks[i].check.id, before->id) == 0)
			return &disguise->checks[i].check;
	return before;
}

/* One for one: formats tell by the pointer whether two are the same. */
static const struct waiver_says *
mask_waiver(struct disguise *disguise, const struct waiver_says *before)
{
	struct masked_waiver *masked = disguise->waivers;

	while (masked != NULL && masked->before != before)
		masked = masked->next;
	if (masked != NULL || before == NULL || (masked = take(disguise, 1, sizeof(*masked))) == NULL)
		return masked == NULL ? NULL : &masked->says;
	masked->before = before;
	masked->says = *before;
	masked->says.where = mask_text(disguise, before->where);
	masked->says.reason = mask_text(disguise, before->reason);
	masked->next = disguise->waivers;
	disguise->waivers = masked;
	return &masked->says;
}

static void
mask_finding(struct disguise *disguise, struct finding *finding)
{
	struct proof *proof = &finding->proof;

	finding->waiver = mask_waiver(disguise, finding->waiver);
	finding->expired = mask_waiver(disguise, finding->expired);
	finding->check = masked_check(disguise, finding->check);
	pseudonym_address(disguise->pseudonym, &finding->client);
	pseudonym_address(disguise->pseudonym, &finding->server);
	pseudonym_address(disguise->pseudonym, &finding->blocker.address);
	pseudonym_address(disguise->pseudonym, &finding->control.client);
	pseudonym_address(disguise->pseudonym, &finding->control.server);
	pseudonym_address(disguise->pseudonym, &proof->client);
	pseudonym_address(disguise->pseudonym, &proof->server);
	for (unsigned i = 0; i < proof->fact_count; i++) {
		enum fact   fact = proof->facts[i];
		const char *masked;

		if (fact_rows[fact].type != TYPE_TEXT && fact_rows[fact].type != TYPE_TEXTS)
			continue;
		masked =
		    mask_fact(disguise, disguise->arena, fact, (const char *)(uintptr_t)proof->values[i]);
		disguise->failed |= masked == NULL;
		proof->values[i] = (uint64_t)(uintptr_t)masked;
	}
}

static int
by_finding(const void *a, const void *b)
{
	return finding_compare(a, b);
}

static void
mask_findings(struct disguise *disguise)
{
	const struct report_found *found = &disguise->before->found;

	disguise->finding_count = found->finding_count(found->of);
	disguise->findings = take(disguise, disguise->finding_count, sizeof(*disguise->findings));
	for (size_t i = 0; !disguise->failed && i < disguise->finding_count; i++) {
		disguise->findings[i] = *found->finding(found->of, i);
		mask_finding(disguise, &disguise->findings[i]);
	}
	if (!disguise->failed && disguise->finding_count > 0)
		qsort(disguise->findings, disguise->finding_count, sizeof(*disguise->findings), by_finding);
}

static int
by_pair(const void *a, const void *b)
{
	const struct pair_tally *left = a, *right = b;
	int                      order = address_compare(&left->server, &right->server);

	if (order == 0)
		order = (int)left->port - (int)right->port;
	if (order == 0)
		order = address_compare(&left->client, &right->client);
	return order != 0 ? order : (int)left->path - (int)right->path;
}

static void
mask_pairs(struct disguise *disguise)
{
	const struct report_found *found = &disguise->before->found;

	if (!disguise->before->with_pairs)
		return;
	disguise->pair_count = found->pair_count(found->of);
	disguise->pairs = take(disguise, disguise->pair_count, sizeof(*disguise->pairs));
	for (size_t i = 0; !disguise->failed && i < disguise->pair_count; i++) {
		disguise->pairs[i] = found->pair(found->of, i);
		pseudonym_address(disguise->pseudonym, &disguise->pairs[i].client);
		pseudonym_address(disguise->pseudonym, &disguise->pairs[i].server);
	}
	if (!disguise->failed && disguise->pair_count > 0)
		qsort(disguise->pairs, disguise->pair_count, sizeof(*disguise->pairs), by_pair);
}

static size_t
finding_count(void *of)
{
	return ((const struct disguise *)of)->finding_count;
}

static const struct finding *
finding(void *of, size_t index)
{
	const struct disguise *disguise = of;

	return index < disguise->finding_count ? &disguise->findings[index] : NULL;
}

static size_t
check_count(void *of)
{
	return ((const struct disguise *)of)->check_count;
}

static struct check_tally
check(void *of, size_t index)
{
	const struct disguise     *disguise = of;
	const struct report_found *found = &disguise->before->found;
	struct check_tally         tally = found->check(found->of, index);

	tally.check = &disguise->checks[index].check;
	return tally;
}

static size_t
port_count(void *of)
{
	const struct report_found *found = &((const struct disguise *)of)->before->found;

	return found->port_count(found->of);
}

static struct port_tally
port(void *of, size_t index)
{
	const struct report_found *found = &((const struct disguise *)of)->before->found;

	return found->port(found->of, index);
}

static uint64_t
session_count(void *of)
{
	const struct report_found *found = &((const struct disguise *)of)->before->found;

	return found->sessions(found->of);
}

static size_t
pair_count(void *of)
{
	return ((const struct disguise *)of)->pair_count;
}

static struct pair_tally
pair(void *of, size_t index)
{
	return ((const struct disguise *)of)->pairs[index];
}

/* ---- the envelope ---- */

static void
mask_inputs(struct disguise *disguise)
{
	const struct report *before = disguise->before;

	if ((disguise->inputs = take(disguise, before->input_count, sizeof(*disguise->inputs))) == NULL)
		return;
	for (size_t i = 0; i < before->input_count; i++) {
		disguise->inputs[i] = before->inputs[i];
		disguise->inputs[i].capture = mask_text(disguise, before->inputs[i].capture);
		disguise->inputs[i].problems = mask_list(disguise, before->inputs[i].problems);
	}
	disguise->report.inputs = disguise->inputs;
}

static void
mask_cuts(struct disguise *disguise)
{
	const struct report *before = disguise->before;

	if ((disguise->cuts = take(disguise, before->cut_count, sizeof(*disguise->cuts))) == NULL)
		return;
	for (size_t i = 0; i < before->cut_count; i++) {
		disguise->cuts[i] = before->cuts[i];
		pseudonym_address(disguise->pseudonym, &disguise->cuts[i].client);
		pseudonym_address(disguise->pseudonym, &disguise->cuts[i].server);
	}
	disguise->report.cuts = disguise->cuts;
}

/* Prefixes joined by ", ". */
static const char *
mask_inside(struct disguise *disguise, const char *before)
{
	struct text text = {0};
	const char *masked = NULL;

	for (const char *gap = ""; before != NULL && *before != '\0'; gap = ", ") {
		size_t        size = strcspn(before, ",");
		char          one[ADDRESS_TEXT_SIZE + 4], address[ADDRESS_TEXT_SIZE];
		struct prefix prefix;

		if (size < sizeof(one)) {
			memcpy(one, before, size);
			one[size] = '\0';
			if (prefix_parse(one, &prefix)) {
				pseudonym_prefix(disguise->pseudonym, &prefix);
				text_printf(&text, "%s%s/%u", gap, address_print(&prefix.address, address),
					    prefix.length);
			}
		}
		before += size + strspn(before + size, ", ");
	}
	if (!text.failed)
		masked = arena_text(disguise->arena, text.data == NULL ? "" : text.data, text.size);
	text_free(&text);
	disguise->failed |= masked == NULL;
	return masked;
}

static void
mask_past(struct disguise *disguise)
{
	const struct report_past *before = disguise->before->past;
	struct report_past       *past = before == NULL ? NULL : take(disguise, 1, sizeof(*past));
	struct report_gone *gone = before == NULL ? NULL : take(disguise, before->gone_count, sizeof(*gone));
	char                hash[PSEUDONYM_NAME_SIZE];

	if (past == NULL || gone == NULL)
		return;
	*past = *before;
	past->name = mask_text(disguise, before->name);
	past->gone = gone;
	for (size_t i = 0; i < before->gone_count; i++) {
		gone[i] = before->gone[i];
		pseudonym_name(disguise->pseudonym, before->gone[i].id, hash);
		snprintf(gone[i].id, sizeof(gone[i].id), "%.*s", FINDING_ID_SIZE - 1, hash);
		gone[i].client = mask_text(disguise, before->gone[i].client);
		gone[i].server = mask_text(disguise, before->gone[i].server);
	}
	disguise->report.past = past;
}

static void
mask_all(struct disguise *disguise)
{
	struct report *report = &disguise->report;

	mask_inputs(disguise);
	mask_cuts(disguise);
	mask_checks(disguise);
	if (!disguise->failed)
		mask_findings(disguise);
	mask_pairs(disguise);
	mask_past(disguise);
	report->policy.name = mask_text(disguise, report->policy.name);
	report->policy.inside = mask_inside(disguise, report->policy.inside);
	pseudonym_address(disguise->pseudonym, &report->policy.doubt.stray);
	if (report->sessions != NULL)
		report->sessions = each_session;
	report->sessions_context = disguise;
	report->found = (struct report_found){.of = disguise,
					      .finding_count = finding_count,
					      .finding = finding,
					      .check_count = check_count,
					      .check = check,
					      .port_count = port_count,
					      .port = port,
					      .sessions = session_count,
					      .pair_count = pair_count,
					      .pair = pair};
}

struct disguise *
disguise_new(const struct report *report, const struct pseudonym *pseudonym)
{
	struct disguise *disguise = calloc(1, sizeof(*disguise));

	if (disguise == NULL)
		return NULL;
	disguise->before = report;
	disguise->report = *report;
	disguise->pseudonym = pseudonym;
	if ((disguise->arena = arena_new()) != NULL)
		mask_all(disguise);
	if (disguise->arena != NULL && !disguise->failed)
		return disguise;
	disguise_free(disguise);
	return NULL;
}

const struct report *
disguise_report(const struct disguise *disguise)
{
	return &disguise->report;
}

void
disguise_free(struct disguise *disguise)
{
	if (disguise == NULL)
		return;
	arena_free(disguise->arena);
	free(disguise);
}
