/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_DOCUMENT_H
#define POLICY_DOCUMENT_H

#include "base/arena.h"
#include "policy/built_in.h"
#include "policy/yaml.h"

/*
 * Read the file that ${document}->file names, or ${built_in} in its place (may be NULL), and fill in the
 * rest; the data is in ${arena}.  False after complaining at ${where}.
 */
bool document_fill(struct document *document, const struct built_in *built_in, struct arena *arena,
		   struct spot where, struct complaints *complaints);

#endif
