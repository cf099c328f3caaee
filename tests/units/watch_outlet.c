/* SPDX-License-Identifier: Apache-2.0 */
/* Lines on their way out: who reads slowly loses and is told how much, and nobody waits for him. */
#include "watch/outlet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "unit.h"

#define SECOND INT64_C(1000000000)
#define PATH_ROOM 100

static const struct outlet_options small = {.queue_octets = 4096};

struct place {
	char folder[PATH_ROOM / 2], path[PATH_ROOM];
};

static void
make_place(struct place *place, const char *name)
{
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/mailreeve-outlet.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(place->folder));
	(void)snprintf(place->path, sizeof(place->path), "%s/%s", place->folder, name);
}

static void
leave_place(const struct place *place)
{
	char path[PATH_ROOM + 8];

	for (unsigned number = 0; number < 5; number++) {
		(void)snprintf(path, sizeof(path), number > 0 ? "%s.%u" : "%s", place->path, number);
		(void)unlink(path);
	}
	(void)rmdir(place->folder);
}

static struct outlet *
start(const char *address, const struct outlet_options *options)
{
	char           problem[256];
	struct outlet *outlet = outlet_new(address, options, problem, sizeof(problem));

	CU_ASSERT_PTR_NOT_NULL_FATAL(outlet);
	CU_ASSERT_TRUE_FATAL(outlet_start(outlet));
	return outlet;
}

static void
put_lines(struct outlet *outlet, unsigned first, unsigned count)
{
	char line[32];

	for (unsigned i = first; i < first + count; i++)
		outlet_put(outlet, line, (size_t)snprintf(line, sizeof(line), "line %08u", i), 6);
}

static struct outlet_state
state_of(struct outlet *outlet)
{
	struct outlet_state state;

	outlet_state(outlet, &state);
	return state;
}

/* Until ${count} lines are written, five seconds at most. */
static void
wait_for(struct outlet *outlet, uint64_t count)
{
	const struct timespec nap = {.tv_nsec = 5000000};

	for (unsigned i = 0; i < 1000 && state_of(outlet).written < count; i++)
		(void)nanosleep(&nap, NULL);
}

static unsigned
lines_in(const char *path)
{
	FILE    *file = fopen(path, "r");
	char     line[64];
	unsigned count = 0;

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		count += strncmp(line, "line ", 5) == 0 && strlen(line) == 14;
	if (file != NULL)
		(void)fclose(file);
	return count;
}

