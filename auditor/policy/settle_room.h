/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_SETTLE_ROOM_H
#define POLICY_SETTLE_ROOM_H

#include "policy/settle.h"

/* What settle.c, which judges one subject, shares with settle_all.c and settle_past.c, which go through them.
 */

/* What became of one check and one subject so far. */
struct standing {
	enum judgement  judgement;
	struct finding  finding;
	struct evidence evidence, all;
	size_t          counted; /* cells before this one are in the evidence */
};

/* One subject: its cells in the order of time; there may be several of one half window, which count as one.
 */
struct settling {
	struct settled         *settled;
	const struct policy    *policy;
	const struct gathering *gathering;
	struct cell           **cells;
	size_t                  count;
	size_t closing; /* cells before this one are judged; those behind it count in windows with them */
	struct facts     facts;                   /* that the subject has */
	char             key[DIGEST_SHA256_SIZE]; /* among them, of a key */
	struct counted  *counted;                 /* by counter of the policy */
	struct standing *standings;               /* by check of the gathering */
};

/* False without memory; to be ended in any case. */
bool settling_begin(struct settling *settling, struct settled *settled, const struct policy *policy,
		    size_t limit);
void settling_end(struct settling *settling);

/* The order of pointers to cells: by subject, of each by time. */
int settle_compare(const void *a, const void *b);

/* Cells of the subject of that head. */
size_t settle_count(const struct cell *head);

/* Tell of the findings, which are forgotten by that. */
void settle_tell_all(struct settling *settling, settle_tell *tell, void *context);

/* Judge the subject of the cells, and add what comes of it to what is settled. */
void settle_subject(struct settling *settling);

#endif
