/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captures badly at random, for a given time: takes a sample, changes it in a few ways, plays it, and holds
 * what is said against what the whole sample says.  With bits flipped in it, the sample may say anything that
 * makes sense.  Each run is made of its seed alone: mutate --seed N repeats one.
 */
#include <glob.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "changes.h"
#include "command_truth.h"

#define MOST_SAMPLES 1024
#define MOST_CHANGES 5
#define MOST_SEGMENTS 20000 /* copies of copies */
#define MOST_COMPLAINTS 50

/* The seed under way, for the handler of signals: what it prints must stand ready. */
static char run_name[64];

static void
on_signal(int number)
{
	ssize_t written = write(STDERR_FILENO, run_name, strlen(run_name));

	(void)written;
	signal(number, SIG_DFL);
	raise(number);
}

/* The sanitizers' own hook: end by a signal, so that the seed is told. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "abort_on_error=1:handle_abort=0:handle_segv=0";
}

struct sample {
	const char  *path;
	struct tape  tape;
	struct truth truth;
};

struct workshop {
	struct policy *policy;
	struct sample  samples[MOST_SAMPLES];
	size_t         sample_count;
	glob_t         paths;
	uint64_t       runs, flipped, untruths, nonsense;
};

/* One run: what is changed, and how often it was. */
struct run {
	struct workshop     *workshop;
	const struct sample *sample;
	uint64_t             seed;
	struct chance        chance;
	const char          *changes[MOST_CHANGES];
	size_t               change_count;
};

static void
change(struct run *run, struct tape *tape)
{
	size_t      nth = chance_below(&run->chance, change_count);
	struct tape to = {NULL, 0, 0};

	if (tape->count < 2 || tape->count > MOST_SEGMENTS)
		return;
	changes[nth].change(tape, &to, &run->chance);
	run->changes[run->change_count++] = changes[nth].name;
	tape_free(tape, false);
	*tape = to;
}

static bool
is_clean(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' && *text != '\n')
			return false;
	return true;
}

static bool
is_sensible_fact(const struct facts *facts, enum fact fact)
{
	struct value value;

	if (!facts_value(facts, fact, &value))
		return true;
	if (value.type == TYPE_WORD)
		return value.is.number < fact_rows[fact].word_count;
	if (value.type == TYPE_TEXT || value.type == TYPE_TEXTS)
		return value.is.text != NULL && is_clean(value.is.text);
	return value.type != TYPE_ADDRESS || value.is.address.family == 4 || value.is.address.family == 6;
}

static bool
is_sensible(const struct play *play)
{
	for (size_t i = 0; i < play->count; i++)
		for (unsigned fact = 0; fact < FACT_COUNT; fact++)
			if (!is_sensible_fact(&play->sessions[i].facts, (enum fact)fact))
				return false;
	for (size_t i = 0; i < results_check_count(play->results); i++) {
		struct check_tally tally = results_check(play->results, i);

		if (tally.applicable !=
			tally.violated + tally.satisfied + tally.inconclusive + tally.waived ||
		    tally.applicable > play->count)
			return false;
	}
	return results_sessions(play->results) == play->count;
}

static void
name(const struct run *run)
{
	printf("seed %" PRIu64 ", %s", run->seed, run->sample->path);
	for (size_t i = 0; i < run->change_count; i++)
		printf(", %s", run->changes[i]);
	fputs(": ", stdout);
}

static void
complain_of(void *context, const struct untruth *untruth)
{
	struct run *run = context;

	if (run->workshop->untruths++ >= MOST_COMPLAINTS)
		return;
	name(run);
	untruth_print(untruth, stdout);
	putchar('\n');
	fflush(stdout);
}

/* The payloads become the tape's own, so that they can be changed. */
static void
own_payloads(struct tape *tape)
{
	for (size_t i = 0; i < tape->count; i++) {
		struct bytes *payload = &tape->segments[i].payload;
		uint8_t      *copy = malloc(payload->size + 1);

		if (copy == NULL)
			abort();
		if (payload->size > 0)
			memcpy(copy, payload->data, payload->size);
		payload->data = copy;
	}
}

