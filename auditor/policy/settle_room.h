/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_SETTLE_ROOM_H
#define POLICY_SETTLE_ROOM_H

#include "policy/settle.h"

/* What settle.c, which judges one subject, shares with settle_all.c, which goes through them. */

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
	const struct cell     **cells;
	size_t                  count;
	struct facts            facts;     /* that the subject has */
	struct counted         *counted;   /* by counter of the policy */
	struct standing        *standings; /* by check of the gathering */
};

/* Judge the subject of the cells, and add what comes of it to what is settled. */
void settle_subject(struct settling *settling);

#endif
