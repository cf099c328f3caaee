/* SPDX-License-Identifier: Apache-2.0 */
/* Holds a report against an earlier one. */
#include "report/against.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_KNOWN 1000000
#define LINE_LARGEST (1u << 20)

/* A finding of the earlier report. */
struct known {
	struct report_gone says;
	bool               is_waived, is_there; /* in the later one, too */
};

struct against {
	struct known       *known; /* by id, once all are read */
	size_t              count, room;
	bool                is_report; /* the schema was seen */
	struct report_past  past;
	struct report_gone *gone;
	struct report_found found; /* all of the later report */
	size_t             *shown; /* the indices of the new ones */
	size_t              shown_count;
};

static char *
copy_member(struct json_object *object, const char *name)
{
	struct json_object *member = NULL;
	const char         *text;

	if (!json_object_object_get_ex(object, name, &member) ||
	    (text = json_object_get_string(member)) == NULL)
		text = "any";
	return strndup(text, 256);
}

static void
known_free(struct known *known)
{
	free((char *)(uintptr_t)known->says.check);
	free((char *)(uintptr_t)known->says.client);
	free((char *)(uintptr_t)known->says.server);
	free((char *)(uintptr_t)known->says.port);
	free((char *)(uintptr_t)known->says.severity);
}

/* False when there is no room. */
static bool
keep(struct against *against, struct json_object *object, const char *id)
{
	size_t              room = against->room == 0 ? 256 : against->room * 2;
	struct json_object *waived = NULL;
	struct known       *known = against->known;

	if (against->count == MOST_KNOWN)
		return false;
	if (against->count == against->room) {
		if ((known = realloc(known, room * sizeof(*known))) == NULL)
			return false;
		against->known = known;
		against->room = room;
	}
	known = &against->known[against->count++];
	*known = (struct known){
	    .says = {.check = copy_member(object, "check"),
		     .severity = copy_member(object, "severity"),
		     .client = copy_member(object, "client"),
		     .server = copy_member(object, "server"),
		     .port = copy_member(object, "port")}
        };
	snprintf(known->says.id, sizeof(known->says.id), "%s", id);
	known->is_waived =
	    json_object_object_get_ex(object, "waived", &waived) && json_object_get_boolean(waived);
	return known->says.check != NULL && known->says.severity != NULL && known->says.client != NULL &&
	       known->says.server != NULL && known->says.port != NULL;
}

/* Findings are told by members that nothing else in a report has together. */
static bool
take_object(struct against *against, struct json_object *object)
{
	struct json_object *id = NULL, *member = NULL;
	const char         *text;

	if (json_object_object_get_ex(object, "schema", &member))
		against->is_report = strcmp(json_object_get_string(member), REPORT_SCHEMA) == 0;
	if (!json_object_object_get_ex(object, "id", &id) ||
	    !json_object_object_get_ex(object, "check", &member) ||
	    !json_object_object_get_ex(object, "evidence", &member))
		return true;
	text = json_object_get_string(id);
	if (text == NULL || strlen(text) != FINDING_ID_SIZE - 1)
		return true;
	return keep(against, object, text);
}

/* One line of a report: each of its objects has a line of its own, but for the envelope. */
static bool
take_line(struct against *against, char *line)
{
	size_t              size = strlen(line);
	struct json_object *object;
	bool                is_done;

	if (strstr(line, "\"schema\": \"" REPORT_SCHEMA "\"") != NULL)
		against->is_report = true;
	line += strspn(line, " ");
	while (size > 0 && strchr("\r\n,", line[strlen(line) - 1]) != NULL && line[0] != '\0')
		line[strlen(line) - 1] = '\0';
	if (line[0] != '{' || line[1] == '\0' || (object = json_tokener_parse(line)) == NULL)
		return true;
	is_done = !json_object_is_type(object, json_type_object) || take_object(against, object);
	json_object_put(object);
	return is_done;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->says.id, ((const struct known *)b)->says.id);
}

