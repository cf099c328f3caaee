/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_GUARD_STATE_ROOM_H
#define WATCH_GUARD_STATE_ROOM_H

#include "watch/guard_state.h"
#include "watch/vault.h"

/* What is behind watch/guard_state.h, for its own files. */
struct guard_state {
	struct vault *vault;
	struct arena *arena;              /* of what was restored */
	struct past   past;               /* earlier runs */
	size_t        input_count;        /* interfaces: those that are watched, and those that were */
	uint64_t      sessions, findings; /* restored */
	uint64_t      unwatched;          /* seconds before this run, that are among the past's */
	bool          is_restored, was_failing;
	/* Why what was there was not taken, as a word and as a sentence, and its new name; NULL: it was, or
	 * there was nothing. */
	const char *refusal;
	char        reason[256], aside[VAULT_NAME_SIZE];
};

/* A word for why a state was not taken. */
const char *guard_state_refusal(enum keep_state state);

/* Keep the file that is there under another name, for that reason. */
void guard_state_refuse(struct guard *guard, const char *word, const char *reason);

/* Tell when saving begins to fail, and when it goes again. */
void guard_state_mind(struct guard *guard);

#endif
