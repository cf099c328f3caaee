/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_RESULTS_ROOM_H
#define POLICY_RESULTS_ROOM_H

#include "policy/gather.h"
#include "policy/groups.h"
#include "policy/judge.h"
#include "policy/ledger.h"
#include "policy/matrix.h"
#include "policy/policy_room.h"
#include "policy/results.h"
#include "policy/settle.h"

/* Whatever is added to results, or to the tables in them, has to be kept as well (keep.h): a restart and a
 * merged report know nothing else. */

/* What results are made of, for results*.c: results_add.c judges and adds up, results_said.c tells. */

struct bearing;

struct ruling {
	size_t               rule;
	enum judgement       judgement;
	const struct waiver *waiver, *expired;
};

struct results {
	const struct policy     *policy;
	uint64_t                 sessions, refused;
	struct results_limits    limits;
	struct zone_doubt        doubt;   /* of zones that somebody declared */
	struct judgement_counts *counts;  /* by check of sessions */
	struct ruling           *rulings; /* of the session at hand, of checks that apply to it */
	size_t                   ruling_count;
	struct waiver_counts    *waivers;
	struct bearing          *bearing;
	struct gatherer         *gatherer; /* for checks of several sessions; NULL: there are none */
	struct settled           settled;  /* what they say, since results_settle */
	struct ledger           *past;     /* what they said of subjects that were dropped; `of` counts all */
	struct judgement_counts *past_counts; /* the same, by check: subjects */
	size_t                 past_alone; /* since results_settle: findings of which nothing else is known */
	uint64_t               given_up;   /* findings, for want of room */
	struct matrix         *matrix;
	struct named          *named; /* what was seen of the servers that the policy names */
	struct ledger         *ledger;
	struct groups         *groups; /* of the checks whose findings are gathered */
	const struct finding **sorted; /* NULL when something was added since */
};

/* The findings are in no order any more, and have to be sorted before one is told. */
void results_spoil_order(struct results *results);

#endif
