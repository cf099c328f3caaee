/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SAVED_ROOM_H
#define REPORT_SAVED_ROOM_H

#include "base/text.h"
#include "report/saved.h"
#include "report/take.h"

/* What a saved report is made of, for those that make one. */

#define SAVED_FINDINGS_MOST 4000000
#define SAVED_SESSIONS_MOST 100000000
#define SAVED_CHECKS_MOST 10000
#define SAVED_PAIRS_MOST 4000000
#define SAVED_SERVERS_MOST 4096 /* as of a policy */
#define SAVED_COUNTS_MOST 400
#define SAVED_INPUTS_MOST 65535
#define SAVED_OCTETS_MOST ((size_t)1 << 30)

/* A list that grows; elements are moved when it does. */
struct list {
	void  *items;
	size_t count, room;
};

/* Room for one more of ${size} octets, all zero, at the end; NULL without memory. */
void *list_add(struct list *list, size_t size);

/* Where a session stands. */
struct saved_session {
	place    first; /* its first packet */
	uint64_t offset;
	uint32_t part; /* of saved.parts; 0 in a report that was read */
};

struct saved_check {
	struct check       check;
	struct check_tally tally;
	bool               is_whole; /* basis and texts are known, too */
};

struct saved_pair {
	struct pair_tally tally;
	uint32_t         *of; /* by check */
};

struct saved {
	struct arena              *arena;
	struct report              report;
	struct list                inputs;   /* struct report_input */
	struct list                counts;   /* struct report_count */
	struct list                checks;   /* struct saved_check * */
	struct list                findings; /* struct finding */
	struct list                ports;    /* struct port_tally */
	struct list                named;    /* struct named_tally */
	struct list                pairs;    /* struct saved_pair */
	struct list                waivers;  /* struct waiver_says *, no two alike */
	struct list                cuts;     /* struct report_cut */
	struct list                sessions; /* struct saved_session */
	struct text                octets;   /* of results, as they were kept; empty: there are none */
	struct results            *results;  /* of a merged one, if all parts had octets; else NULL */
	uint64_t                   session_count;
	const struct report_count *known; /* the counts of this version */
	size_t                     known_count;
	FILE                      *file;  /* of a report that was read: its sessions are there */
	struct saved *const       *parts; /* of a merged one: its sessions are theirs */
	const uint16_t *const     *moved; /* of a merged one, by part: the new index of each of its inputs */
};

struct saved *saved_new(void);

/* Point the report at what was gathered. */
void saved_finish(struct saved *saved);

/* Give the counts that this version knows their meaning and its order; others stand behind them by name. */
void saved_explain_counts(struct saved *saved);

/* The check of that id; NULL if there is none. */
struct saved_check *saved_check(const struct saved *saved, const char *id);

/* The items of an object that was read, see read_items.c; each says in ${take} what is wrong. */
void read_input(struct saved *saved, struct take *take);
void read_policy(struct saved *saved, struct take *take);
void read_coverage(struct saved *saved, struct take *take);
void read_summary(struct saved *saved, struct take *take);
void read_check(struct saved *saved, struct take *take);
void read_finding(struct saved *saved, struct take *take);
void read_port(struct saved *saved, struct take *take);
void read_server(struct saved *saved, struct take *take);
void read_pair(struct saved *saved, struct take *take);
void read_results(struct saved *saved, struct take *take);
void read_cut(struct saved *saved, struct take *take);

/* Basis, texts and citations of a check, which stand in each of its findings, too; once. */
void read_check_texts(struct saved_check *into, struct take *take);

/* The fact of ${key}, which must be there. */
void read_fact(struct facts *facts, enum fact fact, struct take *take, const char *key);

/* "file:line" of "policy_at". */
void read_spot(struct spot *spot, struct take *take);

/* The same waiver as one that lives as long as ${saved}: equal ones are one.  NULL of NULL, or without
 * memory. */
const struct waiver_says *saved_waiver(struct saved *saved, const struct waiver_says *waiver);

/* The session in ${take}, its texts in the arena of ${take}. */
void read_session(const struct saved *saved, struct take *take, struct session *session);

/* The place of a frame that "input" and "capture" of ${take} name. */
place read_place(const struct saved *saved, struct take *take, const char *capture_key, const char *input_key,
		 uint64_t frame);

/* Read the session ${index} again. */
bool saved_session(const struct saved *saved, size_t index, struct arena *arena, struct session *session);

#endif
