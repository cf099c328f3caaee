/* SPDX-License-Identifier: Apache-2.0 */
/* Remembers which findings were told. */
#include "watch/notices.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define WAYS 8

struct told {
	char     id[FINDING_ID_SIZE]; /* empty: nothing here */
	uint64_t count;               /* sessions, when it was told */
	int64_t  told, heard;         /* when last */
};

struct notices {
	struct hash_key key;
	size_t          sets; /* of WAYS places each */
	uint64_t        new_ones, forgotten;
	struct told     places[];
};

struct notices *
notices_new(size_t count)
{
	size_t          sets = count / WAYS + 1;
	struct notices *notices = calloc(1, sizeof(*notices) + sets * WAYS * sizeof(struct told));

	if (notices == NULL)
		return NULL;
	notices->key = hash_key_random();
	notices->sets = sets;
	return notices;
}

/* The place of that id, or the one to give up for it. */
static struct told *
place_of_id(struct notices *notices, const char *id)
{
	uint64_t     hash = hash_bytes(&notices->key, id, FINDING_ID_SIZE - 1);
	struct told *set = &notices->places[(size_t)(hash % notices->sets) * WAYS], *oldest = set;

	for (size_t i = 0; i < WAYS; i++) {
		if (strcmp(set[i].id, id) == 0)
			return &set[i];
		if (*oldest->id != '\0' && (*set[i].id == '\0' || set[i].heard < oldest->heard))
			oldest = &set[i];
	}
	return oldest;
}

static enum notice
tell_new(struct notices *notices, struct told *told, const char *id, const struct finding *finding,
	 int64_t now)
{
	notices->forgotten += *told->id != '\0';
	notices->new_ones++;
	memcpy(told->id, id, FINDING_ID_SIZE);
	told->count = finding->count;
	told->told = told->heard = now;
	return NOTICE_NEW;
}

enum notice
notices_hear(struct notices *notices, const struct finding *finding, int64_t now, int64_t repeat)
{
	char         id[FINDING_ID_SIZE];
	struct told *told;

	finding_id(finding, id);
	told = place_of_id(notices, id);
	if (strcmp(told->id, id) != 0)
		return tell_new(notices, told, id, finding, now);
	told->heard = now;
	if (finding->count <= told->count || repeat == 0 || now - told->told < repeat)
		return NOTICE_NONE;
	told->count = finding->count;
	told->told = now;
	return NOTICE_MORE;
}

static void
keep_one(struct notices *notices, struct archive *archive, struct told told)
{
	const char *id = archive_text(archive, told.id);

	told.count = archive_number(archive, told.count, UINT64_MAX);
	told.told = archive_signed(archive, told.told);
	told.heard = archive_signed(archive, told.heard);
	if (!archive_is_reading(archive) || id == NULL)
		return;
	if (strlen(id) != FINDING_ID_SIZE - 1) {
		archive_fail(archive, "what was told has no name");
		return;
	}
	memcpy(told.id, id, FINDING_ID_SIZE);
	*place_of_id(notices, id) = told;
}

void
notices_keep(struct notices *notices, struct archive *archive)
{
	static const struct told nothing;
	size_t                   places = notices->sets * WAYS, count = 0;

	for (size_t i = 0; i < places; i++)
		count += *notices->places[i].id != '\0';
	count = archive_count(archive, count, 4);
	for (size_t i = 0; archive_is_reading(archive) && i < count && archive_is_good(archive); i++)
		keep_one(notices, archive, nothing);
	for (size_t i = 0; !archive_is_reading(archive) && i < places; i++)
		if (*notices->places[i].id != '\0')
			keep_one(notices, archive, notices->places[i]);
}

uint64_t
notices_told(const struct notices *notices)
{
	return notices->new_ones;
}

uint64_t
notices_forgotten(const struct notices *notices)
{
	return notices->forgotten;
}

void
notices_free(struct notices *notices)
{
	free(notices);
}
