/* SPDX-License-Identifier: Apache-2.0 */
/* Takes the inputs in: one after the other, or capture points side by side. */
#include "command/intake.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command/chains.h"
#include "command/worker.h"

/* ---- one job: a chain is chosen when the first packet of an input is there ---- */

struct single {
	struct chains    chains;
	struct pipeline *pipelines[MOST_CHAINS];
	size_t           numbers[MOST_CHAINS]; /* the chain of each */
	size_t           chain;                /* of the input at hand */
};

static struct pipeline **
slot_of(struct single *single, size_t chain)
{
	for (size_t i = 0; i < MOST_CHAINS; i++)
		if (single->pipelines[i] != NULL && single->numbers[i] == chain)
			return &single->pipelines[i];
	return NULL;
}

static struct pipeline *
begin_chain(struct worker *worker, struct single *single, size_t chain)
{
	for (size_t i = 0; i < MOST_CHAINS; i++)
		if (single->pipelines[i] == NULL) {
			single->numbers[i] = chain;
			return single->pipelines[i] = worker_pipeline(worker);
		}
	return NULL;
}

static void
close_chain(struct worker *worker, struct single *single, size_t chain)
{
	struct pipeline **slot = slot_of(single, chain);

	worker_close(worker, *slot);
	*slot = NULL;
}

static struct pipeline *
choose_chain(struct worker *worker, size_t input, int64_t first)
{
	struct single   *single = worker->intake->single;
	bool             is_new;
	size_t           closed;
	struct pipeline *pipeline;

	(void)input;
	single->chain = chains_join(&single->chains, first, &is_new, &closed);
	if (closed != SIZE_MAX)
		close_chain(worker, single, closed);
	if (is_new)
		return begin_chain(worker, single, single->chain);
	pipeline = *slot_of(single, single->chain);
	pipeline_pause(pipeline);
	return pipeline;
}

static bool
run_single(struct intake *intake)
{
	struct worker *worker = &intake->workers[0];
	struct single  single;
	bool           is_done = true;

	memset(&single, 0, sizeof(single));
	intake->single = &single;
	for (size_t i = 0; is_done && i < intake->count; i++) {
		is_done = worker_read(worker, i, choose_chain);
		if (intake->inputs[i].packets > 0)
			chains_extend(&single.chains, single.chain, intake->inputs[i].last);
	}
	for (size_t i = 0; i < MOST_CHAINS; i++)
		if (single.pipelines[i] != NULL)
			worker_close(worker, single.pipelines[i]);
	intake->single = NULL;
	return is_done;
}

/* ---- several jobs: the chains are known beforehand, from a look at the times ---- */

static bool
make_plan(struct intake *intake)
{
	struct chains chains;
	int64_t       first, last;
	bool          is_new;
	size_t        closed;

	memset(&chains, 0, sizeof(chains));
	if ((intake->plan = calloc(intake->count + 1, sizeof(*intake->plan))) == NULL)
		return false;
	for (size_t i = 0; i < intake->count; i++) {
		intake->plan[i] = SIZE_MAX;
		if (!worker_span(&intake->workers[0], i, &first, &last))
			continue;
		intake->plan[i] = chains_join(&chains, first, &is_new, &closed);
		chains_extend(&chains, intake->plan[i], last);
	}
	intake->chain_count = chains.count;
	return true;
}

/* The next chain that nobody works on; after the last one, SIZE_MAX stands for the inputs without a packet.
 */
static bool
next_chain(struct intake *intake, size_t *chain)
{
	bool has_one;

	pthread_mutex_lock(&intake->lock);
	has_one = intake->next_chain <= intake->chain_count;
	*chain = intake->next_chain < intake->chain_count ? intake->next_chain : SIZE_MAX;
	intake->next_chain++;
	pthread_mutex_unlock(&intake->lock);
	return has_one;
}

static struct pipeline *
choose_planned(struct worker *worker, size_t input, int64_t first)
{
	(void)input;
	(void)first;
	if (worker->pipeline == NULL)
		worker->pipeline = worker_pipeline(worker);
	else
		pipeline_pause(worker->pipeline);
	return worker->pipeline;
}

static void *
work(void *context)
{
	struct worker *worker = context;
	struct intake *intake = worker->intake;
	size_t         chain;

	while (!worker->has_failed && next_chain(intake, &chain)) {
		for (size_t i = 0; !worker->has_failed && i < intake->count; i++)
			if (intake->plan[i] == chain)
				worker->has_failed = !worker_read(worker, i, choose_planned);
		if (worker->pipeline != NULL)
			worker_close(worker, worker->pipeline);
		worker->pipeline = NULL;
	}
	return NULL;
}

