/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_COMMAND_WAYS_H
#define TESTS_COMMAND_WAYS_H

#include "command_tape.h"
#include "flow/side.h"

/*
 * ways: what a bad place to capture, or a bad capture, makes of a tape.
 *
 * Each adds to ${to}, which is empty, segments of ${from}; payloads stay those of ${from}.
 */

/* One direction went another way; ICMP errors come with what the server sends. */
void way_one_side(const struct tape *from, struct tape *to, enum side side);

/* Of 1000 packets ${share} were not captured. */
void way_loss(const struct tape *from, struct tape *to, unsigned share, struct chance *chance);

/* The capture has the first ${octets} of each frame (tcpdump -s) on Ethernet, without TCP options. */
void way_snaplen(const struct tape *from, struct tape *to, size_t octets);

/* A mirror port sends each packet twice: the copy ${least} to ${most} nanoseconds behind it. */
void way_twice(const struct tape *from, struct tape *to, int64_t least, int64_t most, struct chance *chance);

/* Both sides of a router are captured: the copy one hop further, up to ${most} nanoseconds later. */
void way_routed(const struct tape *from, struct tape *to, int64_t most, struct chance *chance);

/* Each packet is captured up to ${most} nanoseconds sooner or later, and the file is in that order. */
void way_jitter(const struct tape *from, struct tape *to, int64_t most, struct chance *chance);

/* The same order, but some times are up to ${most} nanoseconds too early. */
void way_backward(const struct tape *from, struct tape *to, int64_t most, struct chance *chance);

/* The clock was ahead by ${step} nanoseconds, and was set right before the segment ${at}. */
void way_clock_set(const struct tape *from, struct tape *to, size_t at, int64_t step);

/* One segment becomes two, cut behind ${size} octets. */
void way_cut_segment(const struct tape *from, struct tape *to, size_t at, size_t size);

/* Put the segments in the order of their times; equal ones stay as they are. */
void tape_sort(struct tape *tape);

#endif
