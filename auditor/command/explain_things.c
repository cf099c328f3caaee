/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of thing is, told on a page for people. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "classify/fact.h"
#include "command/explain.h"
#include "command/style.h"
#include "policy/expression.h"
#include "policy/sets.h"
#include "report/clean.h"

void
explaining_begin(struct explaining *explaining)
{
	struct audit_options none = {0};

	explaining->style = style_for(true, &none);
	explaining->page = page_new(&explaining->style, stdout);
}

static void
tell_words(struct explaining *explaining, enum ink ink, const char *text)
{
	struct text clean = {0};

	clean_prose(&clean, text);
	if (clean.data != NULL && !clean.failed)
		page_words(&explaining->page, ink, clean.data);
	text_free(&clean);
}

/* A line with a label, if there is anything to tell. */
static void
tell(struct explaining *explaining, const char *label, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return;
	page_label(&explaining->page, label);
	tell_words(explaining, INK_PLAIN, text);
}

static void
tell_list(struct explaining *explaining, const char *label, const char *const *texts)
{
	struct text joined = {0};

	for (; *texts != NULL; texts++)
		text_printf(&joined, "%s%s", joined.size > 0 ? ", " : "", *texts);
	if (joined.data != NULL && !joined.failed)
		tell(explaining, label, joined.data);
	text_free(&joined);
}

/* The name of the thing, and one line on it. */
static void
tell_head(struct explaining *explaining, const char *name, const char *says)
{
	page_end(&explaining->page);
	explaining->page.margin = 0;
	tell_words(explaining, INK_STRONG, name);
	page_words(&explaining->page, INK_PLAIN, page_mark(&explaining->page, MARK_DASH));
	tell_words(explaining, INK_PLAIN, says);
	page_end(&explaining->page);
}

/* Whether ${expression} mentions that number as a word of its own. */
static bool
mentions(const char *expression, const char *number)
{
	size_t size = strlen(number);

	for (const char *at = strstr(expression, number); at != NULL; at = strstr(at + 1, number))
		if ((at == expression || strchr("{ ,.=<>", at[-1]) != NULL) &&
		    strchr("}, .)", at[size]) != NULL)
			return true;
	return false;
}

static void
tell_checks_of_port(struct explaining *explaining, unsigned port)
{
	const struct policy *policy = explaining->policy;
	struct text          list = {0};
	char                 number[16];

	snprintf(number, sizeof(number), "%u", port);
	for (size_t i = 0; i < policy_check_count(policy); i++)
		if (mentions(policy_check_applies(policy, i), number) ||
		    mentions(policy_check_violates(policy, i), number))
			text_printf(&list, "%s%s", list.size > 0 ? ", " : "", policy_check(policy, i)->id);
	tell(explaining, "checks", list.data);
	text_free(&list);
}

/* A port that mail does not use: what happens on it all the same. */
static bool
explain_other_port(struct explaining *explaining, const char *word, unsigned long number)
{
	tell_head(explaining, word, "no port of mail");
	tell(explaining, "seen",
	     "mail is recognised on any port by what is said; a connection to this one in which no mail is "
	     "seen is only counted");
	tell_checks_of_port(explaining, (unsigned)number);
	tell(explaining, "see", "mail-on-unusual-port");
	return true;
}

bool
explain_port(struct explaining *explaining, const char *word)
{
	const struct reference_port *port = NULL;
	struct text                  head = {0};
	char                        *end;
	unsigned long                number = strtoul(word, &end, 10);

	if (word[0] < '0' || word[0] > '9' || (*end != '\0' && strcmp(end, "/tcp") != 0))
		number = 0;
	for (size_t i = 0; i < reference_port_count(explaining->reference) && port == NULL; i++) {
		const struct reference_port *row = reference_port(explaining->reference, i);

		if (row->port == number || strcasecmp(row->name, word) == 0)
			port = row;
	}
	if (port == NULL)
		return number >= 1 && number <= 65535 && explain_other_port(explaining, word, number);
	text_printf(&head, "%s over TCP, %s", port->protocol, port->mode);
	tell_head(explaining, word, head.data != NULL ? head.data : "");
	text_clear(&head);
	text_printf(&head, "%u, registered as %s", port->port, port->name);
	tell(explaining, "port", head.data);
	tell(explaining, "role", port->role);
	tell(explaining, "status", port->status);
	tell(explaining, "history", port->history);
	tell_list(explaining, "source", port->source);
	tell_checks_of_port(explaining, port->port);
	page_end(&explaining->page);
	text_free(&head);
	return true;
}

