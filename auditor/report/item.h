/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_ITEM_H
#define REPORT_ITEM_H

#include <json-c/json.h>

#include "base/community.h"
#include "report/report.h"

/*
 * item: one thing of a report as members of a json-c object, the same in every format that speaks JSON.
 *
 * Each function adds its members to ${to}, which becomes NULL when memory runs
 * out (see report/members.h).  Names and meanings: docs/report.schema.json.
 */
struct item_count {
	uint64_t findings[SEVERITY_COUNT]; /* waived ones are not in it */
	uint64_t checks[VERDICT_COUNT];
};

/* Count what the summary tells; walks all findings. */
struct item_count item_count(const struct report *report);

void item_input(struct json_object **to, const struct report_input *input);
void item_policy(struct json_object **to, const struct report_policy *policy);
void item_coverage(struct json_object **to, const struct report *report);
void item_summary(struct json_object **to, const struct report *report);
void item_check(struct json_object **to, const struct check_tally *tally);
/* Where in a policy it stands, as "policy_at". */
void item_spot(struct json_object **to, const struct spot *spot);

/* Why it matters, what to do, where it is written: of a check, and of each of its findings. */
void item_check_texts(struct json_object **to, const struct check *check);
void item_finding(struct json_object **to, const struct report *report, const struct finding *finding);

/* What the findings of one check have in common, made and printed once while they stand together in a list.
 * Zero it to begin; item_texts_free when done. */
struct item_texts {
	const struct check *check; /* that of the last finding */
	struct json_object *members;
};

void item_texts_free(struct item_texts *texts);
/* As item_finding does; ${texts} is that of the list. */
void item_finding_in(struct json_object **to, const struct report *report, const struct finding *finding,
		     struct item_texts *texts);
void item_pair(struct json_object **to, const struct report *report, const struct pair_tally *pair);
void item_cut(struct json_object **to, const struct report *report, const struct report_cut *cut);
void item_port(struct json_object **to, const struct port_tally *tally);
void item_session(struct json_object **to, const struct report *report, const struct session *session);

/* The name of a fact as a member of a session: `client` is also a group, and there client.address.  Written
 * to
 * ${key} if need be. */
#define ITEM_KEY_SIZE 64
const char *item_fact_key(enum fact fact, char key[ITEM_KEY_SIZE]);

/* A file's place: "capture", its name, and "input", its index. */
void item_place(struct json_object **to, const struct report *report, place where);

/* The name of the capture that ${where} lies in, as the user gave it: clean it before printing. */
const char *item_capture(const struct report *report, place where);

/* As much of its end as tells it from the others, whole names of folders. */
const char *item_capture_tail(const struct report *report, place where);

/* The index of ${check} among the report's checks, looked for from ${from} on and then from the first;
 * SIZE_MAX: it is not among them. */
size_t item_check_index(const struct report *report, const struct check *check, size_t from);

/* The value of a fact, null if it is not known. */
void item_fact(struct json_object **to, const char *key, const struct facts *facts, enum fact fact);

/* The Community ID of a session's connection, written to ${id}; NULL if its ends are not known. */
const char *item_community(const struct session *session, char id[COMMUNITY_ID_SIZE]);

#endif