static bool
read_lines(struct against *against, FILE *from)
{
	char  *line = NULL;
	size_t room = 0;
	bool   is_good = true;

	while (is_good && getline(&line, &room, from) > 0)
		is_good = room <= LINE_LARGEST && take_line(against, line);
	free(line);
	return is_good && ferror(from) == 0;
}

struct against *
against_read(const char *name, struct complaints *complaints)
{
	const struct spot spot = {name, 0, 0};
	struct against   *against = calloc(1, sizeof(*against));
	FILE             *from = fopen(name, "rb");
	bool              is_read = from != NULL && against != NULL && read_lines(against, from);

	if (!is_read)
		complain(complaints, GRAVITY_ERROR, spot, "cannot be read: %s",
			 errno != 0 ? strerror(errno) : "too large");
	else if (!against->is_report)
		complain(
		    complaints, GRAVITY_ERROR, spot,
		    "no report: it must be as mailreeve prints it with --format json or jsonl (" REPORT_SCHEMA
		    ")");
	if (from != NULL)
		fclose(from);
	if (!is_read || !against->is_report) {
		against_free(against);
		return NULL;
	}
	against->past.name = name;
	if (against->count > 0)
		qsort(against->known, against->count, sizeof(*against->known), compare);
	return against;
}

/* ---- the later report, with what is new alone ---- */

static size_t
finding_count(void *of)
{
	return ((const struct against *)of)->shown_count;
}

static const struct finding *
finding(void *of, size_t index)
{
	const struct against *against = of;

	return index < against->shown_count ? against->found.finding(against->found.of, against->shown[index])
					    : NULL;
}

static size_t
check_count(void *of)
{
	return ((const struct against *)of)->found.check_count(((const struct against *)of)->found.of);
}

static struct check_tally
check(void *of, size_t index)
{
	return ((const struct against *)of)->found.check(((const struct against *)of)->found.of, index);
}

static size_t
port_count(void *of)
{
	return ((const struct against *)of)->found.port_count(((const struct against *)of)->found.of);
}

static struct port_tally
port(void *of, size_t index)
{
	return ((const struct against *)of)->found.port(((const struct against *)of)->found.of, index);
}

static uint64_t
sessions(void *of)
{
	return ((const struct against *)of)->found.sessions(((const struct against *)of)->found.of);
}

static size_t
pair_count(void *of)
{
	return ((const struct against *)of)->found.pair_count(((const struct against *)of)->found.of);
}

static struct pair_tally
pair(void *of, size_t index)
{
	return ((const struct against *)of)->found.pair(((const struct against *)of)->found.of, index);
}

/* Whether the earlier report had it; one that is waived no longer is new, and yet not gone. */
static bool
was_known(struct against *against, const struct finding *one)
{
	struct known  key;
	struct known *known;

	finding_id(one, key.says.id);
	known = against->count == 0
		    ? NULL
		    : bsearch(&key, against->known, against->count, sizeof(*against->known), compare);
	if (known == NULL)
		return false;
	known->is_there = true;
	return one->is_waived || !known->is_waived;
}

static void
list_gone(struct against *against)
{
	for (size_t i = 0; i < against->count; i++)
		if (!against->known[i].is_there)
			against->gone[against->past.gone_count++] = against->known[i].says;
	against->past.gone = against->gone;
}

bool
against_apply(struct against *against, struct report *report)
{
	size_t count = report->found.finding_count(report->found.of);

	against->found = report->found;
	against->shown = calloc(count + 1, sizeof(*against->shown));
	against->gone = calloc(against->count + 1, sizeof(*against->gone));
	if (against->shown == NULL || against->gone == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (was_known(against, report->found.finding(report->found.of, i)))
			against->past.unchanged++;
		else
			against->shown[against->shown_count++] = i;
	}
	list_gone(against);
	report->found = (struct report_found){against,    finding_count, finding,  check_count, check,
					      port_count, port,          sessions, pair_count,  pair};
	report->past = &against->past;
	return true;
}

void
against_free(struct against *against)
{
	if (against == NULL)
		return;
	for (size_t i = 0; i < against->count; i++)
		known_free(&against->known[i]);
	free(against->known);
	free(against->gone);
	free(against->shown);
	free(against);
}
