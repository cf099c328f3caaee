/* SPDX-License-Identifier: Apache-2.0 */
/* Draws the progress line. */
#include "command/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define MEBI (1024.0 * 1024.0)

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void
progress_begin(struct progress *progress, uint64_t total, bool is_quiet)
{
	progress->is_on = !is_quiet && isatty(STDERR_FILENO) == 1;
	progress->was_shown = false;
	progress->total = total;
	progress->began = progress->shown = now();
}

static void
show_left(const struct progress *progress, uint64_t done, double speed)
{
	double left;

	if (progress->total <= done || speed <= 0)
		return;
	left = (double)(progress->total - done) / speed;
	fprintf(stderr, "of %.0f MiB, %d:%02d left, ", (double)progress->total / MEBI, (int)(left / 60),
		(int)left % 60);
}

void
progress_show(struct progress *progress, uint64_t done, uint64_t findings)
{
	double time, speed;

	if (!progress->is_on)
		return;
	time = now();
	if (time - progress->began < 1 || time - progress->shown < 0.2)
		return;
	progress->shown = time;
	progress->was_shown = true;
	speed = (double)done / (time - progress->began);
	fprintf(stderr, "\r\033[K%.0f MiB ", (double)done / MEBI);
	show_left(progress, done, speed);
	fprintf(stderr, "%.0f MiB/s, %llu findings", speed / MEBI, (unsigned long long)findings);
	fflush(stderr);
}

void
progress_end(struct progress *progress)
{
	if (progress->was_shown)
		fputs("\r\033[K", stderr);
	progress->was_shown = false;
}
