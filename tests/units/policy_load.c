/* SPDX-License-Identifier: Apache-2.0 */
/* Loading policies: what files say together, and what no file may do. */
#include "policy_helpers.h"

#include <sys/stat.h>

static void
the_sample_policy_loads_as_written(void)
{
	struct policy      *policy = load_good("tests/policies/good/branch-office.yaml");
	const struct check *check;
	struct address      loopback;
	size_t              index;

	CU_ASSERT_STRING_EQUAL(policy_name(policy), "branch-office");
	CU_ASSERT_STRING_EQUAL(policy_version(policy), "2026.11");
	CU_ASSERT_STRING_EQUAL(policy_profile(policy), "bcp195-2026");
	CU_ASSERT_FALSE(policy_zones_guessed(policy));
	CU_ASSERT_EQUAL(strlen(policy_sha256(policy)), 64);
	CU_ASSERT(address_parse("::1", &loopback));
	CU_ASSERT_STRING_EQUAL(zones_find(policy_zones(policy), &loopback), "inside");
	check = check_of(policy, "imap-plaintext-wan", &index);
	CU_ASSERT_PTR_NOT_NULL_FATAL(check);
	CU_ASSERT_STRING_EQUAL(check->title, "IMAP crossed the WAN without TLS");
	CU_ASSERT_STRING_EQUAL(check->cites[2], "PCI DSS 4.0.1 4.2.1");
	CU_ASSERT_PTR_NULL(check->cites[3]);
	CU_ASSERT_STRING_EQUAL(check->spot.file, "tests/policies/good/branch-office.yaml");
	CU_ASSERT_EQUAL(check->spot.line, 11);
	CU_ASSERT_PTR_NOT_NULL(check_of(policy, "submission-reachable", &index));
	CU_ASSERT_EQUAL(index, policy_check_count(policy) - 1); /* expectations stand last */
	policy_free(policy);
}

/* The example of docs/policy.md is what people copy. */
static void
the_example_of_the_guide_loads(void)
{
	FILE       *guide = fopen("docs/policy.md", "rb");
	char        line[1024];
	bool        is_example = false;
	struct text example = {0};

	CU_ASSERT_PTR_NOT_NULL_FATAL(guide);
	while (fgets(line, sizeof(line), guide) != NULL) {
		if (strncmp(line, "```", 3) == 0)
			is_example = strcmp(line, "```yaml\n") == 0;
		else if (is_example)
			text_add(&example, line);
	}
	fclose(guide);
	CU_ASSERT_PTR_NOT_NULL_FATAL(example.data);
	policy_free(good_policy(example.data));
	text_free(&example);
}

static void
a_later_file_changes_what_it_names_and_leaves_the_rest(void)
{
	struct policy      *policy = load_good("tests/policies/good/headquarters.yaml");
	struct policy      *baseline = load_good("baseline");
	const struct check *check;
	size_t              index, there;

	CU_ASSERT_STRING_EQUAL(policy_name(policy), "headquarters");
	CU_ASSERT_PTR_NULL(policy_version(policy)); /* a version is of one policy; its bases have their own */
	check = check_of(policy, "imap-plaintext-inside", &index);
	CU_ASSERT_PTR_NOT_NULL_FATAL(check);
	CU_ASSERT_EQUAL(check->severity, SEVERITY_LOW);
	CU_ASSERT_STRING_EQUAL(check->title, check_of(baseline, check->id, &there)->title);
	CU_ASSERT_EQUAL(index, there);
	CU_ASSERT_STRING_EQUAL(check->spot.file,
			       "rules/checks/plaintext.yaml"); /* where its condition stands */
	CU_ASSERT_PTR_NULL(check_of(policy, "relay-egress-blocked", &index));
	check = check_of(policy, "printer-mails-outside", &index);
	CU_ASSERT_PTR_NOT_NULL_FATAL(check);
	CU_ASSERT_STRING_EQUAL(check->title, "A printer, of all things, sent mail outside");
	CU_ASSERT_EQUAL(check_of(policy, "port25-shut", &index)->severity, SEVERITY_CRITICAL);
	policy_free(policy);
	policy_free(baseline);
}

