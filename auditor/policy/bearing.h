/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_BEARING_H
#define POLICY_BEARING_H

#include <stddef.h>
#include <stdint.h>

#include "classify/fact.h"

/*
 * bearing: which checks can apply to sessions that are alike in port, protocol, security, outcome, path and
 * role.
 *
 * Found out once for each kind of session that comes, and kept for the next ones in a table of fixed size; a
 * check that cannot apply costs a session nothing then.
 */
struct policy;
struct bearing;

/* Of the checks of single sessions in ${policy}, which must outlive it.  NULL without memory. */
struct bearing *bearing_new(const struct policy *policy);

/* One bit for each check of the policy that may apply to a session of these facts; until the next call. */
const uint64_t *bearing_on(struct bearing *bearing, const struct facts *facts);

void bearing_free(struct bearing *bearing);

#endif
