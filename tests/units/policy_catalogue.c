/* SPDX-License-Identifier: Apache-2.0 */
/* What each check of the built-in policies has to say for itself. */
#include "policy_helpers.h"

static void
want_text(const char *policy, const struct check *check, const char *key, const char *text)
{
	size_t size = text == NULL ? 0 : strlen(text);

	/* A sentence, not a stub. */
	if (size < 20 || text[size - 1] != '.')
		fprintf(stderr, "%s: the check %s wants `%s`, a whole sentence\n", policy, check->id, key);
	CU_ASSERT(size >= 20 && text[size - 1] == '.');
}

/* "Server: …", "Client and server: …": who mends it. */
static bool
names_who_mends(const char *fix)
{
	static const char *const labels[] = {
	    "Client:", "Server:", "Path:", "Client and server:", "Server and client:"};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (strstr(fix, labels[i]) != NULL)
			return true;
	return false;
}

static void
look_at_check(const char *name, const struct policy *policy, size_t index)
{
	const struct check *check = policy_check(policy, index);

	want_text(name, check, "because", check->because);
	want_text(name, check, "fix", check->fix);
	if (!names_who_mends(check->fix))
		fprintf(stderr, "%s: `fix` of %s does not say who: Client, Server or Path\n", name,
			check->id);
	CU_ASSERT(names_who_mends(check->fix));
	if (check->is_expectation)
		return;
	want_text(name, check, "traps", policy_check_traps(policy, index));
	want_text(name, check, "severity_because", policy_check_severity_because(policy, index));
	if (check->cites[0] == NULL)
		fprintf(stderr, "%s: %s cites nothing\n", name, check->id);
	CU_ASSERT_PTR_NOT_NULL(check->cites[0]);
}

static void
look_at_policy(const char *name, struct policy *(*load)(const char *, struct complaints *))
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = load(name, complaints);

	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	for (size_t i = 0; i < policy_check_count(policy); i++)
		look_at_check(name, policy, i);
	policy_free(policy);
	complaints_free(complaints);
}

static void
every_check_says_why_who_mends_it_and_what_it_is_not(void)
{
	for (const char *const *name = policy_built_in(); *name != NULL; name++)
		look_at_policy(*name, policy_load);
}

/* The checks that a profile adds. */
static void
so_do_those_of_profiles(void)
{
	struct policy *policy = good_policy("policy: p\nextends: [baseline]\nprofile: bcp195-2026\n");
	size_t         index;

	CU_ASSERT_PTR_NOT_NULL_FATAL(check_of(policy, "tls-version-outside-profile", &index));
	for (index = 0; index < policy_check_count(policy); index++)
		look_at_check("p", policy, index);
	policy_free(policy);
}

/* Why it was another severity says nothing of this one. */
static void
a_new_severity_takes_the_old_reason_away(void)
{
	static const char *const wanted[][2] = {
	    {"- {id: pop3-plaintext-inside, severity: low}",                                   ""   },
	    {"- {id: pop3-plaintext-inside, severity_because: so., severity: low}",            "so."},
	    {"- {id: pop3-plaintext-inside, severity: {default: low}, severity_because: so.}", "so."},
	};
	struct policy *policy = good_policy("policy: p\nextends: [baseline]\nchecks:\n"
					    "  - {id: pop3-plaintext-inside, title: Other}\n");
	size_t         index;

	check_of(policy, "pop3-plaintext-inside", &index);
	CU_ASSERT(policy_check_severity_because(policy, index)[0] != '\0');
	policy_free(policy);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		char text[256];

		snprintf(text, sizeof(text), "policy: p\nextends: [baseline]\nchecks:\n  %s\n", wanted[i][0]);
		policy = good_policy(text);
		check_of(policy, "pop3-plaintext-inside", &index);
		CU_ASSERT_STRING_EQUAL(policy_check_severity_because(policy, index), wanted[i][1]);
		policy_free(policy);
	}
}

SUITE("policy: catalogue", ROW(every_check_says_why_who_mends_it_and_what_it_is_not),
      ROW(so_do_those_of_profiles), ROW(a_new_severity_takes_the_old_reason_away))
