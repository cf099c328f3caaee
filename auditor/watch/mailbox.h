/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_MAILBOX_H
#define WATCH_MAILBOX_H

#include <stddef.h>
#include <stdint.h>

/*
 * mailbox: lines from the stations' threads to the guard's, bounded: who finds it full leaves the line and
 * counts it.
 */
struct mailbox;

struct mailbox *mailbox_new(size_t octets);

/* From any thread. */
void mailbox_put(struct mailbox *mailbox, const char *line, size_t size);

/* Hand all lines to ${each}, in order. */
void mailbox_empty(struct mailbox *mailbox, void (*each)(void *context, const char *line, size_t size),
		   void           *context);

/* Lines that were left since it is there. */
uint64_t mailbox_lost(struct mailbox *mailbox);

void mailbox_free(struct mailbox *mailbox);

#endif
