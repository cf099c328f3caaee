/* SPDX-License-Identifier: Apache-2.0 */
/* Reads inputs into pipelines and keeps the record of what was read. */
#include "command/worker.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "capture/source.h"

#define SHOW_EVERY 256 /* packets between two looks at the clock */

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
	text_clean(&clean, intake->inputs[index].capture, strlen(intake->inputs[index].capture));
	pthread_mutex_lock(&intake->lock);
	progress_end(&intake->progress);
	fprintf(stderr, "mailreeve: %s: %s\n", clean.data != NULL ? clean.data : "?", problem);
	pthread_mutex_unlock(&intake->lock);
	text_free(&clean);
}

static void
pass_session(void *context, const struct session *session)
{
	struct intake *intake = context;

	pthread_mutex_lock(&intake->lock);
	intake->options.on_session(intake->options.context, session);
	pthread_mutex_unlock(&intake->lock);
}

struct pipeline *
worker_pipeline(struct worker *worker)
{
	struct pipeline_options options = {
	    .policy = worker->intake->options.policy,
	    .classifier = worker->classifier,
	    .results = worker->results,
	    .flows = &flow_limits_default,
	    .on_session = worker->intake->options.on_session != NULL ? pass_session : NULL,
	    .context = worker->intake,
	};

	return pipeline_new(&options);
}

void
worker_close(struct worker *worker, struct pipeline *pipeline)
{
	pipeline_close(pipeline, &worker->coverage);
	pipeline_free(pipeline);
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
show(struct worker *worker, const struct source *source)
{
	struct intake *intake = worker->intake;

	if (worker->until_show-- > 0)
		return;
	worker->until_show = SHOW_EVERY;
	pthread_mutex_lock(&intake->lock);
	progress_show(&intake->progress, intake->octets_done + source_octets_read(source),
		      results_finding_count(worker->results));
	pthread_mutex_unlock(&intake->lock);
}

static bool
read_packets(struct worker *worker, size_t index, struct source *source, pipeline_chooser choose)
{
	struct intake       *intake = worker->intake;
	struct report_input *input = &intake->inputs[index];
	struct pipeline     *pipeline = NULL;
	struct packet        packet;
	enum source_status   status;

	while ((status = source_next(source, &packet)) == SOURCE_PACKET) {
		if (pipeline == NULL && (pipeline = choose(worker, index, packet.time)) == NULL)
			return false;
		note_packet(input, &packet);
		pipeline_packet(pipeline, &packet);
		show(worker, source);
	}
	if (status != SOURCE_END)
		fail_input(intake, index, source_problem(source));
	else if (*source_problem(source) != '\0')
		add_problem(intake, index, source_problem(source));
	worker->coverage.filtered += source_filtered(source);
	pthread_mutex_lock(&intake->lock);
	intake->octets_done += source_octets_read(source);
	pthread_mutex_unlock(&intake->lock);
	return true;
}

static struct source *
open_input(struct worker *worker, size_t index, char *problem, size_t room)
{
	struct source_options options = {.filter = worker->intake->options.filter,
					 .capture = (uint32_t)index};
	const struct input   *input = &worker->intake->sources->list[index];

	if (*input->problem == '\0')
		return source_open(input->path, &options, problem, room);
	snprintf(problem, room, "%s", input->problem);
	return NULL;
}

bool
worker_read(struct worker *worker, size_t index, pipeline_chooser choose)
{
	struct intake       *intake = worker->intake;
	struct report_input *input = &intake->inputs[index];
	char                 problem[512] = "";
	struct source       *source = open_input(worker, index, problem, sizeof(problem));
	bool                 is_done = true;

	if (source == NULL)
		fail_input(intake, index, problem);
	else
		is_done = read_packets(worker, index, source, choose);
	source_close(source);
	if (intake->options.with_hash && strcmp(input->capture, "-") != 0 &&
	    digest_file(input->capture, intake->records[index].digest))
		input->sha256 = intake->records[index].digest;
	return is_done;
}

bool
worker_span(struct worker *worker, size_t index, int64_t *first, int64_t *last)
{
	char           problem[512] = "";
	struct source *source = open_input(worker, index, problem, sizeof(problem));
	struct packet  packet;
	bool           has_packet = false;

	while (source != NULL && source_next(source, &packet) == SOURCE_PACKET) {
		if (!has_packet)
			*first = *last = packet.time;
		has_packet = true;
		if (packet.time > *last)
			*last = packet.time;
	}
	source_close(source);
	return has_packet;
}
