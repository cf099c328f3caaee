/* SPDX-License-Identifier: Apache-2.0 */
/* Reports that were saved: read back they say the same, and what is no report is refused with its line. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/clean.h"
#include "report/saved.h"
#include "report_sample.h"
#include "unit.h"

/* ${text} in a file, read; NULL if it was refused, ${why} then holds the complaint. */
static struct saved *
read_text(const struct sample *sample, const char *text, char why[512])
{
	char               name[] = "/tmp/mailreeve-read-XXXXXX";
	int                file = mkstemp(name);
	struct complaints *complaints = complaints_new();
	struct saved      *saved = NULL;

	why[0] = '\0';
	if (file >= 0 && complaints != NULL && write(file, text, strlen(text)) == (ssize_t)strlen(text)) {
		saved = saved_read(name, sample->counts, SAMPLE_COUNTS, complaints);
		if (complaints_count(complaints, GRAVITY_ERROR) > 0)
			snprintf(why, 512, "%s", complaints_text(complaints, 0) + strlen(name));
		CU_ASSERT_EQUAL(saved == NULL, complaints_count(complaints, GRAVITY_ERROR) == 1);
	}
	complaints_free(complaints);
	if (file >= 0)
		close(file);
	unlink(name);
	return saved;
}

/* The sample printed as ${first}, read back, and printed as ${then} is the same as printed so at once. */
static bool
comes_back(const struct sample *sample, const char *first, const char *then)
{
	struct report_style style = sample_style(100);
	char *wanted = sample_print(sample, then, &style), *text = sample_print(sample, first, &style);
	char  why[512], *printed = NULL;
	struct saved *saved = text == NULL ? NULL : read_text(sample, text, why);
	struct sample read = *sample;
	bool          is_same;

	if (saved != NULL) {
		read.report = *saved_report(saved);
		printed = sample_print(&read, then, &style);
	} else {
		fprintf(stderr, "\nrefused: %s\n", why);
	}
	is_same = wanted != NULL && printed != NULL && strcmp(wanted, printed) == 0;
	free(wanted);
	free(text);
	free(printed);
	saved_free(saved);
	return is_same;
}

static void
what_was_read_back_prints_the_same_in_every_format(void)
{
	struct sample *sample = sample_new(), *empty = sample_new_empty();

	for (const struct format *format = report_formats; format->name != NULL; format++) {
		CU_ASSERT_TRUE(comes_back(sample, "json", format->name));
		CU_ASSERT_TRUE(comes_back(sample, "jsonl", format->name));
		CU_ASSERT_TRUE(comes_back(empty, "json", format->name));
		CU_ASSERT_TRUE(comes_back(empty, "jsonl", format->name));
	}
	sample_free(empty);
	sample_free(sample);
}

static void
hostile_names_come_back_as_they_were(void)
{
	struct sample *sample = sample_new();

	sample->inputs[0].capture = "a\\b\x1b[31m \xe2\x80\xae \xff \n\"</script>\\x41";
	sample->checks[0].title = "\\ \\x1B </title><b>";
	facts_note_text(&sample->sessions[0].facts, FACT_TLS_SNI, "\\x1B[2J\\\\x41 <&>", PLACE_NONE);
	CU_ASSERT_TRUE(comes_back(sample, "json", "json"));
	CU_ASSERT_TRUE(comes_back(sample, "jsonl", "text"));
	sample_free(sample);
}

static void
cleaning_is_undone_and_done_again(void)
{
	static const char *const names[] = {"",    "plain",         "\\",  "\\\\", "\\x41", "\x01\x7f\xff",
					    "\\x", "\xe2\x80\xae!", "a\nb"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct text clean = {0}, undone = {0};

		clean_name(&clean, names[i]);
		clean_undo(&undone, clean.data == NULL ? "" : clean.data);
		CU_ASSERT_STRING_EQUAL(undone.data == NULL ? "" : undone.data, names[i]);
		text_free(&clean);
		text_free(&undone);
	}
}

