/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a command and appends to a file what it cost: CPU seconds, elapsed seconds, peak KiB, exit status. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static double
seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* getrusage(2): ru_maxrss is in octets on macOS, in KiB elsewhere. */
static long
peak_kib(const struct rusage *usage)
{
#ifdef __APPLE__
	return usage->ru_maxrss / 1024;
#else
	return usage->ru_maxrss;
#endif
}

/* The exit status of the command, or 128 and its signal as a shell gives it; -1 if it could not be waited
 * for. */
static int
run(char **command)
{
	int   status;
	pid_t child = fork();

	if (child == 0) {
		execvp(command[0], command);
		fprintf(stderr, "run_cpu: %s: %s\n", command[0], strerror(errno));
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
main(int argc, char **argv)
{
	struct timeval before, after;
	struct rusage  usage;
	FILE          *list;
	int            status;

	if (argc < 3) {
		fprintf(stderr, "usage: run_cpu FILE COMMAND [ARGUMENT...]\n");
		return 2;
	}
	gettimeofday(&before, NULL);
	status = run(argv + 2);
	gettimeofday(&after, NULL);
	list = fopen(argv[1], "a");
	if (status < 0 || list == NULL || getrusage(RUSAGE_CHILDREN, &usage) < 0) {
		fprintf(stderr, "run_cpu: %s\n", strerror(errno));
		return EXIT_FAILURE;
	}
	fprintf(list, "%.3f %.3f %ld %d\n", seconds(usage.ru_utime) + seconds(usage.ru_stime),
		seconds(after) - seconds(before), peak_kib(&usage), status);
	return fclose(list) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
