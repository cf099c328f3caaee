/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps events in the order of their time. */
#include "agenda.h"

#include <stdio.h>
#include <stdlib.h>

static bool
is_earlier(const struct event *a, const struct event *b)
{
	return a->time != b->time ? a->time < b->time : a->serial < b->serial;
}

static void
grow(struct agenda *agenda)
{
	agenda->room = agenda->room == 0 ? 4096 : agenda->room * 2;
	agenda->events = realloc(agenda->events, agenda->room * sizeof agenda->events[0]);
	if (agenda->events == NULL) {
		fprintf(stderr, "generate: out of memory\n");
		exit(EXIT_FAILURE);
	}
}

void
agenda_note(struct agenda *agenda, uint64_t time, void *flow, void *frame)
{
	struct event event = {time, agenda->serial++, flow, frame};
	size_t       at = agenda->count++;

	if (at == agenda->room)
		grow(agenda);
	for (; at > 0 && is_earlier(&event, &agenda->events[(at - 1) / 2]); at = (at - 1) / 2)
		agenda->events[at] = agenda->events[(at - 1) / 2];
	agenda->events[at] = event;
}

uint64_t
agenda_time(const struct agenda *agenda)
{
	return agenda->count == 0 ? UINT64_MAX : agenda->events[0].time;
}

struct event
agenda_take(struct agenda *agenda)
{
	struct event *events = agenda->events;
	struct event  first = events[0];
	struct event  last = events[--agenda->count];
	size_t        at = 0;
	size_t        child;

	while ((child = 2 * at + 1) < agenda->count) {
		if (child + 1 < agenda->count && is_earlier(&events[child + 1], &events[child]))
			child++;
		if (!is_earlier(&events[child], &last))
			break;
		events[at] = events[child];
		at = child;
	}
	events[at] = last;
	return first;
}
