/* SPDX-License-Identifier: Apache-2.0 */
/* What the files say of themselves and of their frames. */
#include <inttypes.h>
#include <string.h>

#include "command/evidence_room.h"
#include "report/clean.h"
#include "report/phrase.h"

static const char overwritten[] =
    "What frames carry is overwritten with 'x', but for words of mail protocols from a fixed table, reply "
    "codes, and TLS handshakes; headers, addresses, times and lengths are as captured, and checksums fit "
    "again "
    "or are 0.";
static const char kept[] = "Frames are as captured: they may hold passwords and mail.";

const char *
evidence_says(const struct evidence *evidence)
{
	return evidence->options->keeps_secrets ? kept : overwritten;
}

static const char *
capture_of(const struct evidence *evidence, place where)
{
	return evidence->report->inputs[place_capture(where)].capture;
}

static bool
is_of(const struct finding *finding, place where)
{
	for (unsigned i = 0; i < finding->place_count; i++)
		if (finding->places[i] == where)
			return true;
	return false;
}

void
evidence_frame_comment(const struct evidence *evidence, const struct finding *finding,
		       const struct evidence_frame *frame, struct text *comment)
{
	char id[FINDING_ID_SIZE];

	if (is_of(finding, frame->where)) {
		finding_id(finding, id);
		text_printf(comment, "mailreeve finding %s: %s: ", id, finding->check->id);
		clean_prose(comment, finding->check->title);
		text_add(comment, "; ");
	}
	text_printf(comment, "frame %" PRIu64 " of ", place_frame(frame->where));
	clean_name(comment, capture_of(evidence, frame->where));
	if (frame->overwritten > 0)
		text_printf(comment, "; %" PRIu32 " octets overwritten", frame->overwritten);
	if (frame->has_zeroed)
		text_add(comment, "; a checksum over octets that are not here is 0");
}

/* Which frames of each capture are here, and which of them are the evidence. */
static void
add_captures(const struct evidence *evidence, const struct finding *finding,
	     const struct evidence_frame *const *frames, size_t count, struct text *comment)
{
	for (size_t i = 0; i < count; i++) {
		place where = frames[i]->where;
		bool  is_new = i == 0 || place_capture(where) != place_capture(frames[i - 1]->where);

		if (is_new) {
			text_add(comment, "\ncapture: ");
			clean_name(comment, capture_of(evidence, where));
			text_add(comment, ", frames (* evidence)");
		}
		text_printf(comment, " %s%" PRIu64, is_of(finding, where) ? "*" : "", place_frame(where));
	}
}

void
evidence_file_comment(const struct evidence *evidence, const struct finding *finding,
		      const struct evidence_frame *const *frames, size_t count, struct text *comment)
{
	static const struct report_style style = {.width = 80};
	const struct report_policy      *policy = &evidence->report->policy;
	const struct page                page = page_new(&style, NULL);
	char                             id[FINDING_ID_SIZE];

	finding_id(finding, id);
	text_printf(comment, "mailreeve finding %s\ncheck: %s (%s)\ntitle: ", id, finding->check->id,
		    severity_words[finding->severity]);
	clean_prose(comment, finding->check->title);
	text_add(comment, "\nwhere: ");
	phrase_where(comment, &page, finding);
	text_add(comment, "\nseen: ");
	phrase_things(comment, finding->count, "session");
	text_add(comment, ", ");
	phrase_times(comment, &page, finding->first_seen, finding->last_seen);
	text_add(comment, "\npolicy: ");
	clean_prose(comment, policy->name);
	if (policy->version != NULL) {
		text_add(comment, " ");
		clean_prose(comment, policy->version);
	}
	text_printf(comment, ", SHA-256 %s", policy->sha256);
	add_captures(evidence, finding, frames, count, comment);
	text_printf(comment, "\n%s", evidence_says(evidence));
}
