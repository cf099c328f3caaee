/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses the frames of one finding, and writes them to a file of their own. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/pcapng_write.h"
#include "command/evidence_room.h"
#include "command/whole.h"
#include "report/members.h"

/* What goes into one file. */
struct choice {
	struct evidence              *evidence;
	const struct finding         *finding;
	const struct evidence_frame **frames;
	size_t                        count, room;
	uint64_t                      octets;
	uint32_t                      longest;
	int64_t                       earliest;
	unsigned                      missing; /* pieces of evidence that are not to be had */
	bool                          has_failed;
};

static void
choose(struct choice *choice, const struct evidence_frame *frame)
{
	if (choice->count == choice->room) {
		size_t                        room = choice->room == 0 ? 64 : choice->room * 2;
		const struct evidence_frame **bigger = realloc(choice->frames, room * sizeof(*bigger));

		choice->has_failed |= bigger == NULL;
		if (bigger == NULL)
			return;
		choice->frames = bigger;
		choice->room = room;
	}
	choice->frames[choice->count++] = frame;
}

static void
choose_range(struct choice *choice, uint32_t connection, uint32_t from, uint32_t to)
{
	const struct evidence *evidence = choice->evidence;

	for (size_t i = evidence_find_connection(evidence, connection, from);
	     i < evidence->frame_count && evidence->by_connection[i]->connection == connection &&
	     evidence->by_connection[i]->ordinal <= to;
	     i++)
		choose(choice, evidence->by_connection[i]);
}

static void
choose_around(struct choice *choice, place where)
{
	const struct evidence_frame *frame = evidence_find(choice->evidence, where);

	if (frame == NULL) {
		choice->missing++;
		return;
	}
	choose(choice, frame);
	if (frame->connection == 0)
		return;
	choose_range(choice, frame->connection, 1, EVIDENCE_FIRST);
	choose_range(choice, frame->connection, frame->ordinal, frame->ordinal + EVIDENCE_BEHIND);
}

static void
choose_all(struct choice *choice)
{
	size_t count;

	for (unsigned i = 0; i < choice->finding->place_count; i++)
		choose_around(choice, choice->finding->places[i]);
	count = choice->count;
	choice->count = 0;
	choice->earliest = INT64_MAX;
	if (count > 0)
		qsort(choice->frames, count, sizeof(*choice->frames), evidence_compare_places);
	for (size_t i = 0; i < count; i++) {
		const struct evidence_frame *frame = choice->frames[i];

		if (choice->count > 0 && choice->frames[choice->count - 1] == frame)
			continue;
		choice->frames[choice->count++] = frame;
		choice->octets += frame->size;
		if (frame->size > choice->longest)
			choice->longest = frame->size;
		if (frame->time < choice->earliest)
			choice->earliest = frame->time;
	}
}

/* ---- the file ---- */

/* The interface of a frame, which is described before its first packet; those of each capture and link type
 * are others. */
static uint32_t
interface_of(struct pcapng_writer *writer, const struct choice *choice, size_t index, uint32_t *numbers)
{
	const struct evidence_frame *frame = choice->frames[index];
	const struct report_input   *input = &choice->evidence->report->inputs[place_capture(frame->where)];
	const char                  *interface = choice->evidence->interfaces[frame->interface].name;
	struct text                  name = {0}, comment = {0}, clean = {0};

	for (size_t i = index; i > 0; i--) {
		const struct evidence_frame *before = choice->frames[i - 1];

		if (place_capture(before->where) != place_capture(frame->where))
			break;
		if (before->interface == frame->interface && before->link_type == frame->link_type)
			return numbers[index] = numbers[i - 1];
	}
	text_clean(&name, input->capture, strlen(input->capture));
	text_clean(&clean, interface != NULL ? interface : "", interface != NULL ? strlen(interface) : 0);
	if (input->sha256 != NULL)
		text_printf(&comment, "SHA-256 of the original capture: %s", input->sha256);
	numbers[index] =
	    pcapng_write_interface(writer, frame->link_type, clean.data, name.data, comment.data);
	text_free(&name);
	text_free(&clean);
	text_free(&comment);
	return numbers[index];
}

