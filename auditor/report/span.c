/* SPDX-License-Identifier: Apache-2.0 */
/* Adds up what the inputs say of themselves. */
#include "report/span.h"

static int64_t
whole_microseconds(int64_t time)
{
	int64_t rest = time % 1000;

	return time - (rest < 0 ? rest + 1000 : rest);
}

struct span
span_of(const struct report *report)
{
	struct span span = {0};

	for (size_t i = 0; i < report->input_count; i++) {
		const struct report_input *input = &report->inputs[i];

		if (input->packets == 0)
			continue;
		if (span.packets == 0 || input->first < span.first)
			span.first = input->first;
		if (span.packets == 0 || input->last > span.last)
			span.last = input->last;
		span.packets += input->packets;
	}
	/* No finer than reports tell it, so that one that was read back says the same. */
	span.first = whole_microseconds(span.first);
	span.last = whole_microseconds(span.last);
	/* Times are what the file says, so their difference may be larger than any time. */
	if ((uint64_t)span.last - (uint64_t)span.first <= INT64_MAX)
		span.lasted = (int64_t)((uint64_t)span.last - (uint64_t)span.first);
	return span;
}
