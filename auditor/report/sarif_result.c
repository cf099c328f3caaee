/* SPDX-License-Identifier: Apache-2.0 */
/* A finding as a SARIF result. */
#include "report/sarif_room.h"

#include <string.h>

#include "base/text.h"
#include "report/brief.h"
#include "report/item.h"
#include "report/members.h"
#include "report/phrase.h"

const struct sarif_level sarif_levels[SEVERITY_COUNT] = {
    [SEVERITY_CRITICAL] = {"error",   "9.5"},
      [SEVERITY_HIGH] = {"error",   "8.0"},
    [SEVERITY_MEDIUM] = {"warning", "5.5"},
      [SEVERITY_LOW] = {"note",    "3.0"},
    [SEVERITY_INFO] = {"note",    "0.0"},
};

void
sarif_uri(struct json_object **to, const char *key, const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
	struct text       text = {0};

	for (; *name != '\0'; name++)
		if (strchr(plain, *name) != NULL)
			text_add_bytes(&text, name, 1);
		else
			text_printf(&text, "%%%02X", (uint8_t)*name);
	member_made(to, key, &text);
}

/* The frames of one capture, from the ${at}th place on; returns the index after them. */
static unsigned
add_location(struct json_object **to, const struct report *report, const struct finding *finding, unsigned at)
{
	uint32_t            capture = place_capture(finding->places[at]);
	struct json_object *object = json_object_new_object(), *frames = json_object_new_array();

	sarif_uri(&object, "physicalLocation.artifactLocation.uri",
		  item_capture(report, finding->places[at]));
	if (capture < report->input_count)
		member_count(&object, "physicalLocation.artifactLocation.index", capture);
	for (; at < finding->place_count && place_capture(finding->places[at]) == capture; at++)
		member_count(&frames, NULL, place_frame(finding->places[at]));
	member_object(&object, "properties.frames", frames);
	member_object(to, NULL, object);
	return at;
}

static struct json_object *
logical_of(const struct finding *finding)
{
	struct json_object *array = json_object_new_array(), *object = json_object_new_object();
	struct text         text = {0};

	phrase_service(&text, finding);
	member_made(&object, "name", &text);
	brief_subject(&text, finding);
	member_made(&object, "fullyQualifiedName", &text);
	member_text(&object, "kind", subject_words[finding->subject]);
	member_object(&array, NULL, object);
	return array;
}

/* Flows are no files with lines: the capture is the file, its frames are in the properties. */
static struct json_object *
locations_of(const struct report *report, const struct finding *finding)
{
	struct json_object *array = json_object_new_array(), *first = NULL;

	for (unsigned at = 0; at < finding->place_count;)
		at = add_location(&array, report, finding, at);
	if (finding->place_count == 0)
		member_object(&array, NULL, json_object_new_object());
	if (array != NULL)
		first = json_object_array_get_idx(array, 0);
	if (first != NULL && json_object_object_add(first, "logicalLocations", logical_of(finding)) != 0)
		member_object(&array, NULL, NULL);
	return array;
}

static struct json_object *
suppressions_of(const struct finding *finding)
{
	struct json_object *array = json_object_new_array(), *object;

	if (!finding->is_waived)
		return array;
	object = json_object_new_object();
	member_text(&object, "kind", "external");
	member_text(&object, "status", "accepted");
	member_text(&object, "justification", "waived by the policy");
	member_object(&array, NULL, object);
	return array;
}

static void
add_properties(struct json_object **to, const struct finding *finding)
{
	struct text text = {0};

	member_text(to, "properties.severity", severity_words[finding->severity]);
	member_text(to, "properties.basis", found_words[finding->check->basis]);
	member_time(to, "properties.first_seen", finding->first_seen);
	member_time(to, "properties.last_seen", finding->last_seen);
	member_count(to, "properties.count", finding->count);
	member_count(to, "properties.of", finding->of);
	phrase_finding_filter(&text, finding);
	if (text.size > 0 || text.failed) /* an empty filter would pick everything */
		member_made(to, "properties.display_filter", &text);
	text_free(&text);
}

struct json_object *
sarif_result(const struct report *report, const struct finding *finding, size_t rule)
{
	struct json_object *object = json_object_new_object();
	struct text         text = {0};
	char                id[FINDING_ID_SIZE];

	finding_id(finding, id);
	member_prose(&object, "ruleId", finding->check->id);
	if (rule != SIZE_MAX)
		member_count(&object, "ruleIndex", rule);
	member_text(&object, "kind", "fail");
	member_text(&object, "level", sarif_levels[finding->severity].level);
	brief_finding(&text, finding);
	member_made(&object, "message.text", &text);
	member_object(&object, "locations", locations_of(report, finding));
	member_text(&object, "partialFingerprints.mailreeveFinding/v1", id);
	member_count(&object, "occurrenceCount", finding->count);
	member_object(&object, "suppressions", suppressions_of(finding));
	add_properties(&object, finding);
	return object;
}