static void
tell_check(struct explaining *explaining, const struct policy *policy, size_t index)
{
	const struct check *check = policy_check(policy, index);
	struct text         line = {0};

	tell_head(explaining, check->id, check->title);
	text_printf(&line, "%s, %s, subject %s", severity_words[check->severity], found_words[check->basis],
		    subject_words[check->subject]);
	tell(explaining, "weighs", line.data);
	tell(explaining, "reason", policy_check_severity_because(policy, index));
	tell(explaining, "applies", policy_check_applies(policy, index));
	tell(explaining, "fails", policy_check_violates(policy, index));
	tell(explaining, "why", check->because);
	tell(explaining, "fix", check->fix);
	tell(explaining, "traps", policy_check_traps(policy, index));
	tell_list(explaining, "cites", check->cites);
	tell_list(explaining, "control", check->controls);
	text_clear(&line);
	text_printf(&line, "%s:%d, policy %s", check->spot.file, check->spot.line, policy_name(policy));
	tell(explaining, "stands", line.data);
	page_end(&explaining->page);
	text_free(&line);
}

/* Whether the policy has that check, which is then told. */
static bool
tell_check_of(struct explaining *explaining, const struct policy *policy, const char *id)
{
	for (size_t i = 0; i < policy_check_count(policy); i++)
		if (strcmp(policy_check(policy, i)->id, id) == 0) {
			tell_check(explaining, policy, i);
			return true;
		}
	return false;
}

/* What is wrong with a built-in policy is for the tests to tell. */
static struct policy *
load_quietly(const char *name, struct policy *(*load)(const char *, struct complaints *))
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = complaints != NULL ? load(name, complaints) : NULL;

	complaints_free(complaints);
	return policy;
}

/* The built-in policies that have the check, and what it weighs there. */
static void
tell_policies(struct explaining *explaining, const char *id)
{
	struct text list = {0};

	for (const char *const *name = policy_built_in(); *name != NULL; name++) {
		struct policy *policy = load_quietly(*name, policy_load);

		for (size_t i = 0; policy != NULL && i < policy_check_count(policy); i++)
			if (strcmp(policy_check(policy, i)->id, id) == 0)
				text_printf(&list, "%s%s (%s)", list.size > 0 ? ", " : "", *name,
					    severity_words[policy_check(policy, i)->severity]);
		policy_free(policy);
	}
	tell(explaining, "in", list.data);
	page_end(&explaining->page);
	text_free(&list);
}

bool
explain_check(struct explaining *explaining, const char *word)
{
	bool is_told = tell_check_of(explaining, explaining->policy, word);

	for (const char *const *name = policy_built_in(); *name != NULL && !is_told; name++) {
		struct policy *policy = explaining->has_own_policy ? NULL : load_quietly(*name, policy_load);

		is_told = policy != NULL && tell_check_of(explaining, policy, word);
		policy_free(policy);
	}
	if (is_told && !explaining->has_own_policy)
		tell_policies(explaining, word);
	return is_told;
}

bool
explain_fact(struct explaining *explaining, const char *word)
{
	static const char *const types[] = {
	    [TYPE_BOOL] = "true or false", [TYPE_WORD] = "one of these words", [TYPE_COUNT] = "number",
	    [TYPE_TEXT] = "text",          [TYPE_TEXTS] = "list of texts",     [TYPE_ADDRESS] = "address",
	    [TYPE_TIME] = "time",
	};
	enum fact   fact = fact_by_name(word);
	struct text list = {0};

	if (fact == FACT_COUNT)
		return false;
	tell_head(explaining, fact_rows[fact].name, fact_rows[fact].meaning);
	tell(explaining, "type", types[fact_rows[fact].type]);
	for (size_t i = 0; i < fact_rows[fact].word_count; i++)
		text_printf(&list, "%s%s", i > 0 ? " " : "", fact_rows[fact].words[i]);
	tell(explaining, "words", list.data);
	text_clear(&list);
	for (size_t i = 0; i < policy_check_count(explaining->policy); i++) {
		const struct check *check = policy_check(explaining->policy, i);
		uint64_t            bits = expression_facts(check->applies)[fact / 64] |
				expression_facts(check->violates)[fact / 64];

		if ((bits >> fact % 64 & 1) != 0)
			text_printf(&list, "%s%s", list.size > 0 ? ", " : "", check->id);
	}
	tell(explaining, "checks", list.data);
	page_end(&explaining->page);
	text_free(&list);
	return true;
}

