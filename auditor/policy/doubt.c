/* SPDX-License-Identifier: Apache-2.0 */
/* Tells what speaks against the zones that were declared. */
#include "policy/doubt.h"

#include "classify/word.h"
#include "policy/sets.h"

const char *const doubt_words[DOUBT_COUNT] = {"untouched", "all-inside", "private-outside"};

static bool
is_in_none(const struct zones *zones, const struct facts *facts, enum fact end)
{
	return zones_ask(zones, facts, end, OUTSIDE) == ZONE_YES;
}

bool
doubt_is_answered(const struct facts *facts)
{
	return facts_word_is(facts, FACT_OUTCOME, OUTCOME_ESTABLISHED) ||
	       facts_word_is(facts, FACT_OUTCOME, OUTCOME_SILENT) ||
	       facts_word_is(facts, FACT_OUTCOME, OUTCOME_RESET);
}

bool
doubt_is_stray(const struct zones *zones, const struct facts *facts, struct address *stray)
{
	struct value client, server;
	bool         has_client = facts_value(facts, FACT_CLIENT, &client);
	bool         has_server = facts_value(facts, FACT_SERVER, &server);
	bool         is_server_in = has_server && !is_in_none(zones, facts, FACT_SERVER);
	bool         is_client = has_client && address_is_private(&client.is.address) &&
			 is_in_none(zones, facts, FACT_CLIENT) && (!is_server_in || doubt_is_answered(facts));
	bool is_server = has_server && !is_server_in && address_is_private(&server.is.address);

	if (!is_client && !is_server)
		return false;
	*stray = !is_client || (is_server && address_compare(&server.is.address, &client.is.address) < 0)
		     ? server.is.address
		     : client.is.address;
	return true;
}

/* What may be in a zone touches it. */
static bool
is_touching(const struct zones *zones, const struct facts *facts)
{
	return !is_in_none(zones, facts, FACT_CLIENT) || !is_in_none(zones, facts, FACT_SERVER);
}

static void
add_stray(struct zone_doubt *doubt, const struct address *stray)
{
	if (doubt->stray.family == 0 || address_compare(stray, &doubt->stray) < 0)
		doubt->stray = *stray;
}

void
doubt_add(struct zone_doubt *doubt, const struct zones *zones, const struct facts *facts, bool is_again)
{
	struct address stray;

	doubt->sessions++;
	doubt->touching += is_touching(zones, facts);
	if (is_again || !doubt_is_stray(zones, facts, &stray))
		return;
	doubt->strays++;
	add_stray(doubt, &stray);
}

void
doubt_merge(struct zone_doubt *into, const struct zone_doubt *from)
{
	into->sessions += from->sessions;
	into->touching += from->touching;
	into->strays += from->strays;
	into->is_all_inside |= from->is_all_inside;
	if (from->stray.family != 0)
		add_stray(into, &from->stray);
}

bool
doubt_has(const struct zone_doubt *doubt, enum doubt which)
{
	if (which == DOUBT_UNTOUCHED)
		return doubt->sessions > 0 && doubt->touching == 0;
	return which == DOUBT_ALL_INSIDE ? doubt->is_all_inside : doubt->strays > 0;
}
