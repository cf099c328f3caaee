/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_DISGUISE_ROOM_H
#define REPORT_DISGUISE_ROOM_H

#include "base/arena.h"
#include "report/disguise.h"

/* Private to the files of report/disguise*.c. */

/* A check, and what it was before. */
struct masked_check {
	const struct check *before;
	struct check        check;
};

struct masked_waiver {
	const struct waiver_says *before;
	struct waiver_says        says;
	struct masked_waiver     *next;
};

struct disguise {
	struct report_found     found; /* before; first: see report_found_over */
	const struct report    *before;
	const struct pseudonym *pseudonym;
	struct arena           *arena;
	struct report           report;
	struct report_input    *inputs;
	struct masked_check    *checks;
	size_t                  check_count;
	struct finding         *findings;
	size_t                  finding_count;
	struct pair_tally      *pairs;
	size_t                  pair_count;
	struct named_tally     *named;
	size_t                  named_count;
	struct report_cut      *cuts;
	struct masked_waiver   *waivers;
	bool                    failed; /* memory ran out */
};

/* ${count} elements, and one more, all zero, as long as the disguise; NULL without memory, which is noted. */
void *disguise_take(struct disguise *disguise, size_t count, size_t size);

/* ---- texts (disguise_texts.c) ---- */

/* ${before} with the addresses in it replaced; NULL stays NULL. */
const char *disguise_mask_text(struct disguise *disguise, const char *before);

/* A list of such, ended by NULL. */
const char *const *disguise_mask_list(struct disguise *disguise, const char *const *list);

/* Prefixes joined by ", ". */
const char *disguise_mask_inside(struct disguise *disguise, const char *before);

/* The text of ${fact} as it may be told, in ${arena}; NULL without memory. */
const char *disguise_mask_fact(const struct disguise *disguise, struct arena *arena, enum fact fact,
			       const char *before);

/* ---- what was found (disguise_findings.c): put into the disguise ---- */

void disguise_mask_checks(struct disguise *disguise);
void disguise_mask_findings(struct disguise *disguise);
void disguise_mask_pairs(struct disguise *disguise);
void disguise_mask_servers(struct disguise *disguise);

/* ---- results (disguise_results.c): as struct report_found wants it; ${of} is the disguise ---- */

bool disguise_keep(void *of, const struct keep_changes *changes, struct text *octets);

/* ---- sessions (disguise_sessions.c): as struct report wants it; ${context} is the disguise ---- */

int disguise_each_session(void *context, int (*each)(void *to, const struct session *session), void *to);

#endif
