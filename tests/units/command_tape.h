/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_COMMAND_TAPE_H
#define TESTS_COMMAND_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "classify/classifier.h"
#include "decode/segment.h"
#include "policy/policy.h"
#include "policy/results.h"
#include "session/session.h"

/*
 * tape: the segments of a capture, to be played as they are or changed.
 *
 * Knows nothing of CUnit, so that other programs than the runner can use it; all of it ends the program when
 * there is no memory.
 */
struct tape {
	struct segment *segments;
	size_t          count, room;
};

/*
 * Add what the sample at ${path} holds, and the files that continue it (rotated-imap-2.pcap after
 * rotated-imap-1.pcap); the payloads are the tape's own.  False: unreadable.
 */
bool tape_read(struct tape *tape, const char *path);

/* Whether the file continues another one, and is no whole capture. */
bool tape_is_continuation(const char *path);

/* Add one segment; its payload stays whose it is. */
void tape_add(struct tape *tape, const struct segment *segment);

/* Add all segments of ${from} from index ${begin} up to, and without, ${end}. */
void tape_add_part(struct tape *tape, const struct tape *from, size_t begin, size_t end);

/* Give each segment the frame number that it has in the tape, as if the tape were a file. */
void tape_number(struct tape *tape);

/* Forget the segments; with those of tape_read, ${with_payloads}. */
void tape_free(struct tape *tape, bool with_payloads);

/* The sender of a segment in the samples: their clients have high ports. */
enum side tape_side(const struct segment *segment);

/* play: what the program says of a tape. */
struct play {
	struct classifier *classifier;
	struct results    *results;
	struct session    *sessions;
	size_t             count;
};

/* A pipeline whose sessions are collected in ${play}, and its end. */
struct pipeline;
struct pipeline *play_begin(const struct policy *policy, struct play *play);
void             play_end(struct pipeline *pipeline, struct play *play);

void play_tape(const struct tape *tape, const struct policy *policy, struct play *play);
void play_free(struct play *play);

/* chance: numbers that look like chance and are the same for the same seed (splitmix64). */
struct chance {
	uint64_t state;
};

static inline uint64_t
chance_next(struct chance *chance)
{
	uint64_t mix = chance->state += UINT64_C(0x9e3779b97f4a7c15);

	mix = (mix ^ mix >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	mix = (mix ^ mix >> 27) * UINT64_C(0x94d049bb133111eb);
	return mix ^ mix >> 31;
}

/* From 0 up to, and without, ${end}; 0 if that is 0. */
static inline size_t
chance_below(struct chance *chance, size_t end)
{
	return end == 0 ? 0 : (size_t)(chance_next(chance) % end);
}

#endif
