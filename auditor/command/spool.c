/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps sessions in a temporary file, sorted by their first packet. */
#include "command/spool.h"

#include <stdio.h>
#include <stdlib.h>

struct entry {
	place    first_frame;
	uint64_t number; /* of the record in the file */
};

struct spool {
	FILE         *file;
	struct entry *entries;
	size_t        count, room;
	uint64_t      refused;
};

struct spool *
spool_new(void)
{
	struct spool *spool = calloc(1, sizeof(*spool));

	if (spool != NULL && (spool->file = tmpfile()) == NULL) {
		free(spool);
		return NULL;
	}
	return spool;
}

static int
make_room(struct spool *spool)
{
	size_t        room = spool->room == 0 ? 1024 : spool->room * 2;
	struct entry *bigger;

	if (spool->count < spool->room)
		return 0;
	if ((bigger = realloc(spool->entries, room * sizeof(*bigger))) == NULL)
		return -1;
	spool->entries = bigger;
	spool->room = room;
	return 0;
}

void
spool_add(struct spool *spool, const struct session *session)
{
	if (make_room(spool) != 0 || fwrite(session, sizeof(*session), 1, spool->file) != 1) {
		spool->refused++;
		return;
	}
	spool->entries[spool->count] = (struct entry){session->first_frame, spool->count};
	spool->count++;
}

static int
entry_compare(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	if (left->first_frame != right->first_frame)
		return left->first_frame < right->first_frame ? -1 : 1;
	return left->number < right->number ? -1 : left->number > right->number;
}

int
spool_each(struct spool *spool, int (*each)(void *to, const struct session *session), void *to)
{
	struct session session;
	int            answer = 0;

	if (spool->count > 0)
		qsort(spool->entries, spool->count, sizeof(*spool->entries), entry_compare);
	for (size_t i = 0; answer == 0 && i < spool->count; i++) {
		off_t at = (off_t)(spool->entries[i].number * sizeof(session));

		if (fseeko(spool->file, at, SEEK_SET) != 0 ||
		    fread(&session, sizeof(session), 1, spool->file) != 1)
			return -1;
		answer = each(to, &session);
	}
	return answer;
}

uint64_t
spool_refused(const struct spool *spool)
{
	return spool->refused;
}

void
spool_free(struct spool *spool)
{
	if (spool == NULL)
		return;
	fclose(spool->file);
	free(spool->entries);
	free(spool);
}