static bool
write_frame(struct pcapng_writer *writer, const struct choice *choice, size_t index, uint32_t *numbers,
	    uint8_t *octets)
{
	const struct evidence_frame *frame = choice->frames[index];
	struct packet                packet = {.bytes = bytes_of(octets, frame->size),
					       .wire_length = frame->wire_length,
					       .link_type = frame->link_type,
					       .time = frame->time,
					       .direction = (enum direction)frame->direction,
					       .place = frame->where};
	uint32_t                     interface = interface_of(writer, choice, index, numbers);
	struct text                  comment = {0};
	bool                         is_done = evidence_octets(choice->evidence, frame, octets);

	evidence_frame_comment(choice->evidence, choice->finding, frame, &comment);
	if (is_done)
		pcapng_write_packet(writer, interface, &packet, comment.data);
	text_free(&comment);
	return is_done;
}

static bool
write_frames(const struct choice *choice, FILE *out)
{
	uint32_t            *numbers = calloc(choice->count + 1, sizeof(*numbers));
	uint8_t             *octets = malloc((size_t)choice->longest + 1);
	struct text          comment = {0};
	struct pcapng_writer writer;
	bool                 is_done = numbers != NULL && octets != NULL;

	evidence_file_comment(choice->evidence, choice->finding, choice->frames, choice->count, &comment);
	pcapng_write_section(&writer, out, "mailreeve " MAILREEVE_VERSION, comment.data, choice->earliest);
	for (size_t i = 0; i < choice->count && is_done; i++)
		is_done = write_frame(&writer, choice, i, numbers, octets);
	free(numbers);
	free(octets);
	text_free(&comment);
	return is_done && !ferror(out);
}

/* From the check and the id of the finding: the same in every run. */
static void
name_file(const struct finding *finding, struct text *name)
{
	char id[FINDING_ID_SIZE], letter;

	for (size_t i = 0; i < 100 && (letter = finding->check->id[i]) != '\0'; i++) {
		bool is_plain = strchr("abcdefghijklmnopqrstuvwxyz0123456789-", letter) != NULL;

		text_printf(name, "%c", is_plain ? letter : '_');
	}
	finding_id(finding, id);
	text_printf(name, "-%s.pcapng", id);
}

void
evidence_path(const struct evidence *evidence, const char *name, struct text *path)
{
	text_printf(path, "%s/%s", evidence->options->folder, name);
}

static bool
write_file(const struct choice *choice, const char *name)
{
	const struct evidence *evidence = choice->evidence;
	struct text            path = {0};
	struct whole           whole;
	bool                   is_done = false;

	evidence_path(evidence, name, &path);
	errno = ENOMEM;
	if (!path.failed && whole_begin(&whole, path.data))
		is_done =
		    whole_end(&whole, write_frames(choice, whole.out), evidence->options->may_overwrite);
	if (!is_done)
		(void)evidence_say(path.data != NULL ? path.data : "?", strerror(errno));
	text_free(&path);
	return is_done;
}

bool
evidence_write_file(struct evidence *evidence, const struct finding *finding)
{
	struct choice choice = {.evidence = evidence, .finding = finding};
	struct text   name = {0};
	bool          is_done = true;

	choose_all(&choice);
	name_file(finding, &name);
	if (choice.has_failed || name.failed) {
		is_done = evidence_say(evidence->options->folder, "out of memory");
	} else if (choice.count == 0) {
		evidence_note_without(evidence, finding,
				      finding->place_count == 0
					  ? "no single frame shows it"
					  : "its frames could not be read again from the captures");
	} else if (evidence->written + choice.octets > EVIDENCE_OCTETS) {
		evidence_note_without(evidence, finding, "the files before it are as large as all may be");
	} else if ((is_done = write_file(&choice, name.data))) {
		evidence->written += choice.octets;
		evidence_note_file(evidence, finding, name.data, choice.frames, choice.count, choice.missing);
	}
	free(choice.frames);
	text_free(&name);
	return is_done;
}
