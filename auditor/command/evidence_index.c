/* SPDX-License-Identifier: Apache-2.0 */
/* index.json: which file is of which finding, and what is left out. */
#include <errno.h>
#include <string.h>

#include "command/evidence_room.h"
#include "command/whole.h"
#include "report/members.h"

static struct json_object *
entry_of(const struct finding *finding)
{
	struct json_object *entry = json_object_new_object();
	char                id[FINDING_ID_SIZE];

	finding_id(finding, id);
	member_text(&entry, "finding", id);
	member_text(&entry, "check", finding->check->id);
	member_text(&entry, "severity", severity_words[finding->severity]);
	member_prose(&entry, "title", finding->check->title);
	return entry;
}

void
evidence_note_without(struct evidence *evidence, const struct finding *finding, const char *why)
{
	struct json_object *entry = entry_of(finding);

	member_text(&entry, "why", why);
	member_object(&evidence->without, NULL, entry);
}

/* The frames of one capture from the ${at}th on; returns the index behind them. */
static size_t
add_capture(const struct evidence *evidence, struct json_object **to, const struct finding *finding,
	    const struct evidence_frame *const *frames, size_t count, size_t at)
{
	uint32_t                   capture = place_capture(frames[at]->where);
	const struct report_input *input = &evidence->report->inputs[capture];
	struct json_object        *entry = json_object_new_object();
	struct json_object        *all = json_object_new_array(), *evident = json_object_new_array();

	for (; at < count && place_capture(frames[at]->where) == capture; at++)
		member_count(&all, NULL, place_frame(frames[at]->where));
	for (unsigned i = 0; i < finding->place_count; i++)
		if (place_capture(finding->places[i]) == capture)
			member_count(&evident, NULL, place_frame(finding->places[i]));
	member_name(&entry, "capture", input->capture);
	member_text(&entry, "sha256", input->sha256);
	member_object(&entry, "frames", all);
	member_object(&entry, "evidence", evident);
	member_object(to, NULL, entry);
	return at;
}

void
evidence_note_file(struct evidence *evidence, const struct finding *finding, const char *name,
		   const struct evidence_frame *const *frames, size_t count, unsigned missing)
{
	struct json_object *entry = entry_of(finding), *captures = json_object_new_array();

	member_text(&entry, "file", name);
	for (size_t i = 0; i < count;)
		i = add_capture(evidence, &captures, finding, frames, count, i);
	member_object(&entry, "captures", captures);
	if (missing > 0)
		member_count(&entry, "frames_missing", missing);
	member_object(&evidence->entries, NULL, entry);
}

static struct json_object *
make_index(struct evidence *evidence)
{
	const struct report *report = evidence->report;
	struct json_object  *index = json_object_new_object();
	struct text          bounds = {0};

	member_text(&index, "mailreeve", report->version);
	member_text(&index, "schema", "mailreeve-evidence/1");
	member_text(&index, "policy.name", report->policy.name);
	member_text(&index, "policy.version", report->policy.version);
	member_text(&index, "policy.sha256", report->policy.sha256);
	member_text(&index, "payload", evidence->options->keeps_secrets ? "kept" : "overwritten");
	member_text(&index, "note", evidence_says(evidence));
	member_object(&index, "files", json_object_get(evidence->entries));
	member_object(&index, "without_file", json_object_get(evidence->without));
	member_count(&index, "left_out.findings",
		     report->found.finding_count(report->found.of) - evidence->files);
	member_count(&index, "left_out.frames", evidence->left_out);
	text_printf(&bounds, "%u findings, the first of the report, have files, of %u MiB together at most",
		    (unsigned)EVIDENCE_FILES, (unsigned)(EVIDENCE_OCTETS >> 20));
	member_made(&index, "left_out.bounds", &bounds);
	return index;
}

bool
evidence_write_index(struct evidence *evidence)
{
	struct json_object *index = make_index(evidence);
	const char         *text = NULL;
	struct text         path = {0};
	struct whole        whole;
	bool                is_done = false;

	if (index != NULL)
		text =
		    json_object_to_json_string_ext(index, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
							      JSON_C_TO_STRING_NOSLASHESCAPE);
	evidence_path(evidence, "index.json", &path);
	errno = ENOMEM;
	if (text != NULL && !path.failed && whole_begin(&whole, path.data))
		is_done = whole_end(&whole, fputs(text, whole.out) >= 0 && fputc('\n', whole.out) != EOF,
				    evidence->options->may_overwrite);
	if (!is_done)
		(void)evidence_say(path.data != NULL ? path.data : "?", strerror(errno));
	json_object_put(index);
	text_free(&path);
	return is_done;
}
