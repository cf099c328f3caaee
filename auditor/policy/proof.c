/* SPDX-License-Identifier: Apache-2.0 */
/* Notes the first session of a finding, and the facts of it that decided. */
#include "policy/proof.h"

#include <string.h>

#include "policy/expression.h"
#include "session/session.h"

_Static_assert(FACT_COUNT <= UINT8_MAX, "a fact fits into an octet");

/* Said by the finding's subject, or addresses, which are no one number. */
static bool
is_of_subject(enum fact fact)
{
	return fact_rows[fact].type == TYPE_ADDRESS || fact == FACT_CLIENT_PORT || fact == FACT_SERVER_PORT ||
	       fact == FACT_CLIENT_ZONE || fact == FACT_SERVER_ZONE || fact == FACT_PATH;
}

static bool
has_fact(const struct proof *proof, enum fact fact)
{
	return memchr(proof->facts, (int)fact, proof->fact_count) != NULL;
}

static void
note_facts(struct proof *proof, const struct facts *facts, const struct expression *expression)
{
	struct value value;

	if (expression == NULL)
		return;
	for (unsigned word = 0; word < (FACT_COUNT + 63) / 64; word++)
		for (uint64_t left = expression_facts(expression)[word] & facts->known[word];
		     left != 0 && proof->fact_count < PROOF_FACTS; left &= left - 1) {
			enum fact fact = word * 64 + (unsigned)__builtin_ctzll(left);

			if (is_of_subject(fact) || has_fact(proof, fact) || !facts_value(facts, fact, &value))
				continue;
			proof->facts[proof->fact_count] = (uint8_t)fact;
			proof->values[proof->fact_count++] = facts->values[fact];
		}
}

static void
note_ends(struct proof *proof, const struct facts *facts)
{
	struct value value;

	if (facts_value(facts, FACT_CLIENT, &value))
		proof->client = value.is.address;
	if (facts_value(facts, FACT_SERVER, &value))
		proof->server = value.is.address;
	if (facts_value(facts, FACT_CLIENT_PORT, &value))
		proof->client_port = (uint16_t)value.is.number;
	if (facts_value(facts, FACT_SERVER_PORT, &value))
		proof->server_port = (uint16_t)value.is.number;
	if (facts_value(facts, FACT_FIRST_SEEN, &value))
		proof->first_seen = value.is.time;
}

void
proof_note(struct proof *proof, const struct session *session, const struct expression *violates,
	   const struct expression *applies)
{
	memset(proof, 0, sizeof(*proof));
	proof->first_frame = session->first_frame;
	note_ends(proof, &session->facts);
	note_facts(proof, &session->facts, violates);
	note_facts(proof, &session->facts, applies);
}

void
proof_merge(struct proof *into, const struct proof *from)
{
	if (from->first_frame != PLACE_NONE &&
	    (into->first_frame == PLACE_NONE || from->first_frame < into->first_frame))
		*into = *from;
}

void
proof_facts(const struct proof *proof, struct facts *facts)
{
	memset(facts, 0, sizeof(*facts));
	for (unsigned i = 0; i < proof->fact_count; i++) {
		enum fact fact = proof->facts[i];

		facts->known[fact / 64] |= UINT64_C(1) << fact % 64;
		facts->values[fact] = proof->values[i];
	}
}

void
proof_session(const struct proof *proof, struct session *session)
{
	struct facts *facts = &session->facts;

	memset(session, 0, sizeof(*session));
	session->first_frame = session->last_frame = proof->first_frame;
	facts_note_address(facts, FACT_CLIENT, &proof->client, PLACE_NONE);
	facts_note_address(facts, FACT_SERVER, &proof->server, PLACE_NONE);
	facts_note_count(facts, FACT_CLIENT_PORT, proof->client_port, PLACE_NONE);
	facts_note_count(facts, FACT_SERVER_PORT, proof->server_port, PLACE_NONE);
	facts_note_time(facts, FACT_FIRST_SEEN, proof->first_seen, PLACE_NONE);
}
