/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_POSSIBLE_H
#define POLICY_POSSIBLE_H

#include <stdbool.h>

#include "policy/expression.h"

/*
 * Whether some session, or subject, makes ${yes} true, and ${other} (NULL: none) true as well if
 * ${other_is_yes}, or else not surely true.
 *
 * Tries all values that the expressions can tell apart, each fact by itself: that a path follows from
 * addresses is not known here.  So `false` is sure; where there is too much to try, the answer is true.
 */
bool expression_is_possible(const struct expression *yes, const struct expression *other, bool other_is_yes,
			    const struct zones *zones);

#endif
