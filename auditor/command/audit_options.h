/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_AUDIT_OPTIONS_H
#define COMMAND_AUDIT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "command/output_words.h"
#include "policy/check.h"

/* What the command line of audit says.  Points into argv. */
struct audit_options {
	const char   *policy; /* a file, or the name of a built-in one */
	const char   *inside;
	const char   *filter;
	const char   *baseline;      /* an earlier report; NULL: none */
	const char   *pseudonymize;  /* where the key is; NULL: not asked for */
	const char   *evidence;      /* a folder for small captures of the findings; NULL: not asked for */
	bool          keeps_secrets; /* in them */
	enum severity fail_on;
	unsigned      jobs; /* capture points read at once */
	bool with_sessions, with_pairs, with_hash, is_quiet, explain, by_control, no_color, may_overwrite;
	struct output outputs[MOST_OUTPUTS];
	size_t        output_count;
	char        **paths; /* as many as there are; the caller frees the list */
	size_t        path_count;
};

/* Read them; false when the command is over: ${status} is its exit status then. */
bool audit_options_read(struct audit_options *options, int argc, char **argv, int *status);

#endif
