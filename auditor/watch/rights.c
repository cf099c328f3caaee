/* SPDX-License-Identifier: Apache-2.0 */
/* Lets go of rights: another user, no capabilities, few files. */
#include "watch/rights.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "watch/landlock.h"

#ifdef __linux__
#include <cap-ng.h>
#include <sys/prctl.h>
#endif

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
shut_bounds(void)
{
#ifdef __linux__
	capng_clear(CAPNG_SELECT_BOUNDS);
	return capng_apply(CAPNG_SELECT_BOUNDS) == 0;
#else
	return true;
#endif
}

/* That the way back is shut is tried, not assumed. */
static bool
become(const char *user, char *problem, size_t room)
{
	const struct passwd *found = find_user(user);

	if (found == NULL || found->pw_uid == 0) {
		(void)snprintf(problem, room,
			       "no user %s to run as who is not root: make one, or name another with --user",
			       user != NULL ? user : "mailreeve or nobody");
		return false;
	}
	if (shut_bounds() && setgroups(0, NULL) == 0 &&
	    setresgid(found->pw_gid, found->pw_gid, found->pw_gid) == 0 &&
	    setresuid(found->pw_uid, found->pw_uid, found->pw_uid) == 0 && setuid(0) != 0)
		return true;
	(void)snprintf(problem, room, "cannot become user %s: %s", found->pw_name, strerror(errno));
	return false;
}

static bool
drop_capabilities(char *problem, size_t room)
{
#ifdef __linux__
	capng_clear(CAPNG_SELECT_ALL);
	if (capng_apply(CAPNG_SELECT_CAPS) != 0 || capng_apply(CAPNG_SELECT_AMBIENT) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		(void)snprintf(problem, room, "cannot let go of capabilities: %s", strerror(errno));
		return false;
	}
#else
	(void)problem, (void)room;
#endif
	return true;
}

bool
rights_drop(const struct rights *rights, bool *has_landlock, char *problem, size_t room)
{
	tzset(); /* syslog(3) would read the time zone when no file can be opened any more */
	if (geteuid() == 0 && !become(rights->user, problem, room))
		return false;
	return drop_capabilities(problem, room) && landlock_shut(rights, has_landlock, problem, room);
}
