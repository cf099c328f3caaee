/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_TICKET_H
#define REPORT_TICKET_H

#include <stdbool.h>

#include "base/text.h"
#include "report/report.h"
#include "report/sink.h"

/*
 * ticket: Markdown in which nothing is markup but what is meant to be.
 *
 * Text is made in `text`, clean, and then written as prose or as code.
 */
struct ticket {
	struct sink          sink;
	const struct report *report;
	struct text          text; /* for one line */
};

/* Markdown of ours, as it is. */
void ticket_put(struct ticket *ticket, const char *text);

/* The text that was made; "" for none. */
const char *ticket_made(struct ticket *ticket);

/* Write the text that was made, a sentence of ours or of the policy, and empty it. */
void ticket_prose(struct ticket *ticket);

/* The same as a code span, for whatever may come from elsewhere: there no link, no mention and no HTML is
 * made of it. */
void ticket_code(struct ticket *ticket, bool is_in_table);

#endif
