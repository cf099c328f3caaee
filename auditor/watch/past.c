/* SPDX-License-Identifier: Apache-2.0 */
/* What a watch keeps of its runs. */
#include "watch/past.h"

#include <stdio.h>
#include <string.h>

#define KIND "mailreeve-state"
#define VERSION 1

static void
keep_text(struct archive *archive, char *text, size_t room)
{
	const char *kept = archive_text(archive, text);

	if (archive_is_reading(archive))
		(void)snprintf(text, room, "%s", kept != NULL ? kept : "");
}

static void
keep_inputs(struct archive *archive, struct past *past)
{
	past->input_count = (size_t)archive_number(archive, past->input_count, PAST_INPUTS);
	for (size_t i = 0; i < past->input_count; i++) {
		struct past_input *input = &past->inputs[i];

		keep_text(archive, input->name, sizeof(input->name));
		input->packets = archive_number(archive, input->packets, UINT64_MAX);
		input->bytes = archive_number(archive, input->bytes, UINT64_MAX);
		input->frames = archive_number(archive, input->frames, UINT64_MAX >> 16);
		input->first = archive_signed(archive, input->first);
		input->last = archive_signed(archive, input->last);
	}
}

/* By the names that reports give them: other versions may count other things. */
static void
keep_coverage(struct archive *archive, struct past *past)
{
	struct report_count counts[COVERAGE_COUNTS];
	size_t count = archive_is_reading(archive) ? 0 : coverage_counts(&past->coverage, counts);

	count = archive_count(archive, count, 2);
	for (size_t i = 0; i < count && archive_is_good(archive); i++) {
		const char *name = archive_text(archive, archive_is_reading(archive) ? NULL : counts[i].name);
		uint64_t    number =
		    archive_number(archive, archive_is_reading(archive) ? 0 : counts[i].number, UINT64_MAX);

		if (archive_is_reading(archive) && name != NULL &&
		    !coverage_note(&past->coverage, name, number))
			past->unknown += number > 0;
	}
}

static void
keep_past(struct archive *archive, struct past *past, struct notices *notices)
{
	past->since = archive_signed(archive, past->since);
	past->saved = archive_signed(archive, past->saved);
	past->restarts = archive_number(archive, past->restarts, UINT64_MAX);
	keep_inputs(archive, past);
	keep_coverage(archive, past);
	notices_keep(notices, archive);
}

bool
past_keep(struct past *past, struct notices *notices, struct results *results, struct text *octets)
{
	struct archive *archive = archive_writer(KIND, VERSION);
	struct text     found = {0};
	const void     *data = NULL;
	size_t          size = 0;

	if (archive != NULL && results_keep(results, NULL, &found)) {
		keep_past(archive, past, notices);
		(void)archive_octets(archive, found.data, &found.size);
		data = archive_close(archive, &size);
	}
	if (data != NULL)
		text_add_bytes(octets, data, size);
	text_free(&found);
	archive_free(archive);
	return data != NULL && !octets->failed;
}

/* ---- reading ---- */

struct moving {
	uint16_t indices[PAST_INPUTS];
	size_t   count;
};

static place
move(void *context, place where)
{
	const struct moving *moving = context;
	uint32_t             capture = place_capture(where);

	return place_of(capture < moving->count ? moving->indices[capture] : 0, place_frame(where));
}

static struct results *
read_results(struct archive *archive, const struct past *past, struct past_reading *reading)
{
	struct moving       moving = {.count = past->input_count};
	struct keep_changes changes = {.context = &moving, .place = move};
	size_t              size = 0;
	const void         *data = archive_octets(archive, NULL, &size);

	archive_end(archive);
	if (!archive_is_good(archive)) {
		(void)snprintf(reading->wrong, sizeof(reading->wrong), "%s", archive_wrong(archive));
		return NULL;
	}
	for (size_t i = 0; i < past->input_count; i++)
		moving.indices[i] = (uint16_t)reading->index(reading->context, &past->inputs[i]);
	return results_restore(reading->policy, reading->limits, data, size, &changes, reading->arena,
			       &reading->state, reading->wrong);
}

struct results *
past_restore(struct past *past, struct notices *notices, const void *data, size_t size,
	     struct past_reading *reading)
{
	static const struct {
		enum keep_state state;
		const char     *wrong;
	} states[] = {
	    [ARCHIVE_GOOD] = {KEEP_DAMAGED,   ""                                      },
	    [ARCHIVE_FOREIGN] = {KEEP_FOREIGN,   "it is no state of mailreeve"           },
	    [ARCHIVE_OLDER] = {KEEP_OLDER,     "it was made by an earlier version"     },
	    [ARCHIVE_NEWER] = {KEEP_NEWER,     "it was made by a later version"        },
	    [ARCHIVE_DAMAGED] = {KEEP_DAMAGED,   "its checksum is not that of its octets"},
	    [ARCHIVE_NO_MEMORY] = {KEEP_NO_MEMORY, "out of memory"                         },
	};
	enum archive_state archived;
	struct archive    *archive = archive_reader(data, size, KIND, VERSION, reading->arena, &archived);
	struct results    *results = NULL;

	memset(past, 0, sizeof(*past));
	reading->state = states[archived].state;
	(void)snprintf(reading->wrong, sizeof(reading->wrong), "%s", states[archived].wrong);
	if (archive != NULL) {
		keep_past(archive, past, notices);
		results = read_results(archive, past, reading);
	}
	archive_free(archive);
	return results;
}