/* A set that is declared again holds the new addresses, also for checks that were read before. */
static void
sets_are_replaced_by_name(void)
{
	struct policy *policy = load_good("tests/policies/good/headquarters.yaml");
	const char    *flow = "server.port=25 path=egress outcome=established server=198.51.100.1 ";
	char           text[256];

	snprintf(text, sizeof(text), "%sclient=192.0.2.25", flow);
	CU_ASSERT_EQUAL(tally_of(policy, "port25-egress-undeclared", text).violated, 1);
	snprintf(text, sizeof(text), "%sclient=10.1.0.26", flow);
	CU_ASSERT_EQUAL(tally_of(policy, "port25-egress-undeclared", text).satisfied, 1);
	policy_free(policy);
}

/* Names are looked for one after the other: a file of many is no reason to wait. */
static void
the_keys_of_a_table_are_bounded(void)
{
	struct complaints *complaints = complaints_new();
	struct text        text = {0};

	text_add(&text, "policy: p\nlists:\n");
	for (unsigned i = 0; i < 60000; i++)
		text_printf(&text, "  l%u: []\n", i);
	CU_ASSERT_PTR_NULL(policy_of(text.data, complaints));
	CU_ASSERT_EQUAL(complaints_count(complaints, GRAVITY_ERROR), 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(complaints_text(complaints, 0), ":2003:3: error: more than 2000 keys"));
	complaints_free(complaints);
	text_free(&text);
}

static void
expectations_are_checks_of_who_reaches_whom(void)
{
	static const struct {
		const char *outcome;
		unsigned    violated, satisfied, inconclusive;
	} rows[] = {
	    {"established", 1, 0, 0},
            {"silent",      1, 0, 0},
            {"dropped",     0, 1, 0},
	    {"refused",     0, 1, 0},
            {"rejected",    0, 1, 0},
            {"unknown",     0, 0, 1},
	};
	struct policy *policy = load_good("tests/policies/good/headquarters.yaml");
	char           text[256];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct check_tally tally;

		snprintf(text, sizeof(text),
			 "client=10.0.0.1 server=192.0.2.9 server.port=25 attempt=use outcome=%s",
			 rows[i].outcome);
		tally = tally_of(policy, "port25-shut", text);
		CU_ASSERT_EQUAL(tally.violated, rows[i].violated);
		CU_ASSERT_EQUAL(tally.satisfied, rows[i].satisfied);
		CU_ASSERT_EQUAL(tally.inconclusive, rows[i].inconclusive);
	}
	CU_ASSERT_EQUAL(tally_of(policy, "port25-shut",
				 "client=10.66.0.1 server=192.0.2.9 server.port=25 outcome=established")
			    .applicable,
			0); /* guests are not inside */
	policy_free(policy);
}

static void
zones_are_guessed_when_nobody_declares_them(void)
{
	struct policy     *policy = load_good("baseline");
	struct complaints *complaints = complaints_new();
	struct address private, public;
	char before[65];

	CU_ASSERT(address_parse("192.168.1.1", &private));
	CU_ASSERT(address_parse("203.0.113.9", &public));
	CU_ASSERT(policy_zones_guessed(policy));
	CU_ASSERT_STRING_EQUAL(zones_find(policy_zones(policy), &private), "inside");
	snprintf(before, sizeof(before), "%s", policy_sha256(policy));

	CU_ASSERT_FALSE(policy_set_inside(policy, "203.0.113.0/24,10.0.0.1/8", complaints));
	CU_ASSERT_EQUAL(complaints_count(complaints, GRAVITY_ERROR), 1);
	CU_ASSERT(policy_zones_guessed(policy));
	CU_ASSERT_STRING_EQUAL(policy_sha256(policy), before);

	CU_ASSERT(policy_set_inside(policy, "203.0.113.0/24,2001:db8::/32", complaints));
	CU_ASSERT_FALSE(policy_zones_guessed(policy));
	CU_ASSERT_STRING_EQUAL(zones_find(policy_zones(policy), &public), "inside");
	CU_ASSERT_STRING_EQUAL(zones_find(policy_zones(policy), &private), "outside");
	CU_ASSERT_STRING_NOT_EQUAL(policy_sha256(policy), before);
	complaints_free(complaints);
	policy_free(policy);
}