/* One change to a good report, and what is said of it. */
static const struct {
	const char *from, *to, *says;
} broken[] = {
    {"\"schema\": \"mailreeve-report/1\"",  "\"schema\": \"mailreeve-report/2\"",
     ":3:1: error: schema 1: schema is not"										       },
    {"\"packets\":12345",                   "\"packets\":-1",                     "packets is out of range"                       },
    {"\"packets\":12345",                   "\"packets\":\"many\"",               "packets is no whole number"                    },
    {"\"complete\":true",                   "\"complete\":null",                  "complete is missing"                           },
    {"\"severity\":\"critical\"",           "\"severity\":\"grave\"",
     "severity is a word that this version does not know"									 },
    {"2026-11-22T03:34:01.000000Z",         "2026-13-22T03:34:01.000000Z",        "first_seen is no time"                         },
    {"2026-11-22T03:34:01.000000Z",         "yesterday",                          "first_seen is no time"                         },
    {"\"client\":\"10.0.0.5\"",             "\"client\":\"10.0.0.555\"",          "client is no address"                          },
    {"\"frames\":[12,15]",                  "\"frames\":[0]",                     "frames holds something else than frame numbers"},
    {"\"input\":1",			 "\"input\":2",                        "input is none of the inputs"                   },
    {"\"port\":143",			"\"port\":65536",                     "port is out of range"                          },
    {"\"check\":\"imap-login-cleartext\"",  "\"check\":\"x\"",                    "check is none of the checks of the report"     },
    {"\"id\":\"access-session-plaintext\"", "\"id\":\"imap-login-cleartext\"",    "id is that of another check"                   },
    {"\"mailreeve\": \"0.1.0\"",            "\"mailreeve\": \"0.1\xe2\x80\xae\"", "is no version"                                 },
    {"\"mailreeve\": \"0.1.0\"",            "\"mailreeve\": \"\xff\"",            "invalid utf-8"                                 },
    {"\"gaps\":",			   "\"g\\u001bps\":",                    "holds a name that is none"                     },
    {"\n}\n",			       "\n} {}\n",			   "something stands behind the report"            },
    {"\n}\n",			       "\n",				 "a comma or } is missing"                       },
    {"\"summary\": {",                      "\"sumary\": {",                      "schema, policy or summary is missing"          },
};

/* ${text} with the first ${from} replaced. */
static char *
changed(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	struct text made = {0};

	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	text_add_bytes(&made, text, (size_t)(at - text));
	text_add(&made, to);
	text_add(&made, at + strlen(from));
	return made.data;
}

static void
what_is_no_report_is_refused_with_a_reason(void)
{
	struct sample      *sample = sample_new();
	struct report_style style = sample_style(100);
	char               *good = sample_print(sample, "json", &style), why[512];

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		char         *text = changed(good, broken[i].from, broken[i].to);
		struct saved *saved = read_text(sample, text, why);

		if (saved != NULL || strstr(why, broken[i].says) == NULL)
			fprintf(stderr, "\n%s: \"%s\" instead of \"%s\"\n", broken[i].to, why,
				broken[i].says);
		CU_ASSERT_TRUE(saved == NULL && strstr(why, broken[i].says) != NULL);
		saved_free(saved);
		free(text);
	}
	free(good);
	sample_free(sample);
}

/* Cut anywhere it is refused, and nothing worse. */
static void
half_a_report_is_none(void)
{
	struct sample      *sample = sample_new();
	struct report_style style = sample_style(100);
	char               *text = sample_print(sample, "json", &style), why[512];

	for (size_t size = strlen(text) - 3; size > 100; size -= size / 50) {
		struct saved *saved;

		text[size] = '\0';
		saved = read_text(sample, text, why);
		CU_ASSERT_PTR_NULL(saved);
		saved_free(saved);
	}
	free(text);
	sample_free(sample);
}

static void
deep_and_large_values_are_refused(void)
{
	struct sample *sample = sample_new();
	struct text    text = {0};
	char           why[512];

	text_add(&text, "{\"x\": ");
	for (unsigned i = 0; i < 1000; i++)
		text_add(&text, "{\"x\":");
	CU_ASSERT_PTR_NULL(read_text(sample, text.data, why));
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "nesting too deep"));
	text_clear(&text);
	text_add(&text, "{\"x\": \"");
	for (unsigned i = 0; i < 5 * 1024 * 16; i++)
		text_add(&text, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	CU_ASSERT_PTR_NULL(read_text(sample, text.data, why));
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "size"));
	text_free(&text);
	sample_free(sample);
}

SUITE("report: read back", ROW(what_was_read_back_prints_the_same_in_every_format),
      ROW(hostile_names_come_back_as_they_were), ROW(cleaning_is_undone_and_done_again),
      ROW(what_is_no_report_is_refused_with_a_reason), ROW(half_a_report_is_none),
      ROW(deep_and_large_values_are_refused))
