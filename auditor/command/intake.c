/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the inputs, chooses a pipeline for each, and keeps the record of what was read. */
#include "command/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/text.h"
#include "capture/source.h"

/* A capture point: its pipeline and the time of the newest packet in it. */
struct point {
	struct pipeline *pipeline;
	int64_t          last;
};

#define MOST_POINTS 64 /* that wait for a continuation; the one that waits longest is closed to make room */
#define MOST_PROBLEMS 3
#define SHOW_EVERY    256 /* packets between two looks at the clock */

/* What a report_input points to. */
struct record {
	const char *problems[MOST_PROBLEMS + 1];
	char        texts[MOST_PROBLEMS][512];
	size_t      problem_count;
	char        digest[DIGEST_SHA256_SIZE];
};

struct intake {
	struct intake_options options;
	struct report_input  *inputs;
	struct record        *records;
	size_t                count;
	struct point          points[MOST_POINTS];
	size_t                point_count;
	struct coverage       coverage;
	struct progress       progress;
	uint64_t              octets_before; /* of the inputs read to their end */
	uint64_t              until_show;
};

static void
add_problem(struct intake *intake, size_t index, const char *problem)
{
	struct record *record = &intake->records[index];

	if (record->problem_count == MOST_PROBLEMS)
		return;
	snprintf(record->texts[record->problem_count], sizeof(record->texts[0]), "%s", problem);
	record->problems[record->problem_count] = record->texts[record->problem_count];
	record->problem_count++;
}

/* An input that cannot be read or not to its end is told at once, and again in the report. */
static void
fail_input(struct intake *intake, size_t index, const char *problem)
{
	struct text clean = {0};

	intake->inputs[index].is_complete = false;
	add_problem(intake, index, problem);
	progress_end(&intake->progress);
	text_clean(&clean, intake->inputs[index].capture, strlen(intake->inputs[index].capture));
	fprintf(stderr, "mailreeve: %s: %s\n", clean.data != NULL ? clean.data : "?", problem);
	text_free(&clean);
}

static void
close_point(struct intake *intake, size_t index)
{
	pipeline_close(intake->points[index].pipeline, &intake->coverage);
	pipeline_free(intake->points[index].pipeline);
	intake->points[index] = intake->points[--intake->point_count];
}

static struct point *
new_point(struct intake *intake)
{
	struct point *point;
	size_t        oldest = 0;

	if (intake->point_count == MOST_POINTS) {
		for (size_t i = 1; i < intake->point_count; i++)
			if (intake->points[i].last < intake->points[oldest].last)
				oldest = i;
		close_point(intake, oldest);
	}
	point = &intake->points[intake->point_count];
	if ((point->pipeline = pipeline_new(&intake->options.pipeline)) == NULL)
		return NULL;
	intake->point_count++;
	return point;
}

/* The point that a capture beginning at ${first} continues: of those that ended by then the one that ended
 * last. */
static struct point *
point_for(struct intake *intake, int64_t first)
{
	struct point *best = NULL;

	for (size_t i = 0; i < intake->point_count; i++) {
		struct point *point = &intake->points[i];

		if (point->last <= first && (best == NULL || point->last > best->last))
			best = point;
	}
	if (best == NULL)
		return new_point(intake);
	pipeline_pause(best->pipeline);
	return best;
}

static void
note_packet(struct report_input *input, const struct packet *packet)
{
	if (input->packets == 0)
		input->first = input->last = packet->time;
	input->packets++;
	input->bytes += packet->wire_length;
	if (packet->time < input->first)
		input->first = packet->time;
	if (packet->time > input->last)
		input->last = packet->time;
}

static void
show(struct intake *intake, const struct source *source)
{
	if (intake->until_show-- > 0)
		return;
	intake->until_show = SHOW_EVERY;
	progress_show(&intake->progress, intake->octets_before + source_octets_read(source),
		      results_finding_count(intake->options.pipeline.results));
}

