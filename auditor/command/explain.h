/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_EXPLAIN_H
#define COMMAND_EXPLAIN_H

#include <stdbool.h>

#include "policy/policy.h"
#include "policy/reference.h"
#include "report/page.h"

/*
 * explaining: one run of `mailreeve explain`: where things are looked up, and the page that they are told on.
 */
struct explaining {
	struct policy      *policy; /* whose checks are told; `baseline` if none was named */
	bool                has_own_policy;
	struct reference   *reference;
	struct page         page;
	struct report_style style;
};

/* Begin the page: standard output, as wide as it is. */
void explaining_begin(struct explaining *explaining);

/*
 * Tell what ${word} is, if it is one of these; else false, and nothing is told.  A check is looked for in the
 * policy, and if none was named in all built-in ones.
 */
bool explain_port(struct explaining *explaining, const char *word);
bool explain_check(struct explaining *explaining, const char *word);
bool explain_fact(struct explaining *explaining, const char *word);
bool explain_profile(struct explaining *explaining, const char *word);
bool explain_policy(struct explaining *explaining, const char *word);
bool explain_control(struct explaining *explaining, const char *word);

#endif
