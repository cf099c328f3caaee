/* SPDX-License-Identifier: Apache-2.0 */
/* Lets go of rights. */
#include "watch/rights.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cap-ng.h>
#include <sys/prctl.h>

static const struct passwd *
find_user(const char *user)
{
	const struct passwd *found;

	if (user != NULL)
		return getpwnam(user);
	found = getpwnam("mailreeve");
	return found != NULL ? found : getpwnam("nobody");
}

static bool
become(const char *user, char *problem, size_t room)
{
	const struct passwd *found = find_user(user);

	if (found == NULL || found->pw_uid == 0) {
		(void)snprintf(problem, room,
			       "no user %s to run as, who is not root: make one, or name another with --user",
			       user != NULL ? user : "mailreeve or nobody");
		return false;
	}
	capng_clear(CAPNG_SELECT_BOUNDS);
	if (capng_apply(CAPNG_SELECT_BOUNDS) == 0 && setgroups(0, NULL) == 0 &&
	    setresgid(found->pw_gid, found->pw_gid, found->pw_gid) == 0 &&
	    setresuid(found->pw_uid, found->pw_uid, found->pw_uid) == 0 && setuid(0) != 0)
		return true;
	(void)snprintf(problem, room, "cannot become user %s: %s", found->pw_name, strerror(errno));
	return false;
}

bool
rights_drop(const char *user, char *problem, size_t room)
{
	if (geteuid() == 0 && !become(user, problem, room))
		return false;
	capng_clear(CAPNG_SELECT_ALL);
	if (capng_apply(CAPNG_SELECT_CAPS) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		return true;
	(void)snprintf(problem, room, "cannot let go of capabilities: %s", strerror(errno));
	return false;
}

bool
rights_confine(char *problem, size_t room)
{
	(void)problem, (void)room;
	return true;
}
