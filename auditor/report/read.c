/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a report back, JSON or JSON lines: value by value, nothing in it trusted. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/saved_room.h"
#include "report/scan.h"

#define VERSION_LONGEST 40
#define VERSION_SIGNS "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.+~-"

struct reading {
	struct saved      *saved;
	struct complaints *complaints;
	const char        *name;
	bool               is_second;  /* only what the first pass put off */
	bool               is_put_off; /* findings stood before what they refer to */
	bool               has_schema, has_summary;
};

static void
say(struct reading *reading, uint64_t line, const char *what)
{
	struct spot spot = {reading->name, (int)(line > INT32_MAX ? INT32_MAX : line), 1};

	complain(reading->complaints, GRAVITY_ERROR, spot, "%s", what);
}

static void
read_version(struct saved *saved, struct take *take)
{
	const char *key = take_has(take, "mailreeve") ? "mailreeve" : NULL;
	const char *version = take_text(take, key);

	if (version != NULL &&
	    (strlen(version) > VERSION_LONGEST || version[strspn(version, VERSION_SIGNS)] != '\0'))
		take_fail(take, key, "is no version");
	saved->report.version = version;
}

static void
read_generated(struct saved *saved, struct take *take)
{
	saved->report.generated = take_time(take, take_has(take, "generated") ? "generated" : NULL);
}

static void
check_schema(struct take *take)
{
	const char *schema = take_text(take, take_has(take, "schema") ? "schema" : NULL);

	if (schema != NULL && strcmp(schema, REPORT_SCHEMA) != 0)
		take_fail(take, "schema", "is not " REPORT_SCHEMA ", the one that this version reads");
}

/* The last line of JSON lines says what the envelope of the other form does. */
static void
read_closing(struct saved *saved, struct take *take)
{
	struct take policy = {.from = take_member(take, "policy"), .arena = take->arena};

	read_version(saved, take);
	check_schema(take);
	read_summary(saved, take);
	if (take_has(take, "generated"))
		read_generated(saved, take);
	if (policy.from == NULL)
		take_fail(take, "policy", "is missing");
	else
		read_policy(saved, &policy);
	if (policy.wrong[0] != '\0')
		take_fail(take, "policy:", policy.wrong);
	saved->report.with_sessions = saved->report.with_sessions || take_truth_if(take, "with_sessions");
	saved->report.with_pairs = saved->report.with_pairs || take_truth_if(take, "with_pairs");
}

static void
note_session(struct saved *saved, struct take *take, const struct scan_spot *spot)
{
	struct saved_session *kept;
	struct session        session;

	memset(&session, 0, sizeof(session));
	read_session(saved, take, &session);
	if (take->wrong[0] != '\0')
		return;
	kept = saved->sessions.count < SAVED_SESSIONS_MOST ? list_add(&saved->sessions, sizeof(*kept)) : NULL;
	if (kept == NULL)
		take_fail(take, "session", "is one too many");
	else
		*kept = (struct saved_session){session.first_frame, spot->offset, 0};
	saved->report.with_sessions = true;
}

enum kind { KIND_INPUTS, KIND_CHECKS, KIND_REFERRING, KIND_OTHER };

