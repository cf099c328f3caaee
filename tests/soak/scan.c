/* SPDX-License-Identifier: Apache-2.0 */
/* A SYN scan of many ports on many hosts, with mail and a really blocked port beside it: what is said, and in
 * how much memory. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/complain.h"
#include "command_crowd.h"

#define MICROSECOND INT64_C(1000)
#define MINUTE (60 * CALL_SECOND)

static const struct {
	const char    *name;
	enum call_kind kind;
} kinds[] = {
    {"dropped", CALL_SYN    },
    {"refused", CALL_REFUSED},
    {"half",    CALL_HALF   },
    {"connect", CALL_LOOK   },
};

/* Mail every second, and a user who is kept out of 587. */
static void
call_ordinary(struct crowd *crowd, int64_t till)
{
	for (int64_t when = 0; when < till; when += CALL_SECOND)
		crowd_call(crowd, CALL_TALK, "10.1.0.25", "203.0.113.30", 25, when);
	crowd_call(crowd, CALL_DROPPED, "10.1.0.5", "203.0.113.20", 587, till / 2);
}

static uint64_t
findings_of(struct play *play, const char *part, uint64_t *sessions)
{
	uint64_t count = 0;

	*sessions = 0;
	for (size_t i = 0; i < results_finding_count(play->results); i++) {
		const struct finding *finding = results_finding(play->results, i);

		if (strstr(finding->check->id, part) == NULL)
			continue;
		count++;
		*sessions += finding->count;
	}
	return count;
}

static int
check(struct play *play)
{
	uint64_t      scanned, blocked, dropped;
	uint64_t      scans = findings_of(play, "mail-port-scan", &scanned);
	struct rusage usage;

	findings_of(play, "submission-blocked", &blocked);
	findings_of(play, "submission-blocked-dropped", &dropped);
	getrusage(RUSAGE_SELF, &usage);
	printf("%zu sessions, %" PRIu64 " scan findings of %" PRIu64 " sessions, %" PRIu64
	       " blocked, %" PRIu64 " of them truly; peak %ld MiB\n",
	       play->count, scans, scanned, blocked, dropped, usage.ru_maxrss / 1024);
	return scans == 1 && blocked == 1 && dropped == 1 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("baseline", complaints);
	struct scan        scan = {"10.9.9.9", 256, 65535, false, MINUTE, 10 * MICROSECOND, CALL_SYN};
	struct crowd       crowd;
	struct play        play;
	int64_t            till;
	int                status;

	for (size_t i = 0; argc > 1 && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(argv[1], kinds[i].name) == 0)
			scan.kind = kinds[i].kind;
	if (argc > 3) {
		scan.hosts = (uint32_t)strtoul(argv[2], NULL, 10);
		scan.ports = (uint32_t)strtoul(argv[3], NULL, 10);
	}
	till = MINUTE + scan.gap * scan.hosts * scan.ports + 10 * MINUTE;
	crowd_begin(&crowd);
	call_ordinary(&crowd, till);
	crowd_play(&crowd, &scan, till, policy, &play);
	status = check(&play);
	crowd_end(&crowd);
	play_free(&play);
	policy_free(policy);
	complaints_free(complaints);
	return status;
}
