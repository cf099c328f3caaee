/* SPDX-License-Identifier: Apache-2.0 */
/* Cuts the text of a report into its values. */
#include "report/scan.h"

#include <stdbool.h>
#include <string.h>

#include <json-c/json.h>

#define CHUNK 65536
#define SMALL_CHUNK 4096 /* for one value: mostly all of it */

struct scan {
	FILE                *file;
	struct json_tokener *tokener;
	struct scan_fault   *fault;
	scan_each           *each;
	void                *context;
	int                  answer; /* of ${each} */
	uint64_t             base;   /* offset of the chunk */
	uint64_t             line;
	size_t               at, size, room; /* in the chunk */
	char                 chunk[CHUNK];
};

static bool
wrong(struct scan *scan, const char *what)
{
	if (scan->fault->what[0] == '\0') {
		scan->fault->line = scan->line;
		snprintf(scan->fault->what, sizeof(scan->fault->what), "%s", what);
	}
	return false;
}

/* Whether there is an octet; fills the chunk when it is used up. */
static bool
has_octet(struct scan *scan)
{
	if (scan->at < scan->size)
		return true;
	scan->base += scan->size;
	scan->at = 0;
	scan->size = fread(scan->chunk, 1, scan->room, scan->file);
	return scan->size > 0;
}