static const struct {
	const char *member, *event;
	enum kind   kind;
	void (*read)(struct saved *saved, struct take *take);
} rows[] = {
    {"inputs",    "input",    KIND_INPUTS,    read_input    },
    {"checks",    "check",    KIND_CHECKS,    read_check    },
    {"findings",  "finding",  KIND_REFERRING, read_finding  },
    {"servers",   "server",   KIND_OTHER,     read_server   },
    {"pairs",     "pair",     KIND_REFERRING, read_pair     },
    {"cuts",      "cut",      KIND_REFERRING, read_cut      },
    {"results",   "results",  KIND_OTHER,     read_results  },
    {"sessions",  "session",  KIND_REFERRING, NULL          },
    {"ports",     "port",     KIND_OTHER,     read_port     },
    {"coverage",  "coverage", KIND_OTHER,     read_coverage },
    {"policy",    NULL,       KIND_OTHER,     read_policy   },
    {"summary",   NULL,       KIND_OTHER,     read_summary  },
    {NULL,        "summary",  KIND_OTHER,     read_closing  },
    {"generated", NULL,       KIND_OTHER,     read_generated},
    {"mailreeve", NULL,       KIND_OTHER,     read_version  },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static size_t
row_of(const char *member, const char *event)
{
	size_t row = 0;

	while (row < ROWS &&
	       (member != NULL ? rows[row].member == NULL || strcmp(rows[row].member, member) != 0
			       : rows[row].event == NULL || strcmp(rows[row].event, event) != 0))
		row++;
	return row;
}

/* What refers to inputs and checks waits for a second pass if there is none of them yet. */
static bool
is_for_now(struct reading *reading, enum kind kind)
{
	const struct saved *saved = reading->saved;

	if (kind != KIND_REFERRING)
		return !reading->is_second;
	if (reading->is_second)
		return true;
	reading->is_put_off |= saved->inputs.count == 0 || saved->checks.count == 0;
	return !reading->is_put_off;
}

static void
read_row(struct reading *reading, size_t row, struct take *take, const struct scan_spot *spot)
{
	struct saved *saved = reading->saved;

	if (rows[row].read != NULL)
		rows[row].read(saved, take);
	else
		note_session(saved, take, spot);
	reading->has_summary |= rows[row].read == read_summary || rows[row].read == read_closing;
	reading->has_schema |= rows[row].read == read_closing;
}

static int
fail_value(struct reading *reading, const char *name, const struct scan_spot *spot, const char *wrong)
{
	char what[256];

	snprintf(what, sizeof(what), "%s %llu: %s", name, (unsigned long long)spot->index + 1, wrong);
	say(reading, spot->line, what);
	return 1;
}

/* With a name of the envelope, and the empty lists that are no values but say something. */
static void
note_member(struct reading *reading, const char *name)
{
	struct report *report = &reading->saved->report;

	report->with_sessions |= strcmp(name, "sessions") == 0;
	report->with_pairs |= strcmp(name, "pairs") == 0;
}

static int
read_value(void *context, const char *name, struct json_object *value, const struct scan_spot *spot)
{
	struct reading *reading = context;
	struct arena   *passing = NULL;
	struct take     take = {.from = value, .arena = reading->saved->arena};
	const char     *event = name == NULL ? take_text(&take, "event") : NULL;
	size_t          row = name != NULL || event != NULL ? row_of(name, event) : ROWS;

	if (name != NULL && value == NULL) {
		note_member(reading, name);
		return 0;
	}
	if (name != NULL && strcmp(name, "schema") == 0) {
		check_schema(&take);
		reading->has_schema = true;
	} else if (row < ROWS && is_for_now(reading, rows[row].kind)) {
		/* Texts of findings and sessions are not kept. */
		if (rows[row].kind == KIND_REFERRING && (take.arena = passing = arena_new()) == NULL)
			take_fail(&take, NULL, "does not fit into memory");
		read_row(reading, row, &take, spot);
	}
	arena_free(passing);
	return take.wrong[0] == '\0' ? 0
				     : fail_value(reading, name != NULL ? name : "line", spot, take.wrong);
}

static bool
scan_once(struct reading *reading)
{
	struct scan_fault fault;
	int               answer = scan_file(reading->saved->file, read_value, reading, &fault);

	if (answer < 0)
		say(reading, fault.line, fault.what);
	return answer == 0;
}

static bool
read_all(struct reading *reading)
{
	if (!scan_once(reading))
		return false;
	if (!reading->has_schema || !reading->has_summary || reading->saved->report.version == NULL ||
	    reading->saved->report.policy.name == NULL) {
		say(reading, 0, "this is no whole report of mailreeve: schema, policy or summary is missing");
		return false;
	}
	if (reading->is_put_off) {
		reading->is_second = true;
		/* What the first pass took before it put the rest off would be there twice. */
		reading->saved->findings.count = reading->saved->sessions.count = 0;
		reading->saved->pairs.count = reading->saved->cuts.count = 0;
		return scan_once(reading);
	}
	return true;
}

/* Standard input and pipes are copied: a report is sought in. */
static FILE *
copy_of(FILE *from)
{
	FILE  *copy = tmpfile();
	char   octets[8192];
	size_t size;

	while (copy != NULL && (size = fread(octets, 1, sizeof(octets), from)) > 0)
		if (fwrite(octets, 1, size, copy) != size) {
			fclose(copy);
			copy = NULL;
		}
	return copy;
}

static FILE *
open_report(const char *name)
{
	struct stat about;
	FILE       *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r"), *copy;

	if (file == NULL || fstat(fileno(file), &about) != 0)
		return NULL;
	if (S_ISDIR(about.st_mode)) {
		errno = EISDIR;
		fclose(file);
		return NULL;
	}
	if (file != stdin && S_ISREG(about.st_mode))
		return file;
	copy = copy_of(file);
	if (file != stdin)
		fclose(file);
	return copy;
}

struct saved *
saved_read(const char *name, const struct report_count *known, size_t known_count,
	   struct complaints *complaints)
{
	struct reading reading = {.saved = saved_new(), .complaints = complaints, .name = name};

	if (reading.saved == NULL) {
		say(&reading, 0, "out of memory");
		return NULL;
	}
	reading.saved->known = known;
	reading.saved->known_count = known_count;
	if ((reading.saved->file = open_report(name)) == NULL) {
		say(&reading, 0, strerror(errno));
	} else if (read_all(&reading)) {
		saved_explain_counts(reading.saved);
		saved_finish(reading.saved);
		return reading.saved;
	}
	saved_free(reading.saved);
	return NULL;
}