static void
the_option_for_inside_leaves_other_zones_alone(void)
{
	struct policy     *policy = load_good("tests/policies/good/headquarters.yaml");
	struct complaints *complaints = complaints_new();
	struct address     guest, host;

	CU_ASSERT(address_parse("10.66.0.1", &guest));
	CU_ASSERT(address_parse("10.1.0.1", &host));
	CU_ASSERT_FALSE(policy_set_inside(policy, "10.66.0.0/16", complaints)); /* the guests' */
	CU_ASSERT_FALSE(policy_set_inside(policy, "", complaints));
	CU_ASSERT(policy_set_inside(policy, "172.16.0.0/12", complaints));
	CU_ASSERT_STRING_EQUAL(zones_find(policy_zones(policy), &guest), "guests");
	CU_ASSERT_STRING_EQUAL(zones_find(policy_zones(policy), &host), "outside");
	complaints_free(complaints);
	policy_free(policy);
}

static void
the_digest_tells_policies_apart_and_nothing_else(void)
{
	struct policy *a = good_policy("policy: a\nchecks: []\n"),
		      *again = good_policy("policy: a\nchecks: []\n");
	struct policy *b = good_policy("policy: a\nchecks: []\n# changed\n");

	CU_ASSERT_STRING_EQUAL(policy_sha256(a), policy_sha256(again));
	CU_ASSERT_STRING_NOT_EQUAL(policy_sha256(a), policy_sha256(b));
	policy_free(a);
	policy_free(again);
	policy_free(b);
}

static void
the_built_in_policies_are_listed(void)
{
	static const char *const wanted[] = {"audit-only", "baseline",   "bsi",      "enterprise-egress",
					     "hipaa",      "isp-access", "mx-relay", "nist-800-53",
					     "pci-dss-4",  "strict"};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		CU_ASSERT_STRING_EQUAL_FATAL(policy_built_in()[i], wanted[i]);
	CU_ASSERT_PTR_NULL(policy_built_in()[sizeof(wanted) / sizeof(wanted[0])]);
}

/* The files on disk and those in the program are the same, and give the same policy. */
static void
what_is_built_in_is_what_is_in_rules(void)
{
	struct policy *built_in = load_good("baseline"), *file = load_good("rules/baseline.yaml");

	CU_ASSERT_STRING_EQUAL(policy_sha256(built_in), policy_sha256(file));
	policy_free(built_in);
	policy_free(file);
}

static void
a_name_that_is_neither_file_nor_policy_is_complained_of(void)
{
	static const char *const names[] = {"baselin", "",      "no/such/file.yaml",
					    "/",       "tests", "rules/checks/none.yaml"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct complaints *complaints = complaints_new();

		CU_ASSERT_PTR_NULL(policy_load(names[i], complaints));
		CU_ASSERT_EQUAL(complaints_count(complaints, GRAVITY_ERROR), 1);
		complaints_free(complaints);
	}
}

static void
expect_refusal(const char *text, size_t size)
{
	struct complaints *complaints = complaints_new();
	char              *name = file_of(text, size);
	struct policy     *policy = policy_load(name, complaints);

	CU_ASSERT_PTR_NULL(policy);
	CU_ASSERT(complaints_count(complaints, GRAVITY_ERROR) > 0);
	policy_free(policy);
	unlink(name);
	free(name);
	complaints_free(complaints);
}

