/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve report merge: one report of several. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"
#include "command/report_verbs.h"

/* ---- the policy that they were made under ---- */

static bool
is_built_in(const char *name)
{
	for (const char *const *known = policy_built_in(); *known != NULL; known++)
		if (strcmp(*known, name) == 0)
			return true;
	return false;
}

/* The policy ${name}; of the zone inside ${inside} if it is not NULL.  NULL after complaining. */
static struct policy *
load(const char *name, const char *inside, struct complaints *complaints)
{
	struct policy *policy = policy_load(name, complaints);

	if (policy == NULL || inside == NULL || policy_set_inside(policy, inside, complaints))
		return policy;
	policy_free(policy);
	return NULL;
}

static struct policy *
load_if_same(const char *name, const char *inside, const char *sha256)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = complaints != NULL ? load(name, inside, complaints) : NULL;

	complaints_free(complaints);
	if (policy == NULL || strcmp(policy_sha256(policy), sha256) == 0)
		return policy;
	policy_free(policy);
	return NULL;
}

/* As --inside has them: without blanks. */
static struct policy *
load_with_inside(const struct report_policy *said, const char *sha256)
{
	struct text    inside = {0};
	struct policy *policy = NULL;

	for (const char *at = said->inside; at != NULL && *at != '\0'; at++)
		if (*at != ' ')
			text_add_bytes(&inside, at, 1);
	if (inside.data != NULL && !inside.failed)
		policy = load_if_same(said->name, inside.data, sha256);
	text_free(&inside);
	return policy;
}

static bool
say_other(const struct report_options *options)
{
	struct text clean = {0};

	text_clean(&clean, options->policy, strlen(options->policy));
	fprintf(stderr,
		"mailreeve: report merge: --policy %s: the reports were made under another one, by its "
		"SHA-256 (was it --inside?)\n",
		clean.data != NULL ? clean.data : "");
	text_free(&clean);
	return false;
}

/* NULL in ${policy}: it is not at hand.  False after saying that what was named is not it. */
static bool
find_policy(const struct report_options *options, const struct reports *reports, struct policy **policy)
{
	const struct report_policy *said = &saved_report(reports->list[0])->policy;
	const char                 *sha256 = said->sha256 != NULL ? said->sha256 : "";

	*policy = NULL;
	if (options->policy != NULL) {
		if ((*policy = load(options->policy, options->audit.inside, reports->complaints)) == NULL) {
			complaints_print(reports->complaints, stderr);
			return false;
		}
		return strcmp(policy_sha256(*policy), sha256) == 0 || say_other(options);
	}
	if (!is_built_in(said->name))
		return true;
	*policy = load_if_same(said->name, options->audit.inside, sha256);
	if (*policy == NULL)
		*policy = load_with_inside(said, sha256);
	return true;
}

/* ---- what it cannot say ---- */

/* What the whole cannot say as exactly as one run would have. */
static void
say_limits(const struct report *merged, const struct reports *reports, const struct policy *policy)
{
	bool is_mergeable = true;

	for (size_t i = 0; i < reports->count; i++)
		is_mergeable &= saved_is_mergeable(reports->list[i]);
	if (!is_mergeable)
		fputs("mailreeve: report merge: not all of them were made with --mergeable: what several "
		      "sessions "
		      "show together is known in part, and \"of how many\" is at least so many\n",
		      stderr);
	else if (policy == NULL)
		fputs("mailreeve: report merge: the policy that they were made under is not at hand: name it "
		      "with "
		      "--policy (and --inside), or what several sessions show together is known in part\n",
		      stderr);
	for (size_t i = 0; i < reports->count; i++)
		if (saved_report(reports->list[i])->past != NULL)
			fputs("mailreeve: report merge: what --baseline left out of one of them is in the "
			      "whole\n",
			      stderr);
	if (!merged->with_sessions)
		fputs("mailreeve: report merge: not all of them were made with --sessions: sessions are left "
		      "out, and "
		      "connections of which two reports have a half each are not found\n",
		      stderr);
	else if (merged->cut_count > 0)
		fprintf(stderr,
			"mailreeve: report merge: %zu connections were cut between two captures and count "
			"twice: \"cuts\" "
			"names them\n",
			merged->cut_count);
}

static int
merge(struct report_options *options, struct reports *reports)
{
	struct policy *policy;
	struct saved  *merged = NULL;
	int            status = EXIT_MISUSE;

	if (find_policy(options, reports, &policy)) {
		merged = saved_merge(reports->list, reports->count, policy, reports->complaints);
		complaints_print(reports->complaints, stderr);
	}
	if (merged != NULL) {
		if (!options->audit.is_quiet)
			say_limits(saved_report(merged), reports, policy);
		status = report_print(saved_report(merged), options, "json");
	}
	saved_free(merged);
	policy_free(policy);
	return status;
}

int
report_merge(struct report_options *options)
{
	struct reports reports;
	int            status = EXIT_UNREAD;

	if (reports_read(&reports, options))
		status = merge(options, &reports);
	reports_free(&reports);
	return status;
}
