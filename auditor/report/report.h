/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "policy/results.h"
#include "session/session.h"

/* Changes with every change that could break a reader; new members do not. */
#define REPORT_SCHEMA "mailreeve-report/1"

/*
 * report: everything that an output format may print, gathered by command/.
 *
 * Plain values and pointers to what others own.  The contract of its JSON form
 * is docs/report.schema.json; the words are the same in every format.
 */
struct report_input {
	const char        *capture;        /* as the user named it; "-" for standard input */
	uint64_t           packets, bytes; /* bytes: as on the wire */
	int64_t            first, last;    /* nanoseconds; only if packets > 0 */
	bool               is_complete;
	const char        *sha256;   /* 64 hexadecimal digits; NULL: not asked for, or not to be had */
	const char *const *problems; /* ends with NULL */
};

/* One number of coverage, with the name that the JSON form gives it. */
struct report_count {
	/* "flows", "not_decoded.fragment" …: a dot makes a nested object.  No name is another's group. */
	const char *name;
	uint64_t    number;
	/* For people, who read it behind the number when that is not 0; NULL: not shown to them. */
	const char *meaning;
	bool        is_doubt; /* when not 0, something may have been missed */
};

struct report_policy {
	const char       *name, *version, *sha256, *profile; /* version and profile may be NULL */
	bool              zones_guessed;
	const char       *inside; /* the prefixes of the zone inside, joined by ", " */
	struct zone_doubt doubt;  /* what speaks against the zones */
};

struct keep_changes;
struct text;

/*
 * What was found, by index, in the order and with the meaning of policy/results.h.  Functions, so that a
 * report can be printed of results as well as of a report that was read back.  A finding stays where it is
 * until the report is printed.
 */
struct report_found {
	void *of; /* handed to each of them */
	size_t (*finding_count)(void *of);
	const struct finding *(*finding)(void *of, size_t index);
	size_t (*check_count)(void *of);
	struct check_tally (*check)(void *of, size_t index);
	size_t (*port_count)(void *of);
	struct port_tally (*port)(void *of, size_t index);
	uint64_t (*sessions)(void *of);
	/* Servers that the policy names; without any in older reports. */
	size_t (*named_count)(void *of);
	struct named_tally (*named)(void *of, size_t index);
	/* Only asked of a report with pairs. */
	size_t (*pair_count)(void *of);
	struct pair_tally (*pair)(void *of, size_t index);
	/* All that adds up, as octets, with ${changes} or as it is (NULL); see policy/keep.h.  False without
	 * memory.  NULL: nobody has them. */
	bool (*keep)(void *of, const struct keep_changes *changes, struct text *octets);
	bool is_sealed; /* keep knows of no changes */
};

/* What ${results}, which must outlive it, found. */
struct report_found report_found_in(struct results *results);

/*
 * The same as ${below}, which must outlive it and is what its functions are handed.  Who changes something
 * has ${below} as the first member of its own record, and puts functions of its own over these.
 */
struct report_found report_found_over(struct report_found *below);

/* A finding of an earlier report that is not in this one; addresses and port as text, "any" for none. */
struct report_gone {
	char        id[FINDING_ID_SIZE];
	const char *check, *severity, *client, *server, *port;
};

/* What an earlier report had, when only what is new is shown (report/against.h). */
struct report_past {
	const char               *name;      /* of its file */
	uint64_t                  unchanged; /* findings of both, which are left out */
	const struct report_gone *gone;      /* by id */
	size_t                    gone_count;
};

/* A connection that reports of two captures have a half of each, so that a merged report counts it twice. */
struct report_cut {
	struct address client, server;
	uint16_t       client_port, server_port;
	place          first, again; /* the first packet of each half */
};

struct report_live;

struct report {
	const char                *version; /* of mailreeve */
	const struct report_past  *past;    /* NULL: nothing was left out */
	const struct report_input *inputs;
	size_t                     input_count;
	struct report_policy       policy;
	const struct report_count *coverage;
	size_t                     coverage_count;
	struct report_found        found;
	enum verdict               verdict; /* fail, pass or inconclusive; see report/verdict.h */
	enum severity              fail_on;
	/* When it is said to have been made, nanoseconds; 0: not said, and formats that want a time take that
	 * of the last packet, so that the same captures give the same bytes. */
	int64_t generated;
	bool    with_sessions, with_pairs;
	bool    is_approximate; /* merged, and what several reports show together is only known in part */
	const struct report_cut *cuts; /* of a merged report */
	size_t                   cut_count;
	/* Calls ${each} for every session in the order of session_compare; non-zero from it stops. */
	int (*sessions)(void *context, int (*each)(void *to, const struct session *session), void *to);
	void                     *sessions_context;
	const struct report_live *live; /* of a watch that goes on (report/live.h); NULL: of what is over */
};

/* How to print, for formats made for people. */
struct report_style {
	bool     has_color;
	bool     has_utf8;
	unsigned width; /* columns */
	bool     is_quiet;
	bool     explain;    /* add the facts that decided */
	bool     by_control; /* add what the checks say of the controls of frameworks */
};

/* A format writes the whole report to ${out} and flushes it; 0, or -1 with errno when writing failed. */
struct format {
	const char *name;
	const char *says;           /* one line for people */
	bool        needs_sessions; /* it lists them, whether or not report.with_sessions says so */
	int (*write)(const struct report *report, const struct report_style *style, FILE *out);
};

/* All formats; a new one is one file and one row in formats.h.  Ended by a NULL name. */
extern const struct format report_formats[];

/* The format of that name; NULL if there is none. */
const struct format *report_format(const char *name);

#endif
