/* SPDX-License-Identifier: Apache-2.0 */
/* What a watch keeps over a restart: its octets, and the file that they are in. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy_helpers.h"
#include "watch/past.h"
#include "watch/vault.h"

#define SECOND INT64_C(1000000000)

/* ---- octets ---- */

static const char policy_text[] =
    "policy: test\n"
    "checks:\n"
    "  - {id: plain, title: Plaintext, severity: high, applies: protocol == imap, "
    "violates: security == plaintext}\n";

static struct results *
some_results(const struct policy *policy)
{
	struct results *results = results_new(policy, NULL);
	struct session  session = session_of(
	     "client=192.168.1.2 server=203.0.113.9 server.port=143 protocol=imap security=plaintext");

	CU_ASSERT_PTR_NOT_NULL_FATAL(results);
	session.first_frame = session.last_frame = place_of(1, 77);
	results_add(results, &session);
	CU_ASSERT_TRUE_FATAL(results_settle(results));
	return results;
}

static struct past
some_past(void)
{
	struct past past = {.since = 5 * SECOND, .saved = 9 * SECOND, .restarts = 3, .input_count = 2};

	past.coverage.packets = 1000;
	past.coverage.flow.gaps = 4;
	past.coverage.decode.results[DECODED_SEGMENT] = 900;
	past.coverage.unwatched = 12;
	past.inputs[0] = (struct past_input){"lan0", 400, 40000, 401, SECOND, 2 * SECOND};
	past.inputs[1] = (struct past_input){"wan0", 600, 60000, 602, SECOND, 3 * SECOND};
	return past;
}

/* The second interface is now the first, the other one is the sixth. */
static size_t
index_now(void *context, const struct past_input *input)
{
	(void)context;
	return strcmp(input->name, "wan0") == 0 ? 0 : 5;
}

static struct text
some_octets(const struct policy *policy)
{
	struct results *results = some_results(policy);
	struct notices *notices = notices_new(100);
	struct past     past = some_past();
	struct text     octets = {0};

	CU_ASSERT_EQUAL(notices_hear(notices, results_finding(results, 0), 7 * SECOND, 0), NOTICE_NEW);
	CU_ASSERT_TRUE_FATAL(past_keep(&past, notices, results, &octets));
	notices_free(notices);
	results_free(results);
	return octets;
}

static struct results *
restore(const struct policy *policy, const void *data, size_t size, struct past *past,
	struct notices *notices, struct past_reading *reading)
{
	*reading = (struct past_reading){.policy = policy, .arena = arena_new(), .index = index_now};
	return past_restore(past, notices, data, size, reading);
}

static void
what_was_kept_is_restored(void)
{
	struct policy        *policy = good_policy(policy_text);
	struct text           octets = some_octets(policy);
	struct notices       *notices = notices_new(100);
	struct past           past, expected = some_past();
	struct past_reading   reading;
	struct results       *results = restore(policy, octets.data, octets.size, &past, notices, &reading);
	const struct finding *finding;

	CU_ASSERT_PTR_NOT_NULL_FATAL(results);
	CU_ASSERT_EQUAL(reading.state, KEEP_GOOD);
	CU_ASSERT_EQUAL(past.since, expected.since);
	CU_ASSERT_EQUAL(past.saved, expected.saved);
	CU_ASSERT_EQUAL(past.restarts, expected.restarts);
	CU_ASSERT_EQUAL(past.unknown, 0);
	CU_ASSERT_EQUAL(memcmp(&past.coverage, &expected.coverage, sizeof(past.coverage)), 0);
	CU_ASSERT_EQUAL_FATAL(past.input_count, 2);
	CU_ASSERT_STRING_EQUAL(past.inputs[1].name, "wan0");
	CU_ASSERT_EQUAL(past.inputs[1].frames, 602);
	CU_ASSERT_EQUAL(past.inputs[1].last, 3 * SECOND);
	CU_ASSERT_EQUAL_FATAL(results_finding_count(results), 1);
	finding = results_finding(results, 0);
	CU_ASSERT_EQUAL(finding->places[0], place_of(0, 77));
	CU_ASSERT_EQUAL(finding->proof.first_frame, place_of(0, 77));
	CU_ASSERT_EQUAL(notices_hear(notices, finding, 8 * SECOND, 0), NOTICE_NONE);
	results_free(results);
	notices_free(notices);
	arena_free(reading.arena);
	text_free(&octets);
	policy_free(policy);
}

