/* SPDX-License-Identifier: Apache-2.0 */
/* A process without rights tries what it must not be able to do. */
#include "watch/rights.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

#ifdef __linux__
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/if_packet.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/un.h>

/* errno of each thing that was tried; 0: it was done. */
struct tried {
	int  dropped, confined;
	int  inet, packet, netlink, execute, trace, local;  /* system calls */
	int  follow, misuse, bind;                          /* bind(2) */
	int  foreign, readable, readable_writing, writable; /* files */
	bool has_landlock;
	char problem[256];
};

struct prisoner {
	pid_t        pid;
	int          from, to; /* pipes */
	int          landlock; /* errno by which a container forbids it; 0: it does not */
	char         readable[64], writable[64];
	struct tried tried;
};

static int
error_of(int result)
{
	int error = result < 0 ? errno : 0;

	if (result > 2)
		close(result);
	return error;
}

static int
open_in(const char *folder, const char *name, int flags)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return error_of(open(path, flags, 0600));
}

/* The packet socket may follow its interface; it may not become anything else, and no other may be bound. */
static void
try_binding(int packets, struct tried *tried)
{
	const struct sockaddr_ll any = {.sll_family = AF_PACKET};
	const struct sockaddr_un path = {.sun_family = AF_UNIX};
	int                      local = socket(AF_UNIX, SOCK_STREAM, 0);

	tried->follow = error_of(bind(packets, (const struct sockaddr *)&any, sizeof(any)));
	tried->misuse = error_of(bind(packets, (const struct sockaddr *)&path, sizeof(path)));
	tried->bind = error_of(bind(local, (const struct sockaddr *)&any, sizeof(any)));
	close(local);
}

static void
try_all(const struct prisoner *prisoner, int packets, struct tried *tried)
{
	static char *const nothing[] = {NULL};

	try_binding(packets, tried);

	tried->inet = error_of(socket(AF_INET, SOCK_STREAM, 0));
	tried->packet = error_of(socket(AF_PACKET, SOCK_RAW, 0));
	tried->netlink = error_of(socket(AF_NETLINK, SOCK_RAW, 0));
	tried->local = error_of(socket(AF_UNIX, SOCK_STREAM, 0));
	tried->execute = error_of(execve("/bin/true", nothing, nothing));
	tried->trace = error_of((int)ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	tried->foreign = error_of(open("/etc/passwd", O_RDONLY));
	tried->readable = open_in(prisoner->readable, "policy", O_RDONLY);
	tried->readable_writing = open_in(prisoner->readable, "policy", O_WRONLY);
	tried->writable = open_in(prisoner->writable, "events", O_WRONLY | O_CREAT);
}

/* As a container does whose filter is older than landlock(7). */
static void
forbid_landlock(int error)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	if (filter == NULL ||
	    seccomp_rule_add(filter, SCMP_ACT_ERRNO((uint32_t)error), SYS_landlock_create_ruleset, 0) != 0 ||
	    seccomp_load(filter) != 0)
		_exit(1);
	seccomp_release(filter);
}

/* In the child: it says what came of it, and waits until it was looked at. */
static void
live(const struct prisoner *prisoner, int from, int to)
{
	const struct rights rights = {
	    .readable = {prisoner->readable},
	    .readable_count = 1,
	    .writable = {prisoner->writable},
	    .writable_count = 1,
	};
	struct tried tried;
	char         word;
	int          packets = socket(AF_PACKET, SOCK_RAW, 0);

	memset(&tried, 0, sizeof(tried));
	if (prisoner->landlock != 0)
		forbid_landlock(prisoner->landlock);
	tried.dropped = !rights_drop(&rights, &tried.has_landlock, tried.problem, sizeof(tried.problem));
	tried.confined = !rights_confine(&packets, 1, tried.problem, sizeof(tried.problem));
	if (!tried.dropped && !tried.confined)
		try_all(prisoner, packets, &tried);
	(void)!write(to, &tried, sizeof(tried));
	(void)!read(from, &word, 1);
	_exit(0);
}

static void
make_folder(char folder[64], const char *file)
{
	char path[128];
	int  fd;

	(void)snprintf(folder, 64, "/tmp/mailreeve-rights.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	CU_ASSERT_EQUAL(chmod(folder, 0777), 0);
	(void)snprintf(path, sizeof(path), "%s/%s", folder, file);
	if ((fd = open(path, O_CREAT | O_RDWR, 0666)) >= 0) {
		CU_ASSERT_EQUAL(fchmod(fd, 0666), 0);
		close(fd);
	}
}

static void
imprison_within(struct prisoner *prisoner, int landlock)
{
	int up[2], down[2];

	memset(prisoner, 0, sizeof(*prisoner));
	prisoner->landlock = landlock;
	make_folder(prisoner->readable, "policy");
	make_folder(prisoner->writable, "old");
	CU_ASSERT_EQUAL_FATAL(pipe(up), 0);
	CU_ASSERT_EQUAL_FATAL(pipe(down), 0);
	(void)fflush(NULL);
	prisoner->pid = fork();
	CU_ASSERT_FATAL(prisoner->pid >= 0);
	if (prisoner->pid == 0) {
		close(up[0]);
		close(down[1]);
		live(prisoner, down[0], up[1]);
	}
	close(up[1]);
	close(down[0]);
	prisoner->from = up[0];
	prisoner->to = down[1];
	CU_ASSERT_EQUAL_FATAL(read(prisoner->from, &prisoner->tried, sizeof(prisoner->tried)),
			      (ssize_t)sizeof(prisoner->tried));
	if (*prisoner->tried.problem != '\0')
		printf("%s ", prisoner->tried.problem);
	CU_ASSERT_EQUAL_FATAL(prisoner->tried.dropped, 0);
	CU_ASSERT_EQUAL_FATAL(prisoner->tried.confined, 0);
}

static void
imprison(struct prisoner *prisoner)
{
	imprison_within(prisoner, 0);
}

static void
remove_folder(const char *folder, const char *const files[2])
{
	char path[128];

	for (unsigned i = 0; i < 2; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		(void)unlink(path);
	}
	(void)rmdir(folder);
}

static void
release(struct prisoner *prisoner)
{
	int status = -1;

	close(prisoner->to);
	CU_ASSERT_EQUAL(waitpid(prisoner->pid, &status, 0), prisoner->pid);
	CU_ASSERT_EQUAL(status, 0);
	close(prisoner->from);
	remove_folder(prisoner->readable, (const char *const[2]){"policy", "events"});
	remove_folder(prisoner->writable, (const char *const[2]){"old", "events"});
}

/* The number behind ${name} in its /proc/PID/status. */
static unsigned long long
status_of(const struct prisoner *prisoner, const char *name, int base)
{
	char               path[64], line[256];
	unsigned long long number = ~0ULL;
	FILE              *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)prisoner->pid);
	file = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
			number = strtoull(line + strlen(name) + 1, NULL, base);
	(void)fclose(file);
	return number;
}

