/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_EXAMPLE_H
#define POLICY_EXAMPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/complain.h"
#include "policy/policy.h"

/*
 * example: sessions that the author of a policy made up, and what its checks must say of them.
 *
 * The key `tests` of a policy.  Only those of the policy itself are kept, not those of the ones that it
 * extends: it may have changed what they show.
 */
size_t policy_example_count(const struct policy *policy);

/* Whether it expects that verdict of the check of that id. */
bool policy_example_expects(const struct policy *policy, size_t index, const char *id, enum verdict verdict);

/*
 * Judge the sessions of the ${index}th example, and complain of every verdict that is not the one expected,
 * where it stands.  True if all are, and there was memory.
 */
bool policy_example_run(struct policy *policy, size_t index, struct complaints *complaints);

#endif
