/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_AGENDA_H
#define BENCH_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* agenda: what happens next; of two things at the same time the one noted first. */

struct event {
	uint64_t time; /* microseconds */
	uint64_t serial;
	void    *flow;  /* to be stepped, or NULL */
	void    *frame; /* to be sent late, or NULL */
};

struct agenda {
	struct event *events; /* a binary heap */
	size_t        count, room;
	uint64_t      serial;
};

/* Stops the program without memory. */
void agenda_note(struct agenda *agenda, uint64_t time, void *flow, void *frame);

/* The time of the earliest event; UINT64_MAX for none. */
uint64_t agenda_time(const struct agenda *agenda);

/* Take the earliest event off a non-empty agenda. */
struct event agenda_take(struct agenda *agenda);

#endif
