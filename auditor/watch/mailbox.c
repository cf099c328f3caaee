/* SPDX-License-Identifier: Apache-2.0 */
/* Lines from many threads to one. */
#include "watch/mailbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct mailbox {
	pthread_mutex_t lock;
	size_t          room, used;
	uint64_t        lost;
	char           *filling, *emptying; /* lines, each ended by NUL */
};

struct mailbox *
mailbox_new(size_t octets)
{
	struct mailbox *mailbox = calloc(1, sizeof(*mailbox));

	if (mailbox == NULL)
		return NULL;
	pthread_mutex_init(&mailbox->lock, NULL);
	mailbox->room = octets;
	mailbox->filling = malloc(octets);
	mailbox->emptying = malloc(octets);
	if (mailbox->filling != NULL && mailbox->emptying != NULL)
		return mailbox;
	mailbox_free(mailbox);
	return NULL;
}

void
mailbox_put(struct mailbox *mailbox, const char *line, size_t size)
{
	pthread_mutex_lock(&mailbox->lock);
	if (size + 1 > mailbox->room - mailbox->used) {
		mailbox->lost++;
	} else {
		memcpy(mailbox->filling + mailbox->used, line, size);
		mailbox->filling[mailbox->used + size] = '\0';
		mailbox->used += size + 1;
	}
	pthread_mutex_unlock(&mailbox->lock);
}

void
mailbox_empty(struct mailbox *mailbox, void (*each)(void *context, const char *line, size_t size),
	      void           *context)
{
	char  *lines;
	size_t used;

	pthread_mutex_lock(&mailbox->lock);
	lines = mailbox->filling;
	used = mailbox->used;
	mailbox->filling = mailbox->emptying;
	mailbox->emptying = lines;
	mailbox->used = 0;
	pthread_mutex_unlock(&mailbox->lock);
	for (size_t at = 0; at < used;) {
		size_t size = strlen(lines + at);

		each(context, lines + at, size);
		at += size + 1;
	}
}

uint64_t
mailbox_lost(struct mailbox *mailbox)
{
	uint64_t lost;

	pthread_mutex_lock(&mailbox->lock);
	lost = mailbox->lost;
	pthread_mutex_unlock(&mailbox->lock);
	return lost;
}

void
mailbox_free(struct mailbox *mailbox)
{
	if (mailbox == NULL)
		return;
	pthread_mutex_destroy(&mailbox->lock);
	free(mailbox->filling);
	free(mailbox->emptying);
	free(mailbox);
}
