/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_SETTLE_H
#define POLICY_SETTLE_H

#include "policy/finding.h"
#include "policy/gather.h"
#include "policy/judge.h"

/* settled: what the checks of several sessions say of all subjects, once all is counted. */
struct settled {
	struct finding          *findings;
	size_t                   count, room, limit;
	uint64_t                 refused; /* sessions of findings that there was no room for */
	struct judgement_counts *counts;  /* by check of the policy: subjects */
	struct waiver_counts    *waivers;
};

/*
 * Judge every subject in every window.  Each counts once for each check, by the worst of its windows; those
 * that violate a check are one finding.  A gathering that had no room for some session counts one subject
 * more, of which nothing is known.  False without memory.  To be freed, and not called twice without.
 */
bool settle(struct settled *settled, const struct policy *policy, const struct gatherer *gatherer,
	    size_t limit);

/*
 * Judge the subjects that were added to since the last call, and all that ${live} counts, with what both know
 * of them; ${tell} is called with each finding, which is valid during the call.
 */
typedef void settle_tell(void *context, const struct finding *finding);
void         settle_changed(const struct policy *policy, struct gatherer *gatherer, struct gatherer *live,
			    settle_tell *tell, void *context);

/*
 * Judge what is over, in packet time, and drop its counters; where that leaves the gatherer more than half
 * full, subjects of few sessions go on being dropped.  ${tell} is called with each finding; ${counts}, by
 * check of the policy, and ${waivers} are added to.  A subject of which windows go on, or that comes back,
 * counts again.  Subjects that were added to since settle_changed are left alone.
 */
void settle_past(const struct policy *policy, struct gatherer *gatherer, struct judgement_counts *counts,
		 struct waiver_counts *waivers, settle_tell *tell, void *context);

void settled_free(struct settled *settled);

#endif
