/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_PAST_H
#define WATCH_PAST_H

#include "command/coverage.h"
#include "policy/keep.h"
#include "watch/notices.h"

/*
 * past: what a watch knows beyond its own run, as octets and back: what it captured and could not see, which
 * findings were told, and results.
 */
#define PAST_INPUTS 128
#define PAST_NAME_SIZE 64

/* An interface, all runs together. */
struct past_input {
	char     name[PAST_NAME_SIZE];
	uint64_t packets, bytes, frames; /* frames: counted so far; those of places go up to it */
	int64_t  first, last;            /* times of packets; 0: none */
};

struct past {
	int64_t           since; /* the counts began then */
	int64_t           saved; /* and are those of that time */
	uint64_t          restarts;
	struct coverage   coverage;
	unsigned          unknown; /* counts that are not 0 and of which this version knows nothing */
	struct past_input inputs[PAST_INPUTS];
	size_t            input_count;
};

/* Write all; false without memory. */
bool past_keep(struct past *past, struct notices *notices, struct results *results, struct text *octets);

struct past_reading {
	const struct policy         *policy;
	const struct results_limits *limits;
	struct arena                *arena; /* as of results_restore */
	/* The index that an interface of the past has now: asked for each, in order, before any result is
	 * read. */
	size_t (*index)(void *context, const struct past_input *input);
	void           *context;
	enum keep_state state; /* what came of it, and in words: */
	char            wrong[ARCHIVE_WRONG_SIZE];
};

/*
 * Read ${past}, notices and results from ${size} octets at ${data}.  NULL with the reason in ${reading}; then
 * ${past} and ${notices} are not to be used.
 */
struct results *past_restore(struct past *past, struct notices *notices, const void *data, size_t size,
			     struct past_reading *reading);

#endif
