/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_BLOCK_ROOM_H
#define REPORT_BLOCK_ROOM_H

#include "base/text.h"
#include "report/block.h"

/* What block.c, which gathers the findings of a block, shares with those that print a few of them whole and
 * many as lines. */

#define LINES_MOST 10 /* of many findings, so many are lines of a table */
#define PORTS_MOST 8  /* in a display filter */

struct block {
	struct page          *page;
	const struct report  *report;
	const struct finding *first; /* that is not waived; NULL: all of them are */
	size_t                from, to;
	uint64_t              count, waived; /* findings */
	uint64_t              sessions;
	int64_t               first_seen, last_seen;
	bool                  is_one_client, is_one_server;
	uint16_t              ports[PORTS_MOST];
	unsigned              port_count; /* larger: there was no room for all */
	struct text           text;       /* for one line */
	const struct finding *lines[LINES_MOST];
};

/* The ${index}th finding of the report. */
const struct finding *block_finding(const struct block *block, size_t index);

/* The text that was made, until the next one is. */
const char *block_made(const struct block *block);

/* The text that was made, behind a label; nothing if there is none. */
void block_print_made(struct block *block, const char *label);

/* block_whole.c: each finding with all that is known of it. */
void block_print_whole(struct block *block);

/* block_lines.c: the first ones as a line each, how many more there are, and what they have in common. */
void block_print_lines(struct block *block);

#endif
