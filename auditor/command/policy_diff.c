/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve policy diff: in what two policies differ. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"
#include "command/policy_verbs.h"
#include "policy/policy.h"
#include "policy/results.h"
#include "policy/sets.h"

/* The two policies, and how many differences were told. */
struct comparison {
	const struct policy *a, *b;
	size_t               differences;
};

static void
print_clean(const char *text)
{
	struct text clean = {0};

	text_clean(&clean, text, strlen(text));
	fputs(clean.data != NULL && !clean.failed ? clean.data : "?", stdout);
	text_free(&clean);
}

/* "~ WHAT NAME: A -> B" if they are not the same; NULL is none. */
static void
compare_texts(struct comparison *comparison, const char *what, const char *name, const char *a, const char *b)
{
	a = a != NULL ? a : "none";
	b = b != NULL ? b : "none";
	if (strcmp(a, b) == 0)
		return;
	comparison->differences++;
	printf("~ %s%s", name, name[0] != '\0' ? " " : "");
	printf("%s: ", what);
	print_clean(a);
	fputs(" -> ", stdout);
	print_clean(b);
	putchar('\n');
}

static void
print_rest(struct comparison *comparison, char sign, const char *kind, const char *name, const char *text)
{
	comparison->differences++;
	printf("%c %s %s", sign, kind, name);
	fputs(text[0] != '\0' ? ": " : "", stdout);
	print_clean(text);
	putchar('\n');
}

static void
join(struct text *joined, const char *const *texts)
{
	text_add(joined, "");
	for (; *texts != NULL; texts++)
		text_printf(joined, "%s%s", joined->size > 0 ? "; " : "", *texts);
}

static void
compare_lists(struct comparison *comparison, const char *what, const char *name, const char *const *a,
	      const char *const *b)
{
	struct text one = {0}, other = {0};

	join(&one, a);
	join(&other, b);
	compare_texts(comparison, what, name, one.data, other.data);
	text_free(&one);
	text_free(&other);
}

/* The index of the check of that id; past the end if there is none. */
static size_t
find_check(const struct policy *policy, const char *id)
{
	size_t index = 0;

	while (policy_check(policy, index) != NULL && strcmp(policy_check(policy, index)->id, id) != 0)
		index++;
	return index;
}

static void
compare_check(struct comparison *comparison, const struct check *a, const struct check *b)
{
	compare_texts(comparison, "severity", a->id, severity_words[a->severity],
		      severity_words[b->severity]);
	compare_texts(comparison, "title", a->id, a->title, b->title);
	compare_texts(comparison, "basis", a->id, found_words[a->basis], found_words[b->basis]);
	compare_texts(comparison, "per", a->id, subject_words[a->per], subject_words[b->per]);
	compare_texts(comparison, "because", a->id, a->because, b->because);
	compare_texts(comparison, "fix", a->id, a->fix, b->fix);
	compare_lists(comparison, "cites", a->id, a->cites, b->cites);
	compare_lists(comparison, "controls", a->id, a->controls, b->controls);
}

static void
compare_checks(struct comparison *comparison)
{
	for (size_t i = 0; i < policy_check_count(comparison->a); i++) {
		const struct check *a = policy_check(comparison->a, i), *b;
		size_t              other = find_check(comparison->b, a->id);

		if ((b = policy_check(comparison->b, other)) == NULL) {
			print_rest(comparison, '-', severity_words[a->severity], a->id, a->title);
			continue;
		}
		compare_texts(comparison, "applies", a->id, policy_check_applies(comparison->a, i),
			      policy_check_applies(comparison->b, other));
		compare_texts(comparison, "violates", a->id, policy_check_violates(comparison->a, i),
			      policy_check_violates(comparison->b, other));
		compare_check(comparison, a, b);
	}
	for (size_t i = 0; i < policy_check_count(comparison->b); i++) {
		const struct check *b = policy_check(comparison->b, i);

		if (policy_check(comparison->a, find_check(comparison->a, b->id)) == NULL)
			print_rest(comparison, '+', severity_words[b->severity], b->id, b->title);
	}
}

/* What a set holds as one text; of a zone that was guessed as well. */
static void
set_text(struct text *text, const struct set *set)
{
	char address[ADDRESS_TEXT_SIZE];

	text_add(text, "");
	for (size_t i = 0; i < set->count; i++)
		text_printf(text, "%s%s/%u", i > 0 ? ", " : "",
			    address_print(&set->prefixes[i].address, address), set->prefixes[i].length);
	for (size_t i = 0; i < set->link_count; i++) {
		const struct link *link = &set->links[i];

		text_add(text, text->size > 0 ? ", " : "");
		if (link->vlan != 0)
			text_printf(text, "vlan %u", link->vlan);
		else
			text_printf(text, "interface %s", link->interface);
	}
}

static void
compare_set(struct comparison *comparison, const struct set *a, const struct set *b)
{
	struct text one = {0}, other = {0};

	set_text(&one, a);
	set_text(&other, b);
	compare_texts(comparison, a->is_zone ? "zone" : "servers", a->name,
		      one.data != NULL && one.size > 0 ? one.data : "nobody",
		      other.data != NULL && other.size > 0 ? other.data : "nobody");
	text_free(&one);
	text_free(&other);
}

