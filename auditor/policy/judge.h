/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_JUDGE_H
#define POLICY_JUDGE_H

#include "policy/policy_room.h"

/* What one check says of one session, or of one subject of several; the worst that is no pardon last but one.
 */
enum judgement { NOT_APPLICABLE, SATISFIED, INCONCLUSIVE, VIOLATED, WAIVED, JUDGEMENT_COUNT };

struct judgement_counts {
	uint64_t by[JUDGEMENT_COUNT];
	uint64_t answered; /* sessions that the check applied to in which the server answered the call */
};

struct waiver_counts {
	uint64_t waived, expired;
};

/* case: what is judged, by which check, and what came of it besides the judgement. */
struct judging {
	const struct policy  *policy;
	const struct facts   *facts;   /* of the session, or those that the subject has */
	const struct counted *counted; /* of the subject; NULL: of a session */
	struct waiver_counts *waivers; /* added to, by waiver; NULL: not counted */
	/* After judge() said VIOLATED or WAIVED: the waiver that holds, and one that would if it had not
	 * ended. */
	const struct waiver *waiver, *expired;
};

/*
 * Unknown is never a pass: where it is not known whether a check applies, only a sure "not violated" is let
 * go.
 */
enum judgement judge(struct judging *judging, size_t rule);

/* The same where it is known already what comes of it, but for a waiver (policy/bearing.h). */
enum judgement judge_settled(struct judging *judging, size_t rule, enum judgement settled);

/* Of a second sight of a session: only what ${first}, the facts of the first one, did not show, and what is
 * about both. */
enum judgement judge_again(struct judging *judging, size_t rule, const struct facts *first);

/* The severity of what violates the check: the worst whose condition is surely true, else the default. */
enum severity judge_severity(const struct judging *judging, size_t rule);

struct session;
struct pair_key;

/* Note what it depends on, if the check asks where addresses lie.  ${facts}: of the session, or those that
 * the subject has. */
void finding_note_zones(struct finding *finding, const struct policy *policy, size_t rule,
			const struct facts *facts);

/*
 * Make the finding of ${session}, of which judge() said VIOLATED or WAIVED.  Its evidence are the packets
 * that showed the facts that the check is about.
 */
void finding_of_session(struct finding *finding, const struct judging *judging, size_t rule,
			const struct session *session, const struct pair_key *key);

#endif
