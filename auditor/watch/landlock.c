/* SPDX-License-Identifier: Apache-2.0 */
/* Files that can be opened no more: landlock(7). */
#include "watch/landlock.h"

#ifdef __linux__
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/landlock.h>

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING                                                                                              \
	(READING | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |                          \
	 LANDLOCK_ACCESS_FS_MAKE_REG)

/* All that the first version of Landlock knows: what is not in a rule is shut. */
#define HANDLED                                                                                              \
	(WRITING | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                              \
	 LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK |         \
	 LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

/* The folder that ${path} lies in, or that it is. */
static void
folder_of(const char *path, char folder[PATH_MAX])
{
	struct stat status;
	char       *slash;

	(void)snprintf(folder, PATH_MAX, "%s", path);
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return;
	if ((slash = strrchr(folder, '/')) == NULL)
		(void)snprintf(folder, PATH_MAX, ".");
	else
		slash[slash == folder] = '\0';
}

/* A folder that is not there stays shut. */
static bool
open_folder(int rules, const char *path, uint64_t access)
{
	char                              folder[PATH_MAX];
	struct landlock_path_beneath_attr rule = {.allowed_access = access};
	bool                              is_done;

	folder_of(path, folder);
	if ((rule.parent_fd = open(folder, O_PATH | O_CLOEXEC)) < 0)
		return true;
	is_done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	close(rule.parent_fd);
	return is_done;
}

static bool
add_rules(int rules, const struct rights *rights)
{
	for (size_t i = 0; i < rights->readable_count; i++)
		if (!open_folder(rules, rights->readable[i], READING))
			return false;
	for (size_t i = 0; i < rights->writable_count; i++)
		if (!open_folder(rules, rights->writable[i], WRITING))
			return false;
	return true;
}

/* A kernel without it, one that was started without it, and a container whose filter does not know it. */
static bool
is_absent(int error)
{
	return error == ENOSYS || error == EOPNOTSUPP || error == EPERM;
}

bool
landlock_shut(const struct rights *rights, bool *is_shut, char *problem, size_t room)
{
	struct landlock_ruleset_attr attributes = {.handled_access_fs = HANDLED};
	int  rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0);
	bool is_done;

	*is_shut = false;
	if (rules < 0 && is_absent(errno))
		return true;
	is_done =
	    rules >= 0 && add_rules(rules, rights) && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	if (!is_done)
		(void)snprintf(problem, room, "Landlock: %s", strerror(errno));
	if (rules >= 0)
		close(rules);
	*is_shut = is_done;
	return is_done;
}

#else

bool
landlock_shut(const struct rights *rights, bool *is_shut, char *problem, size_t room)
{
	(void)rights, (void)problem, (void)room;
	*is_shut = false;
	return true;
}

#endif