/* The next octet that is no white space (RFC 8259 2), which is left where it is; NUL at the end. */
static char
next_sign(struct scan *scan)
{
	while (has_octet(scan)) {
		char octet = scan->chunk[scan->at];

		if (octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n')
			return octet == '\0' ? '?' : octet;
		scan->line += octet == '\n';
		scan->at++;
	}
	return '\0';
}

static bool
take_sign(struct scan *scan, char sign, const char *otherwise)
{
	if (next_sign(scan) != sign)
		return wrong(scan, otherwise);
	scan->at++;
	return true;
}

static void
pass(struct scan *scan, size_t size)
{
	for (size_t i = 0; i < size; i++)
		scan->line += scan->chunk[scan->at + i] == '\n';
	scan->at += size;
}

/* Read one value; false after saying what is wrong with it.  Null is a value. */
static bool
take_value(struct scan *scan, struct json_object **value)
{
	size_t                  taken = 0;
	enum json_tokener_error error;

	*value = NULL;
	if (next_sign(scan) == '\0')
		return wrong(scan, "the report ends too early");
	json_tokener_reset(scan->tokener);
	do {
		if (!has_octet(scan))
			return wrong(scan, "the report ends in the middle of a value");
		*value = json_tokener_parse_ex(scan->tokener, scan->chunk + scan->at,
					       (int)(scan->size - scan->at));
		error = json_tokener_get_error(scan->tokener);
		taken += json_tokener_get_parse_end(scan->tokener);
		pass(scan, json_tokener_get_parse_end(scan->tokener));
		if (taken > SCAN_VALUE_MOST)
			error = json_tokener_error_size;
	} while (error == json_tokener_continue);
	if (error == json_tokener_success)
		return true;
	json_object_put(*value);
	*value = NULL;
	return wrong(scan, json_tokener_error_desc(error));
}

/* Hand one value on; false when that is the end. */
static bool
tell(struct scan *scan, const char *name, uint64_t index)
{
	struct scan_spot    spot = {0, 0, index};
	struct json_object *value;

	(void)next_sign(scan);
	spot.line = scan->line;
	spot.offset = scan->base + scan->at;
	if (!take_value(scan, &value))
		return false;
	scan->answer = scan->each(scan->context, name, value, &spot);
	json_object_put(value);
	return scan->answer == 0;
}

static bool
take_list(struct scan *scan, const char *name)
{
	struct scan_spot spot = {scan->line, scan->base + scan->at, 0};
	uint64_t         index = 0;

	scan->at++;
	if ((scan->answer = scan->each(scan->context, name, NULL, &spot)) != 0)
		return false;
	if (next_sign(scan) == ']') {
		scan->at++;
		return true;
	}
	do {
		if (!tell(scan, name, index++))
			return false;
		if (next_sign(scan) == ']') {
			scan->at++;
			return true;
		}
	} while (take_sign(scan, ',', "a comma or ] is missing in a list"));
	return false;
}

static bool
take_name(struct scan *scan, char name[SCAN_NAME_MOST])
{
	struct json_object *key;
	bool                is_good;

	if (next_sign(scan) != '"')
		return wrong(scan, "the name of a member is missing");
	if (!take_value(scan, &key))
		return false;
	is_good = (size_t)json_object_get_string_len(key) < SCAN_NAME_MOST;
	snprintf(name, SCAN_NAME_MOST, "%s", json_object_get_string(key));
	json_object_put(key);
	if (!is_good)
		return wrong(scan, "the name of a member is too long");
	return take_sign(scan, ':', "a colon is missing behind the name of a member");
}

static bool
take_envelope(struct scan *scan)
{
	char name[SCAN_NAME_MOST];

	scan->at++;
	if (next_sign(scan) == '}') {
		scan->at++;
		return true;
	}
	do {
		if (!take_name(scan, name))
			return false;
		if (!(next_sign(scan) == '[' ? take_list(scan, name) : tell(scan, name, 0)))
			return false;
		if (next_sign(scan) == '}') {
			scan->at++;
			return next_sign(scan) == '\0' || wrong(scan, "something stands behind the report");
		}
	} while (take_sign(scan, ',', "a comma or } is missing"));
	return false;
}

static bool
take_lines(struct scan *scan)
{
	for (uint64_t index = 0; next_sign(scan) != '\0'; index++)
		if (!tell(scan, NULL, index))
			return false;
	return true;
}

/* JSON lines begin with an object that has its event first; looked for in the first chunk. */
static bool
is_lines(const struct scan *scan)
{
	static const char event[] = "\"event\"";
	size_t            at = scan->at + 1;

	while (at < scan->size && strchr(" \t\r\n", scan->chunk[at]) != NULL)
		at++;
	return scan->size - at >= sizeof(event) - 1 &&
	       memcmp(scan->chunk + at, event, sizeof(event) - 1) == 0;
}

static bool
begin(struct scan *scan, FILE *file, uint64_t offset, size_t room)
{
	scan->room = room;
	scan->file = file;
	scan->line = 1;
	scan->base = offset;
	scan->tokener = json_tokener_new_ex(SCAN_DEPTH_MOST);
	if (scan->tokener == NULL || fseeko(file, (off_t)offset, SEEK_SET) != 0)
		return wrong(scan, "it cannot be read");
	json_tokener_set_flags(scan->tokener, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS |
						  JSON_TOKENER_VALIDATE_UTF8);
	return true;
}

static bool
take_all(struct scan *scan)
{
	if (next_sign(scan) != '{')
		return wrong(scan, "this is no report of mailreeve: neither JSON nor JSON lines");
	if (is_lines(scan) ? take_lines(scan) : take_envelope(scan))
		return !ferror(scan->file) || wrong(scan, "it cannot be read to its end");
	return false;
}

int
scan_file(FILE *file, scan_each *each, void *context, struct scan_fault *fault)
{
	struct scan scan;
	bool        is_done;

	memset(&scan, 0, offsetof(struct scan, chunk));
	memset(fault, 0, sizeof(*fault));
	scan.fault = fault;
	scan.each = each;
	scan.context = context;
	is_done = begin(&scan, file, 0, CHUNK) && take_all(&scan);
	json_tokener_free(scan.tokener);
	return is_done ? 0 : scan.answer != 0 ? scan.answer : -1;
}

struct json_object *
scan_value(FILE *file, uint64_t offset)
{
	struct scan         scan;
	struct scan_fault   fault = {0};
	struct json_object *value = NULL;

	memset(&scan, 0, offsetof(struct scan, chunk));
	scan.fault = &fault;
	if (begin(&scan, file, offset, SMALL_CHUNK))
		(void)take_value(&scan, &value);
	json_tokener_free(scan.tokener);
	return value;
}
