/* SPDX-License-Identifier: Apache-2.0 */
/* The system calls that a running watch needs: seccomp(2). */
#include "watch/rights.h"

#ifdef __linux__
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if_packet.h>
#include <seccomp.h>

/* By name: what an architecture does not have is passed over. */
/* clang-format off */
static const char *const allowed[] = {
	/* packets, pipes and sockets */
	"read", "readv", "write", "writev", "recvfrom", "recvmsg", "sendto", "sendmsg", "accept", "accept4",
	"connect", "shutdown", "getsockopt", "setsockopt", "getsockname", "getpeername", "poll", "ppoll", "select",
	"pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2", "epoll_ctl", "eventfd2", "pipe2", "ioctl", "fcntl",
	"dup", "close",
	/* files that were named */
	"open", "openat", "access", "faccessat", "faccessat2", "stat", "fstat", "lstat", "newfstatat", "statx",
	"lseek", "pread64", "pwrite64", "fsync", "fdatasync", "ftruncate", "fchmod", "umask", "rename", "renameat",
	"renameat2", "link", "linkat", "unlink", "unlinkat", "getdents64", "readlink", "readlinkat", "getcwd", "flock",
	/* memory and time */
	"brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "clock_gettime", "clock_getres", "clock_nanosleep",
	"nanosleep", "gettimeofday", "time", "getrandom",
	/* threads and signals */
	"futex", "futex_waitv", "sched_yield", "rseq", "set_robust_list", "membarrier", "sigaltstack", "rt_sigaction",
	"rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "restart_syscall", "getpid", "gettid", "getuid", "geteuid",
	"getgid", "getegid", "tgkill", "getrusage", "sysinfo", "uname", "exit", "exit_group",
};
/* clang-format on */

/* To an address of packet(7) and no other: what bears that number later could only be a UNIX socket. */
static int
allow_binding(scmp_filter_ctx filter, const int *sockets, size_t count)
{
	int error = 0;

	for (size_t i = 0; i < count && error == 0; i++)
		if (sockets[i] >= 0)
			error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(bind), 2,
						 SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)sockets[i], 0),
						 SCMP_A2(SCMP_CMP_EQ, sizeof(struct sockaddr_ll), 0));
	return error;
}

static int
allow_all(scmp_filter_ctx filter)
{
	int error = 0;

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]) && error == 0; i++) {
		int number = seccomp_syscall_resolve_name(allowed[i]);

		if (number != __NR_SCMP_ERROR)
			error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
	}
	/* An outlet or a log that went away is connected to again; nothing else is. */
	if (error == 0)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
					 SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
	return error;
}

bool
rights_confine(const int *sockets, size_t count, char *problem, size_t room)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int             error = filter == NULL ? -ENOMEM : allow_all(filter);

	if (error == 0)
		error = allow_binding(filter, sockets, count);
	if (error == 0)
		error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (error == 0)
		error = seccomp_load(filter);
	if (filter != NULL)
		seccomp_release(filter);
	if (error != 0)
		(void)snprintf(problem, room, "seccomp: %s", strerror(-error));
	return error == 0;
}

#else

bool
rights_confine(const int *sockets, size_t count, char *problem, size_t room)
{
	(void)sockets, (void)count, (void)problem, (void)room;
	return true;
}

#endif
