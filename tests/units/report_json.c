/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON forms: contract, order, hostile strings, bounded memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <json-c/json.h>

#include "report_sample.h"
#include "unit.h"

static struct json_object *
parsed(const struct sample *sample)
{
	struct report_style style = sample_style(80);
	char               *printed = sample_print(sample, "json", &style);
	struct json_object *report = printed == NULL ? NULL : json_tokener_parse(printed);

	free(printed);
	return report;
}

/* The member at a path as "findings/0/evidence"; NULL if there is none, or it is null. */
static struct json_object *
at(struct json_object *from, const char *path)
{
	struct json_object *found = NULL;
	char                pointer[128];

	snprintf(pointer, sizeof(pointer), "/%s", path);
	return json_pointer_get(from, pointer, &found) == 0 ? found : NULL;
}

static const char *
text_at(struct json_object *from, const char *path)
{
	struct json_object *found = at(from, path);

	return found == NULL ? "(nothing)" : json_object_get_string(found);
}

static void
the_envelope_has_its_members_in_the_order_of_the_contract(void)
{
	static const char *const order[] = {"mailreeve", "schema",  "inputs",  "policy",
					    "coverage",  "summary", "checks",  "controls",
					    "findings",  "ports",   "servers", "sessions"};
	struct sample           *sample = sample_new();
	struct json_object      *report = parsed(sample);
	size_t                   index = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(report);
	json_object_object_foreach(report, name, member)
	{
		(void)member;
		CU_ASSERT_FATAL(index < sizeof(order) / sizeof(order[0]));
		CU_ASSERT_STRING_EQUAL(name, order[index]);
		index++;
	}
	CU_ASSERT_EQUAL(index, sizeof(order) / sizeof(order[0]));
	json_object_put(report);
	sample_free(sample);
}

static void
a_finding_names_frames_by_capture(void)
{
	struct sample      *sample = sample_new();
	struct json_object *report = parsed(sample);

	CU_ASSERT_STRING_EQUAL(
	    text_at(report, "findings/0/evidence"),
	    "[ { \"capture\": \"office.pcapng\", \"input\": 0, \"frames\": [ 12, 15 ] }, "
	    "{ \"capture\": \"branch\\/eth0.pcap\", \"input\": 1, \"frames\": [ 99 ], \"more\": true } ]");
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/0/client"), "10.0.0.5");
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/0/policy_at"), "rules/policies/baseline.yaml:12");
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/0/first_seen"), "2026-11-22T03:34:01.000000Z");
	CU_ASSERT_PTR_NULL(at(report, "findings/0/waived"));
	json_object_put(report);
	sample_free(sample);
}

/* What several are gathered of is null, and counted. */
static void
a_gathered_finding_says_over_how_many(void)
{
	struct sample      *sample = sample_new();
	struct finding     *finding = &sample->findings[0];
	struct json_object *report;

	finding->subject = SUBJECT_SERVICE;
	memset(&finding->client, 0, sizeof(finding->client));
	finding->path = PATH_COUNT;
	finding->clients = 12;
	finding->servers = finding->ports = 1;
	report = parsed(sample);
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/0/subject"), "service");
	CU_ASSERT_PTR_NULL(at(report, "findings/0/client"));
	CU_ASSERT_PTR_NULL(at(report, "findings/0/path"));
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/0/clients"), "12");
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/0/port"), "143");
	CU_ASSERT_PTR_NULL(at(report, "findings/0/at_least"));
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/1/subject"), "session");
	CU_ASSERT_PTR_NULL(at(report, "findings/1/clients"));
	json_object_put(report);
	sample_free(sample);
}

static void
waived_findings_are_listed_and_not_counted(void)
{
	struct sample                  *sample = sample_new();
	static const struct waiver_says waiver = {
	    "server == 203.0.113.7", "It moves", "netops", "2027-01-31", {"office.yaml", 9, 5}
        };
	struct json_object *report;

	sample->findings[15].waiver = &waiver;
	report = parsed(sample);

	/* Of 14 of the second check one is waived; of the fourth check the only one. */
	CU_ASSERT_EQUAL(json_object_array_length(at(report, "findings")), 18);
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/15/waived"), "true");
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/15/waiver/owner"), "netops");
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/15/waiver/policy_at"), "office.yaml:9");
	CU_ASSERT_PTR_NULL(at(report, "findings/15/expired_waiver"));
	CU_ASSERT_PTR_NULL(at(report, "findings/0/waiver"));
	CU_ASSERT_STRING_EQUAL(text_at(report, "summary/findings/high"), "13");
	CU_ASSERT_STRING_EQUAL(text_at(report, "summary/findings/medium"), "1");
	CU_ASSERT_STRING_EQUAL(text_at(report, "summary/checks/not-observed"), "1");
	json_object_put(report);
	sample_free(sample);
}

