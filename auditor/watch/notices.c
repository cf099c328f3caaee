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
