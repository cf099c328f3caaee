/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_GUARD_H
#define WATCH_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command/output.h"
#include "policy/check.h"
#include "report/lines.h"

#define MOST_INTERFACES 64
#define MOST_OUTLETS 8
#define MOST_REPORTS 8

/* What a gateway is told to do; points into what the caller keeps. */
struct guard_options {
	const char *policy; /* a file, or the name of a built-in one */
	const char *inside; /* prefixes, or NULL */
	const char *interfaces[MOST_INTERFACES];
	size_t      interface_count;
	const char *filter;  /* pcap-filter(7), or NULL */
	unsigned    threads; /* for each interface */
	bool        is_promiscuous;
	uint64_t    memory; /* octets, all stations together */
	const char *outlets[MOST_OUTLETS];
	size_t      outlet_count;
	const struct line_format
		     *lines[MOST_OUTLETS]; /* what each outlet is told in; NULL: all events as JSON */
	size_t        queue_octets;
	uint64_t      rotate_octets;
	unsigned      rotate_keep;
	struct output reports[MOST_REPORTS];
	size_t        report_count;
	bool          with_sessions;
	int64_t       repeat, stats, every, state_every,
	    lifetime; /* nanoseconds; 0: never, for the last: for ever */
	enum severity fail_on;
	const char   *user;                   /* NULL: mailreeve, else nobody */
	const char   *http, *control, *state; /* addresses and folder; NULL: none */
	bool          is_http_public;         /* the address may be one beyond loopback */
	bool          is_quiet;
};

/*
 * guard: watches interfaces until it is told to stop (SIGINT, SIGTERM) or its lifetime is over.
 *
 * Opens what needs rights, drops them, and tells findings as they become certain.  SIGHUP: the policy is
 * loaded anew and files are opened anew.  SIGUSR1: the reports are written.  Returns an exit status of
 * command/command.h's meaning.
 */
int guard_run(const struct guard_options *options);

#endif