/* 0, or -1 without memory. */
static int
read_packets(struct intake *intake, size_t index, struct source *source)
{
	struct report_input *input = &intake->inputs[index];
	struct point        *point = NULL;
	struct packet        packet;
	enum source_status   status;

	while ((status = source_next(source, &packet)) == SOURCE_PACKET) {
		if (point == NULL && (point = point_for(intake, packet.time)) == NULL)
			return -1;
		note_packet(input, &packet);
		pipeline_packet(point->pipeline, &packet);
		show(intake, source);
	}
	if (point != NULL && (point->last < input->last || input->packets == 0))
		point->last = input->last;
	if (status != SOURCE_END)
		fail_input(intake, index, source_problem(source));
	else if (*source_problem(source) != '\0')
		add_problem(intake, index, source_problem(source));
	intake->coverage.filtered += source_filtered(source);
	intake->octets_before += source_octets_read(source);
	return 0;
}

static int
read_input(struct intake *intake, size_t index, const struct input *input)
{
	struct source_options options = {.filter = intake->options.filter, .capture = (uint32_t)index};
	char                  problem[512] = "";
	struct source        *source;
	int                   answer;

	if (*input->problem != '\0') {
		fail_input(intake, index, input->problem);
		return 0;
	}
	if ((source = source_open(input->path, &options, problem, sizeof(problem))) == NULL) {
		fail_input(intake, index, problem);
		return 0;
	}
	answer = read_packets(intake, index, source);
	source_close(source);
	return answer;
}

static void
hash_input(struct intake *intake, size_t index)
{
	struct report_input *input = &intake->inputs[index];

	if (strcmp(input->capture, "-") != 0 && digest_file(input->capture, intake->records[index].digest))
		input->sha256 = intake->records[index].digest;
}

static uint64_t
octets_of(const struct inputs *inputs)
{
	uint64_t    total = 0;
	struct stat status;

	for (size_t i = 0; i < inputs->count; i++) {
		if (strcmp(inputs->list[i].path, "-") == 0)
			return 0;
		if (stat(inputs->list[i].path, &status) == 0 && S_ISREG(status.st_mode))
			total += (uint64_t)status.st_size;
	}
	return total;
}

static struct intake *
intake_new(const struct intake_options *options, const struct inputs *inputs)
{
	struct intake *intake = calloc(1, sizeof(*intake));

	if (intake == NULL)
		return NULL;
	intake->options = *options;
	intake->inputs = calloc(inputs->count + 1, sizeof(*intake->inputs));
	intake->records = calloc(inputs->count + 1, sizeof(*intake->records));
	intake->count = inputs->count;
	if (intake->inputs == NULL || intake->records == NULL) {
		intake_free(intake);
		return NULL;
	}
	for (size_t i = 0; i < inputs->count; i++)
		intake->inputs[i] = (struct report_input){.capture = inputs->list[i].path,
							  .is_complete = true,
							  .problems = intake->records[i].problems};
	return intake;
}

struct intake *
intake_run(const struct intake_options *options, const struct inputs *inputs)
{
	struct intake *intake = intake_new(options, inputs);
	int            answer = 0;

	if (intake == NULL)
		return NULL;
	progress_begin(&intake->progress, octets_of(inputs), options->is_quiet);
	for (size_t i = 0; answer == 0 && i < inputs->count; i++) {
		answer = read_input(intake, i, &inputs->list[i]);
		if (options->with_hash)
			hash_input(intake, i);
	}
	while (intake->point_count > 0)
		close_point(intake, 0);
	progress_end(&intake->progress);
	if (answer == 0)
		return intake;
	intake_free(intake);
	return NULL;
}

const struct report_input *
intake_inputs(const struct intake *intake)
{
	return intake->inputs;
}

const struct coverage *
intake_coverage(const struct intake *intake)
{
	return &intake->coverage;
}

bool
intake_is_complete(const struct intake *intake)
{
	for (size_t i = 0; i < intake->count; i++)
		if (!intake->inputs[i].is_complete)
			return false;
	return true;
}

void
intake_free(struct intake *intake)
{
	if (intake == NULL)
		return;
	free(intake->inputs);
	free(intake->records);
	free(intake);
}