static bool
run_jobs(struct intake *intake)
{
	bool   is_done = make_plan(intake);
	size_t started = 0;

	while (is_done && started < intake->worker_count &&
	       pthread_create(&intake->workers[started].thread, NULL, work, &intake->workers[started]) == 0)
		started++;
	if (is_done && started == 0)
		work(&intake->workers[0]); /* no thread to be had: alone, then */
	for (size_t i = 0; i < started; i++)
		pthread_join(intake->workers[i].thread, NULL);
	for (size_t i = 0; i < intake->worker_count; i++)
		is_done &= !intake->workers[i].has_failed;
	return is_done;
}

/* ---- the run ---- */

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

static bool
begin_worker(struct intake *intake)
{
	static const struct results_limits limits = {.findings = 1000000};
	struct worker                     *worker = &intake->workers[intake->worker_count++];

	worker->intake = intake;
	worker->classifier = classifier_new(&classifier_limits_default);
	worker->results = results_new(intake->options.policy, &limits);
	return worker->classifier != NULL && worker->results != NULL;
}

/* Standard input can be read once only, so there is no look at its times beforehand. */
static unsigned
jobs_for(const struct intake_options *options, const struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		if (inputs->list[i].first == INT64_MIN && *inputs->list[i].problem == '\0')
			return 1;
	if (options->jobs > inputs->count)
		return inputs->count > 0 ? (unsigned)inputs->count : 1;
	return options->jobs > MOST_JOBS ? MOST_JOBS : options->jobs;
}

static struct intake *
intake_new(const struct intake_options *options, const struct inputs *inputs)
{
	struct intake *intake = calloc(1, sizeof(*intake));
	bool           is_done;

	if (intake == NULL)
		return NULL;
	pthread_mutex_init(&intake->lock, NULL);
	intake->options = *options;
	intake->sources = inputs;
	intake->count = inputs->count;
	intake->inputs = calloc(inputs->count + 1, sizeof(*intake->inputs));
	intake->records = calloc(inputs->count + 1, sizeof(*intake->records));
	is_done = intake->inputs != NULL && intake->records != NULL;
	for (unsigned jobs = jobs_for(options, inputs); is_done && jobs > 0; jobs--)
		is_done = begin_worker(intake);
	if (!is_done) {
		intake_free(intake);
		return NULL;
	}
	for (size_t i = 0; i < inputs->count; i++)
		intake->inputs[i] = (struct report_input){.capture = inputs->list[i].path,
							  .is_complete = true,
							  .problems = intake->records[i].problems};
	return intake;
}

static void
add_counts(struct classifier_counts *into, const struct classifier *classifier)
{
	struct classifier_counts counts;

	classifier_counts(classifier, &counts);
	into->dialogues += counts.dialogues;
	into->refused += counts.refused;
	into->handshakes += counts.handshakes;
	into->texts += counts.texts;
	into->certificates += counts.certificates;
}

static bool
add_up(struct intake *intake)
{
	struct results *results = intake->workers[0].results;

	for (size_t i = 0; i < intake->worker_count; i++) {
		struct worker *worker = &intake->workers[i];

		coverage_add(&intake->coverage, &worker->coverage);
		add_counts(&intake->coverage.classifier, worker->classifier);
		if (i > 0)
			results_merge(results, worker->results);
	}
	if (!results_settle(results))
		return false;
	intake->coverage.findings_refused = results_refused(results);
	intake->coverage.subjects_refused = results_refused_subjects(results);
	return true;
}

struct intake *
intake_run(const struct intake_options *options, const struct inputs *inputs)
{
	struct intake *intake = intake_new(options, inputs);
	bool           is_done;

	if (intake == NULL)
		return NULL;
	progress_begin(&intake->progress, octets_of(inputs), options->is_quiet);
	is_done = intake->worker_count > 1 ? run_jobs(intake) : run_single(intake);
	progress_end(&intake->progress);
	if (!is_done || !add_up(intake)) {
		intake_free(intake);
		return NULL;
	}
	return intake;
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

struct results *
intake_results(const struct intake *intake)
{
	return intake->workers[0].results;
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
	for (size_t i = 0; i < intake->worker_count; i++) {
		results_free(intake->workers[i].results);
		classifier_free(intake->workers[i].classifier);
	}
	pthread_mutex_destroy(&intake->lock);
	free(intake->inputs);
	free(intake->records);
	free(intake->plan);
	free(intake);
}