static const char *
name_among(const char *const *names, const char *word)
{
	while (*names != NULL && strcmp(*names, word) != 0)
		names++;
	return *names;
}

static void
tell_profile_list(struct explaining *explaining, const struct sets *sets, const char *label, const char *name)
{
	const struct list *list = sets_list(sets, name);
	struct text        joined = {0};

	for (size_t i = 0; list != NULL && i < list->count; i++)
		text_printf(&joined, "%s%s", i > 0 ? ", " : "", list->items[i]);
	tell(explaining, label, joined.data);
	text_free(&joined);
}

bool
explain_profile(struct explaining *explaining, const char *word)
{
	static const char *const lists[][2] = {
	    {"version", "profile.versions"              },
	    {"suites",  "profile.ciphers"               },
	    {"groups",  "profile.groups"                },
	    {"keys",    "profile.key_strengths"         },
	    {"certs",   "profile.certificate_signatures"},
	    {"signed",  "profile.signatures"            },
	};
	const char    *name = name_among(policy_profiles(), word);
	struct policy *policy = name != NULL ? load_quietly(name, policy_load_profile) : NULL;

	if (policy == NULL)
		return false;
	tell_head(explaining, name, policy_title(policy) != NULL ? policy_title(policy) : "a TLS profile");
	tell(explaining, "dated", policy_version(policy));
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		tell_profile_list(explaining, policy_sets(policy), lists[i][0], lists[i][1]);
	page_end(&explaining->page);
	policy_free(policy);
	return true;
}

bool
explain_policy(struct explaining *explaining, const char *word)
{
	const char    *name = name_among(policy_built_in(), word);
	struct policy *policy = name != NULL ? load_quietly(name, policy_load) : NULL;
	struct text    line = {0};

	if (policy == NULL)
		return false;
	tell_head(explaining, name,
		  policy_title(policy) != NULL ? policy_title(policy) : "a built-in policy");
	tell(explaining, "profile", policy_profile(policy));
	text_printf(
	    &line,
	    "%zu; mailreeve policy show %s lists them, mailreeve policy diff baseline %s what is different",
	    policy_check_count(policy), name, name);
	tell(explaining, "checks", line.data);
	text_clear(&line);
	text_printf(&line, "docs/policies/%s.md", name);
	tell(explaining, "page", line.data);
	page_end(&explaining->page);
	policy_free(policy);
	text_free(&line);
	return true;
}

static void
tell_control(struct explaining *explaining, const struct reference_control *control)
{
	struct text list = {0};

	tell_head(explaining, control->key, control->title);
	tell(explaining, "known",
	     control->is_verified ? "read in the framework's own text"
				  : "not read in the framework's own text: hold it against yours");
	for (size_t i = 0; i < policy_check_count(explaining->policy); i++)
		if (reference_covers(control, policy_check(explaining->policy, i)))
			text_printf(&list, "%s%s", list.size > 0 ? ", " : "",
				    policy_check(explaining->policy, i)->id);
	tell(explaining, "checks", list.data);
	page_end(&explaining->page);
	text_free(&list);
}

/* By its id alone or with its framework; the same id may be of several. */
bool
explain_control(struct explaining *explaining, const char *word)
{
	bool is_told = false;

	for (size_t i = 0; i < reference_control_count(explaining->reference); i++) {
		const struct reference_control *control = reference_control(explaining->reference, i);

		if (strcasecmp(control->id, word) != 0 && strcasecmp(control->key, word) != 0)
			continue;
		tell_control(explaining, control);
		is_told = true;
	}
	return is_told;
}