static void
facts_are_nested_by_their_names_and_unknown_is_not_null(void)
{
	struct sample      *sample = sample_new();
	struct json_object *report = parsed(sample);

	CU_ASSERT_STRING_EQUAL(text_at(report, "sessions/0/client/address"), "10.0.0.5");
	CU_ASSERT_STRING_EQUAL(text_at(report, "sessions/0/client/port"), "50000");
	CU_ASSERT_STRING_EQUAL(text_at(report, "sessions/0/tls/version"), "TLSv1.2");
	CU_ASSERT_STRING_EQUAL(text_at(report, "sessions/0/tls/certificate/names"),
			       "[ \"imap.example.org\", \"mail.example.org\", \"203.0.113.7\" ]");
	CU_ASSERT_STRING_EQUAL(text_at(report, "sessions/0/tls/certificate/not_after"),
			       "2026-11-22T03:34:00.000000Z");
	CU_ASSERT_STRING_EQUAL(text_at(report, "sessions/1/role"), "unknown");
	CU_ASSERT_PTR_NULL(at(report, "sessions/0/role"));
	CU_ASSERT_STRING_EQUAL(text_at(report, "sessions/0/frames"), "{ \"first\": 10, \"last\": 20 }");
	CU_ASSERT_STRING_EQUAL(text_at(report, "sessions/2/frames/last_capture"), "branch/eth0.pcap");
	json_object_put(report);
	sample_free(sample);
}

static void
only_what_can_be_absent_is_null_as_a_whole(void)
{
	struct sample      *sample = sample_new();
	struct json_object *report = parsed(sample);
	struct json_object *session = at(report, "sessions/1");

	CU_ASSERT_TRUE(json_object_object_get_ex(session, "tls", NULL));
	CU_ASSERT_PTR_NULL(at(session, "tls"));
	CU_ASSERT_STRING_EQUAL(text_at(session, "blocked_by/kind"), "icmp");
	CU_ASSERT_TRUE(json_object_object_get_ex(at(session, "blocked_by"), "side", NULL));
	CU_ASSERT_PTR_NULL(at(session, "blocked_by/side"));
	CU_ASSERT_PTR_NULL(at(report, "sessions/0/blocked_by"));
	CU_ASSERT_TRUE(json_object_object_get_ex(at(session, "starttls"), "masked", NULL));
	CU_ASSERT_TRUE(json_object_object_get_ex(at(report, "sessions/0/tls/certificate"), "subject", NULL));
	json_object_put(report);
	sample_free(sample);
}

static bool
has_fact(struct json_object *session, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/%s", name);
	for (char *dot = path; (dot = strchr(dot, '.')) != NULL;)
		*dot = '/';
	return json_pointer_get(session, path, NULL) == 0;
}

static void
every_fact_of_the_registry_is_in_a_session(void)
{
	struct sample      *sample = sample_new();
	struct json_object *report;

	facts_note_word(&sample->sessions[0].facts, FACT_BLOCKED_KIND, BLOCKER_RESET, PLACE_NONE);
	facts_note_word(&sample->sessions[0].facts, FACT_CONTROL_KIND, CONTROL_OTHER_PORT, PLACE_NONE);
	facts_note_truth(&sample->sessions[0].facts, FACT_SIGHT_AGAIN, true, PLACE_NONE);
	facts_note_count(&sample->sessions[0].facts, FACT_MAILBOX_FETCHED, 1, PLACE_NONE);
	facts_note_count(&sample->sessions[0].facts, FACT_SMTP_MESSAGES, 1, PLACE_NONE);
	report = parsed(sample);
	for (unsigned fact = 0; fact < FACT_COUNT; fact++)
		CU_ASSERT_TRUE(has_fact(at(report, "sessions/0"), fact_rows[fact].name));
	json_object_put(report);
	sample_free(sample);
}

static void
sessions_are_only_there_when_asked_for(void)
{
	struct sample      *sample = sample_new();
	struct json_object *report;

	sample->report.with_sessions = false;
	report = parsed(sample);
	CU_ASSERT_PTR_NOT_NULL(report);
	CU_ASSERT_FALSE(json_object_object_get_ex(report, "sessions", NULL));
	json_object_put(report);
	sample_free(sample);
}