/* The sets of one that the other has not, and with ${both} those that both have. */
static void
compare_sets(struct comparison *comparison, const struct sets *sets, const struct sets *others, char sign,
	     bool both)
{
	for (size_t i = 0; i < sets->count; i++) {
		const struct set *other = sets_find(others, sets->list[i]->name);
		struct text       text = {0};

		if (other != NULL && both)
			compare_set(comparison, sets->list[i], other);
		if (other != NULL)
			continue;
		set_text(&text, sets->list[i]);
		print_rest(comparison, sign, sets->list[i]->is_zone ? "zone" : "servers", sets->list[i]->name,
			   text.data != NULL ? text.data : "");
		text_free(&text);
	}
}

static void
list_text(struct text *text, const struct list *list)
{
	text_add(text, "");
	for (size_t i = 0; i < list->count; i++)
		text_printf(text, "%s%s", i > 0 ? ", " : "", list->items[i]);
}

/* As compare_sets; those of a profile are told by its name. */
static void
compare_lists_of(struct comparison *comparison, const struct sets *sets, const struct sets *others, char sign,
		 bool both)
{
	for (size_t i = 0; i < sets->list_count; i++) {
		const struct list *list = &sets->lists[i], *other = sets_list(others, list->name);
		struct text        one = {0}, text = {0};

		if (strncmp(list->name, "profile.", 8) == 0)
			continue;
		list_text(&one, list);
		if (other != NULL)
			list_text(&text, other);
		if (other != NULL && both)
			compare_texts(comparison, "list", list->name, one.data, text.data);
		if (other == NULL)
			print_rest(comparison, sign, "list", list->name, one.data != NULL ? one.data : "");
		text_free(&one);
		text_free(&text);
	}
}

/* "+01:00" */
static const char *
clock_text(const struct sets *sets, char text[16])
{
	int64_t minutes = sets->ahead / 60;

	snprintf(text, 16, "%c%02d:%02d", minutes < 0 ? '-' : '+', (int)(llabs(minutes) / 60),
		 (int)(llabs(minutes) % 60));
	return text;
}

static void
compare_clocks(struct comparison *comparison)
{
	char one[16], other[16];

	compare_texts(comparison, "timezone", "", clock_text(policy_sets(comparison->a), one),
		      clock_text(policy_sets(comparison->b), other));
}

static void
waiver_text(struct text *text, const struct waiver_tally *waiver)
{
	text_printf(text, "where %s, until %s, owner %s: %s", waiver->says->where, waiver->says->until,
		    waiver->says->owner, waiver->says->reason);
}

static bool
has_waiver(const struct results *results, const char *id, const char *text)
{
	bool has = false;

	for (size_t i = 0; i < results_waiver_count(results) && !has; i++) {
		struct waiver_tally waiver = results_waiver(results, i);
		struct text         other = {0};

		waiver_text(&other, &waiver);
		has =
		    strcmp(waiver.check->id, id) == 0 && other.data != NULL && strcmp(other.data, text) == 0;
		text_free(&other);
	}
	return has;
}

static void
compare_waivers(struct comparison *comparison, const struct results *of, const struct results *others,
		char sign)
{
	for (size_t i = 0; i < results_waiver_count(of); i++) {
		struct waiver_tally waiver = results_waiver(of, i);
		struct text         text = {0};
		char                kind[] = "waiver of";

		waiver_text(&text, &waiver);
		if (text.data != NULL && !has_waiver(others, waiver.check->id, text.data))
			print_rest(comparison, sign, kind, waiver.check->id, text.data);
		text_free(&text);
	}
}

static void
compare_policies(struct comparison *comparison)
{
	const struct policy *a = comparison->a, *b = comparison->b;
	struct results      *one = results_new(a, NULL), *other = results_new(b, NULL);

	compare_texts(comparison, "profile", "", policy_profile(a), policy_profile(b));
	compare_sets(comparison, policy_sets(a), policy_sets(b), '-', true);
	compare_sets(comparison, policy_sets(b), policy_sets(a), '+', false);
	compare_lists_of(comparison, policy_sets(a), policy_sets(b), '-', true);
	compare_lists_of(comparison, policy_sets(b), policy_sets(a), '+', false);
	compare_clocks(comparison);
	compare_checks(comparison);
	if (one != NULL && other != NULL) {
		compare_waivers(comparison, one, other, '-');
		compare_waivers(comparison, other, one, '+');
	}
	results_free(one);
	results_free(other);
}

int
policy_diff(int count, char **names)
{
	struct complaints *complaints = complaints_new();
	struct policy     *a = NULL, *b = NULL;
	struct comparison  comparison = {0};
	int                status = EXIT_MISUSE;

	if (complaints == NULL || count != 2) {
		fputs("mailreeve: policy diff: name two policies\n", stderr);
		complaints_free(complaints);
		return EXIT_MISUSE;
	}
	a = policy_load(names[0], complaints);
	b = policy_load(names[1], complaints);
	complaints_print(complaints, stderr);
	if ((comparison.a = a) != NULL && (comparison.b = b) != NULL) {
		compare_policies(&comparison);
		status = comparison.differences > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
	}
	complaints_free(complaints);
	policy_free(a);
	policy_free(b);
	return status;
}
