/* SPDX-License-Identifier: Apache-2.0 */
/* Lines from many threads come whole and in each one's order, and what has no room is counted. */
#include "watch/mailbox.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "unit.h"

#define WRITERS 4
#define LINES 20000

struct taken {
	uint64_t count, broken;
	unsigned next[WRITERS];
};

static void
take(void *context, const char *line, size_t size)
{
	struct taken *taken = context;
	unsigned      writer = WRITERS, number = 0;

	taken->count++;
	if (size != 14 || sscanf(line, "%1u line %07u", &writer, &number) != 2 || writer >= WRITERS ||
	    number < taken->next[writer])
		taken->broken++;
	else
		taken->next[writer] = number + 1;
}

static void
put_number(struct mailbox *mailbox, unsigned writer, unsigned number)
{
	char line[32];

	mailbox_put(mailbox, line, (size_t)snprintf(line, sizeof(line), "%1u line %07u", writer, number));
}

static void
lines_come_once_and_in_order(void)
{
	struct mailbox *mailbox = mailbox_new(4096);
	struct taken    taken = {0};

	for (unsigned i = 0; i < 10; i++)
		put_number(mailbox, 0, i);
	mailbox_empty(mailbox, take, &taken);
	mailbox_empty(mailbox, take, &taken);
	CU_ASSERT_EQUAL(taken.count, 10);
	CU_ASSERT_EQUAL(taken.broken, 0);
	CU_ASSERT_EQUAL(mailbox_lost(mailbox), 0);
	mailbox_free(mailbox);
}

static void
who_finds_it_full_leaves_the_line_and_it_is_counted(void)
{
	struct mailbox *mailbox = mailbox_new(150); /* ten lines of 14 octets and their ends */
	struct taken    taken = {0};

	for (unsigned i = 0; i < 25; i++)
		put_number(mailbox, 0, i);
	CU_ASSERT_EQUAL(mailbox_lost(mailbox), 15);
	mailbox_empty(mailbox, take, &taken);
	CU_ASSERT_EQUAL(taken.count, 10);
	put_number(mailbox, 0, 25);
	mailbox_empty(mailbox, take, &taken);
	CU_ASSERT_EQUAL(taken.count, 11);
	CU_ASSERT_EQUAL(taken.broken, 0);
	mailbox_free(mailbox);
}

struct writer {
	struct mailbox *mailbox;
	unsigned        number;
	pthread_t       thread;
};

static void *
write_lines(void *context)
{
	const struct writer *writer = context;

	for (unsigned i = 0; i < LINES; i++)
		put_number(writer->mailbox, writer->number, i);
	return NULL;
}

static void
many_threads_write_and_none_tears_a_line(void)
{
	struct mailbox *mailbox = mailbox_new(65536);
	struct writer   writers[WRITERS];
	struct taken    taken = {0};

	for (unsigned i = 0; i < WRITERS; i++) {
		writers[i] = (struct writer){.mailbox = mailbox, .number = i};
		CU_ASSERT_EQUAL_FATAL(pthread_create(&writers[i].thread, NULL, write_lines, &writers[i]), 0);
	}
	for (unsigned i = 0; i < 1000; i++)
		mailbox_empty(mailbox, take, &taken);
	for (unsigned i = 0; i < WRITERS; i++)
		pthread_join(writers[i].thread, NULL);
	mailbox_empty(mailbox, take, &taken);
	CU_ASSERT_EQUAL(taken.broken, 0);
	CU_ASSERT_EQUAL(taken.count + mailbox_lost(mailbox), WRITERS * LINES);
	mailbox_free(mailbox);
}

SUITE("watch: mailbox", ROW(lines_come_once_and_in_order),
      ROW(who_finds_it_full_leaves_the_line_and_it_is_counted), ROW(many_threads_write_and_none_tears_a_line))
