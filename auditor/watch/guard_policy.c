/* SPDX-License-Identifier: Apache-2.0 */
/* The policy of a watch: loaded at the start, and anew when it is told to. */
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "report/members.h"
#include "watch/guard_state.h"
#include "watch/news.h"

static struct policy *
load_policy(const struct guard *guard, struct complaints *complaints)
{
	struct policy *policy = policy_load(guard->options.policy, complaints);

	if (policy != NULL && guard->options.inside != NULL &&
	    !policy_set_inside(policy, guard->options.inside, complaints)) {
		policy_free(policy);
		policy = NULL;
	}
	return policy;
}

bool
guard_load_policy(struct guard *guard)
{
	struct complaints *complaints = complaints_new();

	guard->policy = complaints != NULL ? load_policy(guard, complaints) : NULL;
	guard->counted_since = guard_now();
	if (complaints != NULL)
		complaints_print(complaints, stderr);
	complaints_free(complaints);
	return guard->policy != NULL;
}

/* A station that has no memory for the new policy goes on with the old one, which then has to stay. */
static void
adopt(struct guard *guard, struct policy *policy, struct book *book)
{
	struct policy *old_policy = guard->policy;
	struct book   *old_book = guard->book;
	bool           is_everywhere = true;

	guard_tell(guard);
	for (size_t i = 0; i < guard->station_count; i++)
		is_everywhere &= station_set_policy(guard->stations[i], policy, book);
	/* What was over and not handed over yet. */
	guard_tell_book(guard);
	guard->policy = policy;
	guard->book = book;
	guard->counted_since = guard_now();
	if (is_everywhere) {
		book_free(old_book);
		policy_free(old_policy);
	}
	guard_state_forget(guard);
}

/* The same policy again: what was counted by it stays. */
static bool
is_unchanged(struct guard *guard, struct policy *policy)
{
	if (policy == NULL || strcmp(policy_sha256(policy), policy_sha256(guard->policy)) != 0)
		return false;
	policy_free(policy);
	guard->reloads++;
	return true;
}

static bool
load_anew(struct guard *guard, struct complaints *complaints)
{
	struct policy *policy = load_policy(guard, complaints);
	struct book   *book;

	if (is_unchanged(guard, policy))
		return true;
	book = policy != NULL ? book_new(policy, &guard->limits.results, guard->limits.text_octets) : NULL;
	guard->reloads += book != NULL;
	guard->failed_reloads += book == NULL;
	if (book != NULL)
		adopt(guard, policy, book);
	else
		policy_free(policy);
	return book != NULL;
}

bool
guard_reload(struct guard *guard, struct complaints *complaints)
{
	bool                is_loaded = load_anew(guard, complaints);
	struct json_object *event = news_begin("reload", guard_now());

	member_truth(&event, "ok", is_loaded);
	member_text(&event, "policy", policy_name(guard->policy));
	guard_put(guard, event, is_loaded ? LOG_NOTICE : LOG_ERR);
	return is_loaded;
}