static void
a_file_gets_each_line_in_order(void)
{
	struct place   place;
	struct outlet *outlet;
	char           content[64] = "";
	FILE          *file;

	make_place(&place, "events");
	outlet = start(place.path, &small);
	put_lines(outlet, 1, 2);
	outlet_free(outlet, SECOND);
	file = fopen(place.path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT_EQUAL(fread(content, 1, sizeof(content), file), 28);
	CU_ASSERT_STRING_EQUAL(content, "line 00000001\nline 00000002\n");
	(void)fclose(file);
	leave_place(&place);
}

static void
a_file_that_has_grown_is_turned_over_and_no_line_is_cut(void)
{
	const struct outlet_options options = {.queue_octets = 4096, .rotate_octets = 140, .keep = 2};
	struct place                place;
	struct outlet              *outlet;
	char                        older[PATH_ROOM + 8];
	struct stat                 status;

	make_place(&place, "events");
	outlet = start(place.path, &options);
	put_lines(outlet, 0, 50); /* ten lines of 14 octets in each file */
	wait_for(outlet, 50);
	CU_ASSERT_EQUAL(state_of(outlet).lost, 0);
	outlet_free(outlet, SECOND);
	CU_ASSERT_EQUAL(lines_in(place.path), 10);
	for (unsigned number = 1; number <= 2; number++) {
		(void)snprintf(older, sizeof(older), "%s.%u", place.path, number);
		CU_ASSERT_EQUAL(lines_in(older), 10);
	}
	(void)snprintf(older, sizeof(older), "%s.3", place.path);
	CU_ASSERT_NOT_EQUAL(stat(older, &status), 0);
	leave_place(&place);
}

static void
a_file_that_was_moved_away_is_opened_anew_when_told_so(void)
{
	struct place   place;
	struct outlet *outlet;
	char           moved[PATH_ROOM + 8];

	make_place(&place, "events");
	(void)snprintf(moved, sizeof(moved), "%s.1", place.path);
	outlet = start(place.path, &small);
	put_lines(outlet, 0, 3);
	wait_for(outlet, 3);
	CU_ASSERT_EQUAL_FATAL(rename(place.path, moved), 0);
	put_lines(outlet, 3, 1);
	wait_for(outlet, 4);
	outlet_reopen(outlet);
	while (access(place.path, F_OK) != 0)
		(void)usleep(1000);
	put_lines(outlet, 4, 5);
	outlet_free(outlet, SECOND);
	CU_ASSERT_EQUAL(lines_in(moved), 4);
	CU_ASSERT_EQUAL(lines_in(place.path), 5);
	leave_place(&place);
}

/* What is too much is lost and counted; what is in the queue comes when the reader reads. */
static void
a_reader_who_does_not_read_loses_lines_and_delays_nobody(void)
{
	struct place        place;
	struct sockaddr_un  name = {.sun_family = AF_UNIX};
	struct outlet      *outlet;
	struct timespec     before, after;
	char                address[PATH_ROOM + 8];
	int                 listener = socket(AF_UNIX, SOCK_STREAM, 0);
	struct outlet_state state;

	make_place(&place, "reader");
	(void)snprintf(name.sun_path, sizeof(name.sun_path), "%s", place.path);
	(void)snprintf(address, sizeof(address), "unix:%s", place.path);
	CU_ASSERT_EQUAL_FATAL(bind(listener, (struct sockaddr *)&name, sizeof(name)), 0);
	CU_ASSERT_EQUAL_FATAL(listen(listener, 1), 0);
	outlet = start(address, &small);
	clock_gettime(CLOCK_MONOTONIC, &before);
	put_lines(outlet, 0, 200000);
	clock_gettime(CLOCK_MONOTONIC, &after);
	state = state_of(outlet);
	CU_ASSERT_TRUE(after.tv_sec - before.tv_sec < 5);
	CU_ASSERT_TRUE(state.lost > 0);
	CU_ASSERT_TRUE(state.queued <= small.queue_octets);
	CU_ASSERT_TRUE(state.written + state.lost <= 200000);
	close(listener); /* its reader is gone: what is being written fails, and the thread ends */
	outlet_free(outlet, SECOND);
	leave_place(&place);
}

static void
a_reader_who_comes_late_gets_what_the_queue_held(void)
{
	struct place       place;
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	struct outlet     *outlet;
	char               address[PATH_ROOM + 8], line[16] = "";
	int                listener = socket(AF_UNIX, SOCK_STREAM, 0), reader;

	make_place(&place, "reader");
	(void)snprintf(name.sun_path, sizeof(name.sun_path), "%s", place.path);
	(void)snprintf(address, sizeof(address), "unix:%s", place.path);
	outlet = start(address, &small);
	put_lines(outlet, 7, 2);
	CU_ASSERT_FALSE(state_of(outlet).is_open);
	CU_ASSERT_TRUE(*state_of(outlet).problem != '\0');
	CU_ASSERT_EQUAL_FATAL(bind(listener, (struct sockaddr *)&name, sizeof(name)), 0);
	CU_ASSERT_EQUAL_FATAL(listen(listener, 1), 0);
	wait_for(outlet, 2);
	CU_ASSERT_EQUAL(state_of(outlet).written, 2);
	reader = accept(listener, NULL, NULL);
	CU_ASSERT_EQUAL(recv(reader, line, 14, MSG_WAITALL), 14);
	CU_ASSERT_STRING_EQUAL(line, "line 00000007\n");
	outlet_free(outlet, SECOND);
	close(reader);
	close(listener);
	leave_place(&place);
}

/* full(4): each write fails with ENOSPC. */
static void
a_full_disk_is_said_and_what_does_not_fit_the_queue_is_counted(void)
{
	struct outlet      *outlet;
	struct outlet_state state;

	if (access("/dev/full", W_OK) != 0) {
		printf("skipped: there is no /dev/full here ");
		return;
	}
	outlet = start("/dev/full", &small);
	put_lines(outlet, 0, 1000);
	(void)usleep(300000);
	state = state_of(outlet);
	CU_ASSERT_EQUAL(state.written, 0);
	CU_ASSERT_STRING_EQUAL(state.problem, "No space left on device");
	CU_ASSERT_TRUE(state.lost > 0);
	CU_ASSERT_TRUE(state.queued <= small.queue_octets);
	outlet_free(outlet, SECOND);
}

static void
a_line_that_no_queue_can_hold_is_lost_alone(void)
{
	struct place   place;
	struct outlet *outlet;
	static char    line[8192];

	make_place(&place, "events");
	outlet = start(place.path, &small);
	memset(line, 'x', sizeof(line));
	outlet_put(outlet, line, sizeof(line), 6);
	put_lines(outlet, 0, 1);
	wait_for(outlet, 1);
	CU_ASSERT_EQUAL(state_of(outlet).lost, 1);
	CU_ASSERT_EQUAL(state_of(outlet).written, 1);
	outlet_free(outlet, SECOND);
	CU_ASSERT_EQUAL(lines_in(place.path), 1);
	leave_place(&place);
}

static void
a_name_says_what_kind_of_place_it_is(void)
{
	CU_ASSERT_TRUE(outlet_is_file("/var/log/mailreeve.jsonl"));
	CU_ASSERT_TRUE(outlet_is_file("syslog.txt"));
	CU_ASSERT_FALSE(outlet_is_file("-"));
	CU_ASSERT_FALSE(outlet_is_file("syslog"));
	CU_ASSERT_FALSE(outlet_is_file("journald"));
	CU_ASSERT_FALSE(outlet_is_file("unix:/run/reader"));
}

/* Who was killed while it wrote. */
static void
half_a_line_of_an_earlier_run_stays_by_itself(void)
{
	static const char wanted[] = "{\"event\":\"fi\nline 00000000\nline 00000001\n";
	struct place      place;
	char              text[128] = "";
	FILE             *file;

	make_place(&place, "events");
	file = fopen(place.path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	(void)fputs("{\"event\":\"fi", file);
	(void)fclose(file);
	for (unsigned run = 0; run < 2; run++) {
		struct outlet *outlet = start(place.path, &small);

		put_lines(outlet, run, 1);
		wait_for(outlet, 1);
		outlet_free(outlet, SECOND);
	}
	file = fopen(place.path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	(void)!fread(text, 1, sizeof(text) - 1, file);
	(void)fclose(file);
	CU_ASSERT_STRING_EQUAL(text, wanted);
	leave_place(&place);
}

SUITE("watch: outlets", ROW(a_file_gets_each_line_in_order),
      ROW(a_file_that_has_grown_is_turned_over_and_no_line_is_cut),
      ROW(a_file_that_was_moved_away_is_opened_anew_when_told_so),
      ROW(a_reader_who_does_not_read_loses_lines_and_delays_nobody),
      ROW(a_reader_who_comes_late_gets_what_the_queue_held),
      ROW(a_full_disk_is_said_and_what_does_not_fit_the_queue_is_counted),
      ROW(a_line_that_no_queue_can_hold_is_lost_alone), ROW(a_name_says_what_kind_of_place_it_is),
      ROW(half_a_line_of_an_earlier_run_stays_by_itself))
