/* SPDX-License-Identifier: Apache-2.0 */
/* Replaces addresses in texts, and names in the texts of facts. */
#include "report/disguise_room.h"

#include <ctype.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"

#define NAME_DIGITS 16 /* of the hash that stands for a name */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
is_of_address(char sign)
{
	return isxdigit((unsigned char)sign) || sign == '.' || sign == ':';
}

/* A word of such signs: its pseudonym if it is an address or a SHA-256 (of a certificate, or of its key),
 * else as it is; a dot or colon may end the sentence. */
static void
add_word(const struct disguise *disguise, struct text *text, const char *word, size_t size)
{
	char           copy[DIGEST_SHA256_SIZE], hash[PSEUDONYM_NAME_SIZE];
	struct address address;
	struct digest  digest;
	size_t         end = size;

	while (end > 0 &&
	       (word[end - 1] == '.' || (word[end - 1] == ':' && (end < 2 || word[end - 2] != ':'))))
		end--;
	if (end >= 2 && end < sizeof(copy)) {
		memcpy(copy, word, end);
		copy[end] = '\0';
		if (digest_parse(copy, &digest)) {
			pseudonym_name(disguise->pseudonym, digest_print(&digest, copy), hash);
			text_add(text, hash);
			text_add_bytes(text, word + end, size - end);
			return;
		}
		if (address_parse(copy, &address)) {
			pseudonym_address(disguise->pseudonym, &address);
			text_add(text, address_print(&address, copy));
			text_add_bytes(text, word + end, size - end);
			return;
		}
	}
	text_add_bytes(text, word, size);
}

const char *
disguise_mask_text(struct disguise *disguise, const char *before)
{
	struct text text = {0};
	const char *masked = NULL;

	if (before == NULL)
		return NULL;
	for (const char *at = before; *at != '\0';) {
		size_t size = 0;

		while (at[size] != '\0' && is_of_address(at[size]))
			size++;
		if (size > 0)
			add_word(disguise, &text, at, size);
		else
			text_add_bytes(&text, at, size = 1);
		at += size;
	}
	if (!text.failed)
		masked = arena_text(disguise->arena, text.data == NULL ? "" : text.data, text.size);
	text_free(&text);
	disguise->failed |= masked == NULL;
	return masked;
}

const char *const *
disguise_mask_list(struct disguise *disguise, const char *const *list)
{
	size_t       count = 0;
	const char **masked;

	while (list != NULL && list[count] != NULL)
		count++;
	if (list == NULL || (masked = disguise_take(disguise, count, sizeof(*masked))) == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++)
		masked[i] = disguise_mask_text(disguise, list[i]);
	return masked;
}

/* Texts that name a machine; of the others all are words of protocols and of the policy. */
static const enum fact names[] = {FACT_TLS_SNI,          FACT_CERT_SUBJECT,    FACT_CERT_ISSUER,
				  FACT_CERT_NAMES,       FACT_SIGHT_OTHER,     FACT_INTERFACE,
				  FACT_CLIENT_INTERFACE, FACT_SERVER_INTERFACE};
static const enum fact digests[] = {FACT_CERT_FINGERPRINT, FACT_CERT_PUBLIC_KEY};

static bool
is_among(enum fact fact, const enum fact *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == fact)
			return true;
	return false;
}

/* Each line of ${before} by itself: the names of a certificate stand in lines. */
static const char *
mask_names(const struct disguise *disguise, struct arena *arena, const char *before)
{
	struct text text = {0}, line = {0};
	char        hash[PSEUDONYM_NAME_SIZE];
	const char *masked = NULL;

	for (const char *gap = ""; *before != '\0'; gap = "\n") {
		size_t size = strcspn(before, "\n");

		text_clear(&line);
		text_add_bytes(&line, before, size);
		pseudonym_name(disguise->pseudonym, line.data == NULL ? "" : line.data, hash);
		text_printf(&text, "%spseudonym-%.*s", gap, NAME_DIGITS, hash);
		before += size + (before[size] == '\n');
	}
	if (!text.failed && !line.failed)
		masked = arena_text(arena, text.data == NULL ? "" : text.data, text.size);
	text_free(&text);
	text_free(&line);
	return masked;
}

const char *
disguise_mask_fact(const struct disguise *disguise, struct arena *arena, enum fact fact, const char *before)
{
	char hash[PSEUDONYM_NAME_SIZE];

	if (is_among(fact, names, COUNT(names)))
		return mask_names(disguise, arena, before);
	if (!is_among(fact, digests, COUNT(digests)))
		return before;
	pseudonym_name(disguise->pseudonym, before, hash);
	return arena_text(arena, hash, strlen(hash));
}

const char *
disguise_mask_inside(struct disguise *disguise, const char *before)
{
	struct text text = {0};
	const char *masked = NULL;

	for (const char *gap = ""; before != NULL && *before != '\0'; gap = ", ") {
		size_t        size = strcspn(before, ",");
		char          one[ADDRESS_TEXT_SIZE + 4], address[ADDRESS_TEXT_SIZE];
		struct prefix prefix;

		if (size < sizeof(one)) {
			memcpy(one, before, size);
			one[size] = '\0';
			if (prefix_parse(one, &prefix)) {
				pseudonym_prefix(disguise->pseudonym, &prefix);
				text_printf(&text, "%s%s/%u", gap, address_print(&prefix.address, address),
					    prefix.length);
			}
		}
		before += size + strspn(before + size, ", ");
	}
	if (!text.failed)
		masked = arena_text(disguise->arena, text.data == NULL ? "" : text.data, text.size);
	text_free(&text);
	disguise->failed |= masked == NULL;
	return masked;
}
