/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_LOAD_H
#define POLICY_LOAD_H

#include "policy/read.h"

/*
 * load: whole policy files, from disk or built in, and those that they extend.
 */

/* Read what the file whose text ${item} names into the policy; for the key `extends`. */
void load_extended(struct reader *reader, const struct node *item, void *into);

#endif