static void
dots_in_names_of_coverage_nest(void)
{
	struct sample      *sample = sample_new();
	struct json_object *report = parsed(sample);

	CU_ASSERT_STRING_EQUAL(text_at(report, "coverage/packets/not_decoded/fragment"), "12");
	CU_ASSERT_STRING_EQUAL(text_at(report, "coverage/packets/decoded"), "18003");
	CU_ASSERT_STRING_EQUAL(text_at(report, "coverage/evicted"), "0");
	json_object_put(report);
	sample_free(sample);
}

static void
an_empty_report_has_all_its_members(void)
{
	struct sample      *sample = sample_new_empty();
	struct report_input silent = {.capture = "-", .is_complete = true};
	struct json_object *report;

	sample->inputs[0] = silent;
	report = parsed(sample);
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings"), "[ ]");
	CU_ASSERT_STRING_EQUAL(text_at(report, "coverage"), "{ }");
	CU_ASSERT_STRING_EQUAL(text_at(report, "summary/findings"),
			       "{ \"critical\": 0, \"high\": 0, "
			       "\"medium\": 0, \"low\": 0, \"info\": 0 }");
	CU_ASSERT_TRUE(json_object_object_get_ex(at(report, "inputs/0"), "first", NULL));
	CU_ASSERT_PTR_NULL(at(report, "inputs/0/first"));
	CU_ASSERT_STRING_EQUAL(text_at(report, "inputs/0/problems"), "[ ]");
	json_object_put(report);
	sample_free(sample);
}

/* ESC ] sets a title, U+202E turns the direction, 0xff is no UTF-8, U+009B is CSI. */
#define HOSTILE "\033]0;x\a\"\xe2\x80\xae\xff\xc2\x9b\\\n</script>"
#define HOSTILE_CLEAN "\\x1B]0;x\\x07\"\\xE2\\x80\\xAE\\xFF\\xC2\\x9B\\\\"

static void
hostile_names_and_sentences_are_escaped(void)
{
	static const char *const problems[] = {HOSTILE, NULL};
	struct sample           *sample = sample_new();
	struct json_object      *report;

	sample->inputs[0].capture = HOSTILE;
	sample->inputs[0].problems = problems;
	sample->checks[0].title = HOSTILE;
	sample->checks[0].cites = problems;
	sample->checks[0].spot.file = HOSTILE;
	sample->report.policy.name = HOSTILE;
	report = parsed(sample);
	/* A name's line feed is escaped, a sentence's is a space. */
	CU_ASSERT_STRING_EQUAL(text_at(report, "inputs/0/capture"), HOSTILE_CLEAN "\\x0A</script>");
	CU_ASSERT_STRING_EQUAL(text_at(report, "inputs/0/problems/0"), HOSTILE_CLEAN " </script>");
	CU_ASSERT_STRING_EQUAL(text_at(report, "checks/0/title"), HOSTILE_CLEAN " </script>");
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/0/cites/0"), HOSTILE_CLEAN " </script>");
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/0/evidence/0/capture"),
			       HOSTILE_CLEAN "\\x0A</script>");
	CU_ASSERT_STRING_EQUAL(text_at(report, "findings/0/policy_at"), HOSTILE_CLEAN "\\x0A</script>:12");
	CU_ASSERT_STRING_EQUAL(text_at(report, "policy/name"), HOSTILE_CLEAN " </script>");
	json_object_put(report);
	sample_free(sample);
}

static void
a_cleaned_fact_is_not_escaped_again(void)
{
	struct sample      *sample = sample_new();
	struct json_object *report;

	facts_note_text(&sample->sessions[0].facts, FACT_TLS_SNI, "a\\x1Bb\\\\c\303\251", PLACE_NONE);
	facts_note_text(&sample->sessions[0].facts, FACT_CLIENT_ZONE, "zone\033[2J", PLACE_NONE);
	report = parsed(sample);
	CU_ASSERT_STRING_EQUAL(text_at(report, "sessions/0/tls/sni"), "a\\x1Bb\\\\c\303\251");
	CU_ASSERT_STRING_EQUAL(text_at(report, "sessions/0/client/zone"), "zone\\x1B[2J");
	json_object_put(report);
	sample_free(sample);
}

