/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_BUILT_IN_H
#define POLICY_BUILT_IN_H

/*
 * built_in: the files of rules/, compiled into the program.
 *
 * rules/embed.awk makes the table when the program is built.  A file directly
 * under rules/ that begins a policy can be named; those in folders are parts.
 */
struct built_in {
	const char        *file;  /* "rules/checks/tls.yaml" */
	const char *const *lines; /* without line ends; ended by NULL */
};

/* The file of that name, or NULL. */
const struct built_in *built_in_file(const char *file);

/* The policy of that name ("baseline"), or NULL. */
const struct built_in *built_in_policy(const char *name);

#endif