/* Each number of coverage comes back where it was: a name that two of them had would not. */
static void
every_number_of_coverage_is_kept(void)
{
	struct coverage     numbered, again;
	struct report_count counts[COVERAGE_COUNTS];
	uint64_t           *members = (uint64_t *)(void *)&numbered;
	size_t              count;

	for (size_t i = 0; i < sizeof(numbered) / sizeof(*members); i++)
		members[i] = 1000 + i;
	count = coverage_counts(&numbered, counts);
	memset(&again, 0, sizeof(again));
	for (size_t i = 0; i < count; i++)
		CU_ASSERT_TRUE(coverage_note(&again, counts[i].name, counts[i].number));
	CU_ASSERT_FALSE(coverage_note(&again, "no_such_count", 1));
	memset(&numbered, 0, sizeof(numbered));
	coverage_add(&numbered, &again);
	CU_ASSERT(coverage_counts(&again, counts) == count && count > 40);
	for (size_t i = 0; i < count; i++)
		CU_ASSERT(counts[i].number >= 1000);
}

static void
what_was_changed_is_refused(void)
{
	struct policy *policy = good_policy(policy_text);
	struct text    octets = some_octets(policy);

	for (size_t i = 0; i < 2 * octets.size; i++) {
		size_t              size = i < octets.size ? octets.size : i - octets.size;
		struct notices     *notices = notices_new(100);
		struct past         past;
		struct past_reading reading;

		if (i < octets.size)
			octets.data[i] ^= 0x20;
		CU_ASSERT_PTR_NULL(restore(policy, octets.data, size, &past, notices, &reading));
		CU_ASSERT(reading.state != KEEP_GOOD && *reading.wrong != '\0');
		if (i < octets.size)
			octets.data[i] ^= 0x20;
		notices_free(notices);
		arena_free(reading.arena);
	}
	text_free(&octets);
	policy_free(policy);
}

/* ---- the file ---- */

static char *
folder(void)
{
	char *path = strdup("/tmp/mailreeve-vault-XXXXXX");

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(path));
	return path;
}

static void
remove_folder(char *path)
{
	char command[128];

	(void)snprintf(command, sizeof(command), "rm -rf '%s'", path);
	CU_ASSERT_EQUAL(system(command), 0);
	free(path);
}

static void
must_hold(struct vault *vault, const char *octets)
{
	char   problem[256];
	size_t size;
	char  *held = vault_read(vault, 1000, &size, problem, sizeof(problem));

	CU_ASSERT_PTR_NOT_NULL_FATAL(held);
	CU_ASSERT_EQUAL(size, strlen(octets));
	CU_ASSERT_EQUAL(memcmp(held, octets, size), 0);
	free(held);
}

static void
the_last_that_was_put_is_there(void)
{
	char              *path = folder();
	char               problem[256], number[16] = "";
	struct vault      *vault = vault_open(path, problem, sizeof(problem));
	struct vault_state state;
	size_t             size;

	CU_ASSERT_PTR_NOT_NULL_FATAL(vault);
	CU_ASSERT_PTR_NULL(vault_read(vault, 1000, &size, problem, sizeof(problem)));
	CU_ASSERT_STRING_EQUAL(problem, "");
	CU_ASSERT_TRUE_FATAL(vault_start(vault));
	for (int i = 0; i < 100; i++) {
		(void)snprintf(number, sizeof(number), "%d", i);
		vault_put(vault, strdup(number), strlen(number));
	}
	vault_free(vault);
	vault = vault_open(path, problem, sizeof(problem));
	CU_ASSERT_PTR_NOT_NULL_FATAL(vault);
	must_hold(vault, "99");
	vault_state(vault, &state);
	CU_ASSERT_EQUAL(state.saves, 0);
	CU_ASSERT_PTR_NULL(vault_read(vault, 1, &size, problem, sizeof(problem)));
	CU_ASSERT_PTR_NOT_NULL(strstr(problem, "larger"));
	vault_free(vault);
	remove_folder(path);
}