static void
each_line_is_an_object_with_its_event(void)
{
	static const struct {
		const char *event;
		unsigned    lines;
	} expected[] = {
	    {"input",    2 },
            {"coverage", 1 },
            {"check",    6 },
            {"control",  6 }, /* two that checks name, four
  that are like one of these in
  rules/controls.yaml */
	    {"finding",  18},
            {"port",     4 },
            {"server",   3 },
            {"session",  3 },
            {"summary",  1 }
        };
	struct sample      *sample = sample_new();
	struct report_style style = sample_style(80);
	char               *printed = sample_print(sample, "jsonl", &style), *rest = NULL;
	char               *line = strtok_r(printed, "\n", &rest);

	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		for (unsigned n = 0; n < expected[i].lines; n++, line = strtok_r(NULL, "\n", &rest)) {
			struct json_object *object;

			CU_ASSERT_PTR_NOT_NULL_FATAL(line);
			object = json_tokener_parse(line);
			CU_ASSERT_STRING_EQUAL(text_at(object, "event"), expected[i].event);
			json_object_put(object);
		}
	CU_ASSERT_PTR_NULL(line);
	free(printed);
	sample_free(sample);
}

static void
the_same_report_gives_the_same_bytes(void)
{
	struct sample      *sample = sample_new();
	struct report_style style = sample_style(80);
	char               *one = sample_print(sample, "json", &style);
	char               *two = sample_print(sample, "json", &style);

	CU_ASSERT_STRING_EQUAL(one, two);
	free(one);
	free(two);
	sample_free(sample);
}

static long
memory_peak(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss; /* KiB */
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEEPS_FREED_MEMORY
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define KEEPS_FREED_MEMORY
#endif

#define MANY 100000
#define GROWTH_MOST (8 * 1024) /* KiB */

/* In a process of its own, whose peak is not that of the tests before. */
static int
growth_is_small(const char *format)
{
	struct report_style style = sample_style(80);
	struct sample      *sample = sample_new();
	FILE               *nowhere = fopen("/dev/null", "w");
	long                before;

	if (sample == NULL || nowhere == NULL || !sample_repeat(sample, MANY))
		return 2;
	before = memory_peak();
	if (report_format(format)->write(&sample->report, &style, nowhere) != 0)
		return 3;
	return memory_peak() - before < GROWTH_MOST ? 0 : 1;
}

/* As a tree of json-c they would take some 300 MiB.  The address sanitizer keeps what was freed. */
static void
memory_does_not_grow_with_the_findings(void)
{
	static const char *const formats[] = {"json", "jsonl", "text"};

#if !defined(KEEPS_FREED_MEMORY)
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		int   status = -1;
		pid_t child = fork();

		if (child == 0)
			_exit(growth_is_small(formats[i]));
		CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
		CU_ASSERT_EQUAL(status, 0);
	}
#else
	(void)formats;
	(void)growth_is_small;
#endif
}

static void
a_full_disk_is_told(void)
{
	static const char *const formats[] = {"json", "jsonl", "text"};
	struct report_style      style = sample_style(80);
	struct sample           *sample = sample_new();
	FILE                    *full = fopen("/dev/full", "w");

	/* Not every system has it. */
	for (size_t i = 0; full != NULL && i < sizeof(formats) / sizeof(formats[0]); i++) {
		errno = 0;
		CU_ASSERT_EQUAL(report_format(formats[i])->write(&sample->report, &style, full), -1);
		CU_ASSERT_EQUAL(errno, ENOSPC);
		clearerr(full);
	}
	if (full != NULL)
		fclose(full);
	sample_free(sample);
}

static void
formats_are_found_by_name(void)
{
	CU_ASSERT_PTR_NOT_NULL_FATAL(report_format("json"));
	CU_ASSERT_STRING_EQUAL(report_format("json")->name, "json");
	CU_ASSERT_PTR_NULL(report_format("JSON"));
	CU_ASSERT_PTR_NULL(report_format(""));
}

SUITE("report: json", ROW(the_envelope_has_its_members_in_the_order_of_the_contract),
      ROW(a_finding_names_frames_by_capture), ROW(a_gathered_finding_says_over_how_many),
      ROW(waived_findings_are_listed_and_not_counted),
      ROW(facts_are_nested_by_their_names_and_unknown_is_not_null),
      ROW(only_what_can_be_absent_is_null_as_a_whole), ROW(every_fact_of_the_registry_is_in_a_session),
      ROW(sessions_are_only_there_when_asked_for), ROW(dots_in_names_of_coverage_nest),
      ROW(an_empty_report_has_all_its_members), ROW(hostile_names_and_sentences_are_escaped),
      ROW(a_cleaned_fact_is_not_escaped_again), ROW(each_line_is_an_object_with_its_event),
      ROW(the_same_report_gives_the_same_bytes), ROW(memory_does_not_grow_with_the_findings),
      ROW(a_full_disk_is_told), ROW(formats_are_found_by_name))