static void
play_flipped(struct run *run, struct tape *tape)
{
	size_t      count = 1 + chance_below(&run->chance, 6);
	struct play play;

	own_payloads(tape);
	for (size_t i = 0; i < count && tape->count > 0; i++)
		segment_flip(&tape->segments[chance_below(&run->chance, tape->count)], &run->chance);
	play_tape(tape, run->workshop->policy, &play);
	if (!is_sensible(&play)) {
		run->workshop->nonsense++;
		name(run);
		puts("bits flipped: what is said makes no sense");
	}
	play_free(&play);
	tape_free(tape, true);
}

static void
play_run(struct workshop *workshop, uint64_t seed)
{
	struct run     run = {.workshop = workshop, .seed = seed, .chance = {seed}};
	struct tape    tape = {NULL, 0, 0};
	struct sample *sample = &workshop->samples[chance_below(&run.chance, workshop->sample_count)];
	size_t         count = 1 + chance_below(&run.chance, MOST_CHANGES);
	bool           has_flips = chance_below(&run.chance, 4) == 0;

	run.sample = sample;
	snprintf(run_name, sizeof(run_name), "\nmutate: seed %" PRIu64 "\n", seed);
	tape_add_part(&tape, &sample->tape, 0, sample->tape.count);
	for (size_t i = 0; i < count; i++)
		change(&run, &tape);
	tape_number(&tape);
	workshop->runs++;
	workshop->flipped += has_flips;
	if (has_flips) {
		play_flipped(&run, &tape);
		return;
	}
	truth_against(&sample->truth, &tape, complain_of, &run);
	tape_free(&tape, false);
}

static bool
workshop_open(struct workshop *workshop)
{
	struct complaints *complaints = complaints_new();

	workshop->policy = policy_load("baseline", complaints);
	complaints_free(complaints);
	if (workshop->policy == NULL || glob("captures/*.pcap*", 0, NULL, &workshop->paths) != 0)
		return false;
	for (size_t i = 0; i < workshop->paths.gl_pathc && workshop->sample_count < MOST_SAMPLES; i++) {
		struct sample *sample = &workshop->samples[workshop->sample_count];

		sample->path = workshop->paths.gl_pathv[i];
		if (tape_is_continuation(sample->path) || !tape_read(&sample->tape, sample->path))
			continue;
		truth_begin(&sample->truth, &sample->tape, workshop->policy);
		workshop->sample_count++;
	}
	return workshop->sample_count > 0;
}

static void
workshop_close(struct workshop *workshop)
{
	for (size_t i = 0; i < workshop->sample_count; i++) {
		truth_end(&workshop->samples[i].truth);
		tape_free(&workshop->samples[i].tape, true);
	}
	policy_free(workshop->policy);
	globfree(&workshop->paths);
}

static void
play_for(struct workshop *workshop, long seconds, uint64_t seed)
{
	time_t end = time(NULL) + seconds;

	printf("mutate: from seed %" PRIu64 " on, %ld s\n", seed, seconds);
	while (time(NULL) < end)
		play_run(workshop, seed++);
}

int
main(int argc, char **argv)
{
	static struct workshop workshop;
	bool                   is_one = argc == 3 && strcmp(argv[1], "--seed") == 0;
	uint64_t seed = argc == 3 ? strtoull(argv[2], NULL, 10) : (uint64_t)time(NULL) * 1000000;

	if (argc < 2 || argc > 3) {
		fputs("usage: mutate SECONDS [FIRST-SEED]\n       mutate --seed SEED\n", stderr);
		return 2;
	}
	if (!workshop_open(&workshop)) {
		fputs("mutate: no samples in captures/\n", stderr);
		return 2;
	}
	signal(SIGABRT, on_signal);
	signal(SIGSEGV, on_signal);
	if (is_one)
		play_run(&workshop, seed);
	else
		play_for(&workshop, strtol(argv[1], NULL, 10), seed);
	printf("mutate: %" PRIu64 " runs of %zu samples, %" PRIu64 " of them with bits flipped: %" PRIu64
	       " untruths, %" PRIu64 " without sense\n",
	       workshop.runs, workshop.sample_count, workshop.flipped, workshop.untruths, workshop.nonsense);
	workshop_close(&workshop);
	return workshop.untruths + workshop.nonsense == 0 ? 0 : 1;
}
