/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_OUTLET_H
#define WATCH_OUTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * outlet: where events go, one line each: standard output, a file, a UNIX socket, syslog, journald.
 *
 * Each outlet has a thread of its own and a queue of a fixed number of octets before it.  Whoever reads
 * slowly fills the queue and loses lines, which are counted; capturing never waits for him.  What can be
 * opened again (a socket whose reader left, a full disk) is tried again while the queue holds.
 */
struct outlet;

struct outlet_options {
	size_t   queue_octets;
	uint64_t rotate_octets; /* a file that is larger becomes FILE.1; 0: never */
	unsigned keep;          /* FILE.1 … FILE.keep */
};

/* A way to put lines somewhere.  To add one: outlet_NAME.c and a row in outlet.c. */
struct outlet_kind {
	const char *name;
	const char *says; /* for people: what the address means */
	bool (*claims)(const char *address);
	/* False with a reason in ${problem}: it may be tried again. */
	bool (*open)(void *state, const char *address, const struct outlet_options *options, char *problem,
		     size_t room);
	/* ${line} without its line end; the severity is that of syslog(3).  False: it has to be opened again.
	 */
	bool (*write)(void *state, const char *line, size_t size, int priority);
	void (*close)(void *state);
	size_t state_size;
	/* Whether ${address} still names what is open, so that it need not be opened again; or NULL. */
	bool (*is_current)(const void *state, const char *address);
};

extern const struct outlet_kind outlet_standard, outlet_unix, outlet_syslog, outlet_journald, outlet_file;

/* All kinds in the order in which they are asked, ended by NULL; the last takes any address. */
extern const struct outlet_kind *const outlet_kinds[];

/*
 * For "-", syslog, journald, unix:PATH or a file's name, and open it.  Standard output has to open; what else
 * does not is tried again every second.  NULL with the reason in ${problem}.
 */
struct outlet *outlet_new(const char *address, const struct outlet_options *options, char *problem,
			  size_t room);

/* Whether that address is a file's name. */
bool outlet_is_file(const char *address);

/* Start its thread: after rights were dropped.  False with errno. */
bool outlet_start(struct outlet *outlet);

/* Take a line, or count it as lost. */
void outlet_put(struct outlet *outlet, const char *line, size_t size, int priority);

/* Close and open it again before the next line: another program has moved the file away. */
void outlet_reopen(struct outlet *outlet);

struct outlet_state {
	const char *address;
	bool        is_open;
	char        problem[256];
	uint64_t    written, lost; /* lines */
	uint64_t    queued;        /* octets */
};
void outlet_state(struct outlet *outlet, struct outlet_state *state);

/* Write what is queued, for ${patience} nanoseconds at most, and end. */
void outlet_free(struct outlet *outlet, int64_t patience);

#endif
