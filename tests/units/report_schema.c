/* SPDX-License-Identifier: Apache-2.0 */
/* docs/report.schema.json against the lists in the code: facts, words, severities, verdicts. */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "report/report.h"
#include "unit.h"

/* Tests run in the top folder. */
#define SCHEMA_FILE "docs/report.schema.json"

static struct json_object *
find(struct json_object *from, const char *pointer)
{
	struct json_object *found = NULL;

	return json_pointer_get(from, pointer, &found) == 0 ? found : NULL;
}

/* "tls.version" is /$defs/session_members/properties/tls/properties/version. */
static struct json_object *
schema_of_fact(struct json_object *schema, const char *name)
{
	struct json_object *at = find(schema, "/$defs/session_members"), *inner = NULL;
	char                copy[64], *rest = NULL;

	snprintf(copy, sizeof(copy), "%s", name);
	for (char *part = strtok_r(copy, ".", &rest); part != NULL; part = strtok_r(NULL, ".", &rest))
		at = json_object_object_get(json_object_object_get(at, "properties"), part);
	/* `client` is an address and a group. */
	if (at != NULL && (inner = find(at, "/properties/address")) != NULL && strchr(name, '.') == NULL &&
	    strcmp(name, "blocked_by") != 0)
		at = inner;
	return at;
}

/* Whether the enum is just these words, in order, with null behind them if ${has_null}. */
static bool
is_enum(struct json_object *schema, const char *const *words, size_t count, bool has_null)
{
	struct json_object *list = json_object_object_get(schema, "enum");

	if (list == NULL || json_object_array_length(list) != count + has_null)
		return false;
	for (size_t i = 0; i < count; i++)
		if (strcmp(json_object_get_string(json_object_array_get_idx(list, i)), words[i]) != 0)
			return false;
	return !has_null || json_object_array_get_idx(list, count) == NULL;
}

static void
every_fact_is_described_with_its_words(void)
{
	struct json_object *schema = json_object_from_file(SCHEMA_FILE);

	CU_ASSERT_PTR_NOT_NULL_FATAL(schema);
	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		const struct fact_row *row = &fact_rows[fact];
		struct json_object    *described = schema_of_fact(schema, row->name);

		if (described == NULL)
			fprintf(stderr, "\n" SCHEMA_FILE " lacks %s\n", row->name);
		CU_ASSERT_PTR_NOT_NULL(described);
		if (row->type != TYPE_WORD || is_enum(described, row->words, row->word_count, true))
			continue;
		fprintf(stderr, "\n" SCHEMA_FILE ": other words for %s\n", row->name);
		CU_FAIL("words differ");
	}
	json_object_put(schema);
}

static void
severities_verdicts_and_words_of_ports_are_those_of_the_code(void)
{
	struct json_object *schema = json_object_from_file(SCHEMA_FILE);

	CU_ASSERT_PTR_NOT_NULL_FATAL(schema);
	CU_ASSERT_TRUE(is_enum(find(schema, "/$defs/severity"), severity_words, SEVERITY_COUNT, false));
	CU_ASSERT_TRUE(is_enum(find(schema, "/$defs/path"), path_words, PATH_COUNT, false));
	CU_ASSERT_TRUE(is_enum(find(schema, "/$defs/check_members/properties/verdict"), verdict_words,
			       VERDICT_COUNT, false));
	CU_ASSERT_TRUE(is_enum(find(schema, "/$defs/finding_members/properties/subject"), subject_words,
			       SUBJECT_COUNT, false));
	CU_ASSERT_TRUE(is_enum(find(schema, "/$defs/finding_members/properties/basis"), found_words,
			       FOUND_COUNT, false));
	CU_ASSERT_TRUE(is_enum(find(schema, "/$defs/port_members/properties/protocol"), protocol_words,
			       PROTOCOL_COUNT, false));
	CU_ASSERT_TRUE(is_enum(find(schema, "/$defs/port_members/properties/security"), security_words,
			       SECURITY_COUNT, false));
	CU_ASSERT_TRUE(is_enum(find(schema, "/$defs/port_members/properties/outcome"), outcome_words,
			       OUTCOME_COUNT, false));
	CU_ASSERT_STRING_EQUAL(json_object_get_string(find(schema, "/properties/schema/const")),
			       REPORT_SCHEMA);
	json_object_put(schema);
}

SUITE("report: schema", ROW(every_fact_is_described_with_its_words),
      ROW(severities_verdicts_and_words_of_ports_are_those_of_the_code))