static void
hostile_files_are_refused(void)
{
	static const struct {
		const char *begin, *piece, *end;
		size_t      count;
	} rows[] = {
	    {"policy: x\nversion: ",         "a",             "\n", 1100000},
	    {"",			     "[",             "",   900000 },
	    {"",			     "{a: ",          "",   200000 },
	    {"",			     "- ",            "",   400000 },
	    {"policy: x\nzones: {inside: [", "10.0.0.1,",     "]}", 5000   },
	    {"policy: x\nchecks:\n",         "  - {id: x}\n", "",   5000   },
	    {"policy: x\nbogus: 1\n",        "k: 1\n",        "",   5000   },
	    {"policy: \"",                   "\\u202e",       "\"", 1      },
	    {"policy: ",                     "\xff\xfe",      "",   3      },
	    {"policy: a\\0b\nversion: \"",   "\\0",           "\"", 1      },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text text = {0};

		text_add(&text, rows[i].begin);
		for (size_t j = 0; j < rows[i].count; j++)
			text_add(&text, rows[i].piece);
		text_add(&text, rows[i].end);
		expect_refusal(text.data, text.size);
		text_free(&text);
	}
	expect_refusal("a\0b", 3);
}

/* Complaints are kept up to a limit: what is wrong beyond it must not pass for good. */
static void
a_full_list_of_complaints_makes_no_broken_policy_good(void)
{
	struct complaints *complaints = complaints_new();
	const struct spot  nowhere = {0};

	for (int i = 0; i < 2000; i++)
		complain(complaints, GRAVITY_ERROR, nowhere, "full");
	CU_ASSERT_PTR_NULL(policy_load("tests/policies/types.yaml", complaints));
	CU_ASSERT_PTR_NULL(policy_load("tests/policies/waivers.yaml", complaints));
	CU_ASSERT_PTR_NULL(policy_load("tests/policies/empty.yaml", complaints));
	CU_ASSERT_PTR_NULL(policy_of("policy: x\nextends: baseline\nwaivers:\n  - {check: starttls-refused, "
				     "where: bogus, reason: r, owner: o, until: 2027-01-31}\n",
				     complaints));
	complaints_free(complaints);
}

static void
a_byte_order_mark_does_no_harm(void)
{
	struct complaints *complaints = complaints_new();

	policy_free(good_policy("\xef\xbb\xbfpolicy: a\nchecks: []\n"));
	CU_ASSERT_PTR_NULL(policy_of("\xef\xbb\xbfpolicy: a\nprofile: \"x\"\n", complaints));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaints_text(complaints, 0), ":2:10: error:"));
	CU_ASSERT_PTR_NULL(policy_of("\xef\xbb\xbf{policy: a, checks: [{id: c, title: T, severity: low, "
				     "applies: true and bogus, violates: true}]}\n",
				     complaints));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaints_text(complaints, 1), ":1:73: error:"));
	complaints_free(complaints);
}

SUITE("policy: loading", ROW(the_sample_policy_loads_as_written), ROW(the_example_of_the_guide_loads),
      ROW(a_later_file_changes_what_it_names_and_leaves_the_rest), ROW(sets_are_replaced_by_name),
      ROW(the_keys_of_a_table_are_bounded), ROW(expectations_are_checks_of_who_reaches_whom),
      ROW(zones_are_guessed_when_nobody_declares_them), ROW(the_option_for_inside_leaves_other_zones_alone),
      ROW(the_digest_tells_policies_apart_and_nothing_else), ROW(the_built_in_policies_are_listed),
      ROW(what_is_built_in_is_what_is_in_rules), ROW(a_name_that_is_neither_file_nor_policy_is_complained_of),
      ROW(hostile_files_are_refused), ROW(a_full_list_of_complaints_makes_no_broken_policy_good),
      ROW(a_byte_order_mark_does_no_harm))
