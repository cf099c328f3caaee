/* SPDX-License-Identifier: Apache-2.0 */
/* The files of rules/, and which of them are policies. */
#include "policy/built_in.h"

#include <stdio.h>
#include <string.h>

#include "policy/policy.h"

#include "rules.inc" /* files[], ended by a NULL name, and the names policies[] and profiles[], ended by NULL */

const struct built_in *
built_in_file(const char *file)
{
	for (const struct built_in *row = files; row->file != NULL; row++)
		if (strcmp(row->file, file) == 0)
			return row;
	return NULL;
}

const struct built_in *
built_in_policy(const char *name)
{
	char file[128];
	int  size = snprintf(file, sizeof(file), "rules/%s.yaml", name);

	if (size < 0 || (size_t)size >= sizeof(file) || strpbrk(name, "/.") != NULL)
		return NULL;
	return built_in_file(file);
}

const char *const *
policy_profiles(void)
{
	return profiles;
}

const char *const *
policy_built_in(void)
{
	return policies;
}
