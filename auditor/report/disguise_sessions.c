/* SPDX-License-Identifier: Apache-2.0 */
/* Puts pseudonyms into sessions as they are told, one at a time. */
#include "report/disguise_room.h"

static bool
mask_session(const struct disguise *disguise, struct arena *arena, struct session *session)
{
	struct facts *facts = &session->facts;

	for (unsigned i = 0; i < facts->address_count; i++)
		pseudonym_address(disguise->pseudonym, &facts->addresses[i]);
	/* The id of the other session, of which nothing but its true addresses could be made. */
	facts_forget(facts, FACT_SIGHT_OTHER);
	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		struct value value;
		const char  *masked;

		if ((fact_rows[fact].type != TYPE_TEXT && fact_rows[fact].type != TYPE_TEXTS) ||
		    !facts_value(facts, fact, &value))
			continue;
		if ((masked = disguise_mask_fact(disguise, arena, fact, value.is.text)) == NULL)
			return false;
		facts->values[fact] = (uint64_t)(uintptr_t)masked;
	}
	return true;
}

struct passing {
	const struct disguise *disguise;
	int (*each)(void *to, const struct session *session);
	void *to;
};

static int
pass_session(void *context, const struct session *session)
{
	struct passing *passing = context;
	struct session  masked = *session;
	struct arena   *arena = arena_new();
	int             answer = -1;

	if (arena != NULL && mask_session(passing->disguise, arena, &masked))
		answer = passing->each(passing->to, &masked);
	arena_free(arena);
	return answer;
}

int
disguise_each_session(void *context, int (*each)(void *to, const struct session *session), void *to)
{
	const struct disguise *disguise = context;
	struct passing         passing = {disguise, each, to};

	return disguise->before->sessions(disguise->before->sessions_context, pass_session, &passing);
}
