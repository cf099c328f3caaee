/* SPDX-License-Identifier: Apache-2.0 */
/* Tells of the servers that a policy names, and of those that were not seen. */
#include "report/servers.h"

#include "report/clean.h"
#include "report/members.h"
#include "report/phrase.h"

#define LISTED_MOST 40

static bool
is_unseen(const struct named_tally *named)
{
	return named->sessions == 0 && named->as_client == 0;
}

static void
add_prefix(struct text *text, const struct prefix *prefix)
{
	phrase_address(text, &prefix->address);
	if (prefix->length < (prefix->address.family == 4 ? 32 : 128))
		text_printf(text, "/%u", prefix->length);
}

uint64_t
servers_unseen(const struct report *report)
{
	size_t   count = report->found.named_count(report->found.of);
	uint64_t unseen = 0;

	for (size_t i = 0; i < count; i++) {
		struct named_tally named = report->found.named(report->found.of, i);

		unseen += is_unseen(&named);
	}
	return unseen;
}

static void
add_unseen(struct text *text, const struct report *report, size_t count, uint64_t unseen)
{
	const char *gap = ": ";
	unsigned    listed = 0;

	for (size_t i = 0; i < count && listed < LISTED_MOST; i++) {
		struct named_tally named = report->found.named(report->found.of, i);

		if (!is_unseen(&named))
			continue;
		text_add(text, gap);
		add_prefix(text, &named.prefix);
		text_add(text, " (");
		clean_prose(text, named.set);
		text_add(text, ")");
		gap = ", ";
		listed++;
	}
	if (unseen == listed)
		return;
	text_add(text, " and ");
	phrase_number(text, unseen - listed);
	text_add(text, " more");
}

void
servers_phrase(struct text *text, const struct report *report)
{
	size_t   count = report->found.named_count(report->found.of);
	uint64_t unseen = servers_unseen(report);

	if (unseen == 0)
		return;
	phrase_of(text, unseen, count);
	text_add(text, " servers that the policy names had no session that was seen");
	add_unseen(text, report, count, unseen);
	text_add(text, "; which is neither good nor bad");
}

void
servers_item(struct json_object **to, const struct named_tally *named)
{
	struct text prefix = {0};

	member_prose(to, "set", named->set);
	add_prefix(&prefix, &named->prefix);
	member_made(to, "address", &prefix);
	member_count(to, "sessions", named->sessions);
	member_count(to, "answered", named->answered);
	member_count(to, "as_client", named->as_client);
}
