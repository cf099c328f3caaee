/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_MERGE_ROOM_H
#define REPORT_MERGE_ROOM_H

#include "report/saved_room.h"

/* What merging is made of.  Each step returns false after complaining. */
struct merge {
	struct saved        *into;
	struct saved *const *parts;
	size_t               count;
	struct policy       *policy; /* NULL: what adds up is taken from what reports say */
	struct complaints   *complaints;
};

bool merge_no_memory(struct merge *merge);

/* A copy that lives as long as what is made; NULL of NULL, or without memory. */
const char *merge_text(struct merge *merge, const char *text);

/* Where a packet of a part is in the whole. */
/* By server, port, client and path. */
int merge_pair_compare(const void *a, const void *b);

place merge_place(const struct merge *merge, size_t part, place where);

bool merge_counts(struct merge *merge);
bool merge_checks(struct merge *merge);
bool merge_ports(struct merge *merge);
bool merge_servers(struct merge *merge);
bool merge_pairs(struct merge *merge);
bool merge_findings(struct merge *merge); /* after checks and pairs */
bool merge_sessions(struct merge *merge);
bool merge_results(struct merge *merge); /* instead of checks, ports, servers, pairs and findings */
bool merge_cuts(struct merge *merge);    /* after sessions */

#endif