static void
one_has_it_at_a_time(void)
{
	char         *path = folder();
	char          problem[256];
	struct vault *vault = vault_open(path, problem, sizeof(problem));

	CU_ASSERT_PTR_NOT_NULL_FATAL(vault);
	CU_ASSERT_PTR_NULL(vault_open(path, problem, sizeof(problem)));
	CU_ASSERT_PTR_NOT_NULL(strstr(problem, "another mailreeve watch has it"));
	vault_free(vault);
	vault = vault_open(path, problem, sizeof(problem));
	CU_ASSERT_PTR_NOT_NULL(vault);
	vault_free(vault);
	remove_folder(path);
}

static void
what_is_set_aside_stays(void)
{
	char         *path = folder();
	char          problem[256], name[VAULT_NAME_SIZE], aside[128];
	struct vault *vault = vault_open(path, problem, sizeof(problem));
	struct stat   status;
	bool          is_passing;

	CU_ASSERT_PTR_NOT_NULL_FATAL(vault);
	CU_ASSERT_TRUE(vault_write(vault, "first", 5, &is_passing));
	vault_set_aside(vault, "damaged", INT64_C(1763786040) * SECOND, name);
	CU_ASSERT_STRING_EQUAL(name, "state.damaged.20251122T043400Z");
	CU_ASSERT_TRUE(vault_write(vault, "second", 6, &is_passing));
	CU_ASSERT_TRUE(vault_write(vault, "third", 5, &is_passing));
	must_hold(vault, "third");
	(void)snprintf(aside, sizeof(aside), "%s/%s", path, name);
	CU_ASSERT_EQUAL_FATAL(stat(aside, &status), 0);
	CU_ASSERT_EQUAL(status.st_size, 5);
	CU_ASSERT_EQUAL(status.st_mode & 0777, 0600);
	vault_free(vault);
	remove_folder(path);
}

static void
a_failure_is_counted_and_the_last_stays(void)
{
	char              *path = folder();
	char               problem[256], beside[128];
	struct vault      *vault = vault_open(path, problem, sizeof(problem));
	struct vault_state state;
	bool               is_passing;

	CU_ASSERT_PTR_NOT_NULL_FATAL(vault);
	CU_ASSERT_TRUE(vault_write(vault, "first", 5, &is_passing));
	(void)snprintf(beside, sizeof(beside), "%s/state.new", path);
	CU_ASSERT_EQUAL(mkdir(beside, 0700), 0);
	CU_ASSERT_FALSE(vault_write(vault, "second", 6, &is_passing));
	CU_ASSERT_FALSE(is_passing);
	vault_state(vault, &state);
	CU_ASSERT_EQUAL(state.failures, 1);
	CU_ASSERT_NOT_EQUAL(*state.problem, '\0');
	must_hold(vault, "first");
	CU_ASSERT_EQUAL(rmdir(beside), 0);
	CU_ASSERT_TRUE(vault_write(vault, "third", 5, &is_passing));
	vault_state(vault, &state);
	CU_ASSERT_EQUAL(*state.problem, '\0');
	CU_ASSERT_EQUAL(state.octets, 5);
	vault_free(vault);
	remove_folder(path);
}

SUITE("watch: state", ROW(what_was_kept_is_restored), ROW(every_number_of_coverage_is_kept),
      ROW(what_was_changed_is_refused), ROW(the_last_that_was_put_is_there), ROW(one_has_it_at_a_time),
      ROW(what_is_set_aside_stays), ROW(a_failure_is_counted_and_the_last_stays))
