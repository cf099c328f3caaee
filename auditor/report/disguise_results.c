/* SPDX-License-Identifier: Apache-2.0 */
/* Puts pseudonyms into results that are kept in a report. */
#include <stdio.h>
#include <stdlib.h>

#include "policy/keep.h"
#include "report/disguise_room.h"

#define HASH_DIGITS 16

static struct address
mask_address(void *context, struct address address)
{
	const struct disguise *disguise = context;

	pseudonym_address(disguise->pseudonym, &address);
	return address;
}

static struct prefix
mask_prefix(void *context, struct prefix prefix)
{
	const struct disguise *disguise = context;

	pseudonym_prefix(disguise->pseudonym, &prefix);
	return prefix;
}

static const char *
mask_fact(void *context, enum fact fact, const char *text)
{
	struct disguise *disguise = context;
	const char      *masked = disguise_mask_fact(disguise, disguise->arena, fact, text);

	disguise->failed |= masked == NULL;
	return masked;
}

static const char *
mask_sentence(void *context, const char *text)
{
	return disguise_mask_text(context, text);
}

/* Whoever knows how values are hashed can try all addresses: so the hash is hashed again, with the key. */
static uint64_t
mask_hash(void *context, uint64_t hash)
{
	const struct disguise *disguise = context;
	char                   text[40], name[PSEUDONYM_NAME_SIZE];

	(void)snprintf(text, sizeof(text), "distinct/%016llx", (unsigned long long)hash);
	pseudonym_name(disguise->pseudonym, text, name);
	name[HASH_DIGITS] = '\0';
	return strtoull(name, NULL, 16);
}

bool
disguise_keep(void *of, const struct keep_changes *changes, struct text *octets)
{
	struct disguise           *disguise = of;
	const struct report_found *found = &disguise->before->found;
	const struct keep_changes  masks = {.context = disguise,
					    .address = mask_address,
					    .text = mask_fact,
					    .hash = mask_hash,
					    .sentence = mask_sentence,
					    .prefix = mask_prefix};

	(void)changes;
	return found->keep(found->of, &masks, octets) && !disguise->failed;
}