static void
the_kernel_says_that_no_right_is_left(void)
{
	static const char *const sets[] = {"CapInh", "CapPrm", "CapEff", "CapAmb"};
	struct prisoner          prisoner;

	imprison(&prisoner);
	for (unsigned i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		CU_ASSERT_EQUAL(status_of(&prisoner, sets[i], 16), 0);
	CU_ASSERT_EQUAL(status_of(&prisoner, "NoNewPrivs", 10), 1);
	CU_ASSERT_EQUAL(status_of(&prisoner, "Seccomp", 10), 2);
	CU_ASSERT_NOT_EQUAL(status_of(&prisoner, "Uid", 10), 0);
	if (geteuid() == 0)
		CU_ASSERT_EQUAL(status_of(&prisoner, "CapBnd", 16), 0);
	release(&prisoner);
}

static void
no_socket_but_a_local_one_and_no_program_can_be_had(void)
{
	struct prisoner prisoner;

	imprison(&prisoner);
	CU_ASSERT_EQUAL(prisoner.tried.inet, EPERM);
	CU_ASSERT_EQUAL(prisoner.tried.packet, EPERM);
	CU_ASSERT_EQUAL(prisoner.tried.netlink, EPERM);
	CU_ASSERT_EQUAL(prisoner.tried.execute, EPERM);
	CU_ASSERT_EQUAL(prisoner.tried.trace, EPERM);
	CU_ASSERT_EQUAL(prisoner.tried.local, 0);
	release(&prisoner);
}

static void
a_packet_socket_may_follow_its_interface_and_no_other_be_bound(void)
{
	struct prisoner prisoner;

	imprison(&prisoner);
	if (geteuid() == 0)
		CU_ASSERT_EQUAL(prisoner.tried.follow, 0);
	CU_ASSERT_EQUAL(prisoner.tried.misuse, EPERM);
	CU_ASSERT_EQUAL(prisoner.tried.bind, EPERM);
	release(&prisoner);
}

static void
no_file_can_be_opened_but_where_it_was_allowed(void)
{
	struct prisoner prisoner;

	if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1) {
		printf("skipped: this kernel has no Landlock ");
		return;
	}
	imprison(&prisoner);
	CU_ASSERT_TRUE(prisoner.tried.has_landlock);
	CU_ASSERT_EQUAL(prisoner.tried.foreign, EACCES);
	CU_ASSERT_EQUAL(prisoner.tried.readable, 0);
	CU_ASSERT_EQUAL(prisoner.tried.readable_writing, EACCES);
	CU_ASSERT_EQUAL(prisoner.tried.writable, 0);
	release(&prisoner);
}

static void
without_landlock_it_goes_on_and_says_so(void)
{
	static const int errors[] = {ENOSYS, EOPNOTSUPP, EPERM};
	struct prisoner  prisoner;

	for (unsigned i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		imprison_within(&prisoner, errors[i]);
		CU_ASSERT_FALSE(prisoner.tried.has_landlock);
		CU_ASSERT_EQUAL(prisoner.tried.inet, EPERM);
		CU_ASSERT_EQUAL(status_of(&prisoner, "Seccomp", 10), 2);
		release(&prisoner);
	}
}

/* Nothing is dropped here: the test itself goes on. */
static void
a_user_who_is_root_or_nobody_knows_is_refused(void)
{
	struct rights rights = {.user = "root"};
	bool          has_landlock;
	char          problem[256] = "";

	if (geteuid() != 0) {
		printf("skipped: only root becomes another user ");
		return;
	}
	CU_ASSERT_FALSE(rights_drop(&rights, &has_landlock, problem, sizeof(problem)));
	CU_ASSERT_PTR_NOT_NULL(strstr(problem, "no user root"));
	rights.user = "no-such-user-here";
	CU_ASSERT_FALSE(rights_drop(&rights, &has_landlock, problem, sizeof(problem)));
	CU_ASSERT_PTR_NOT_NULL(strstr(problem, "--user"));
	CU_ASSERT_EQUAL(geteuid(), 0);
}

SUITE("watch: rights", ROW(the_kernel_says_that_no_right_is_left),
      ROW(no_socket_but_a_local_one_and_no_program_can_be_had),
      ROW(a_packet_socket_may_follow_its_interface_and_no_other_be_bound),
      ROW(no_file_can_be_opened_but_where_it_was_allowed), ROW(without_landlock_it_goes_on_and_says_so),
      ROW(a_user_who_is_root_or_nobody_knows_is_refused))

#endif
