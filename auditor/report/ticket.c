/* SPDX-License-Identifier: Apache-2.0 */
/* Escapes what stands in a ticket. */
#include "report/ticket.h"

#include <errno.h>
#include <string.h>

void
ticket_put(struct ticket *ticket, const char *text)
{
	sink_text(&ticket->sink, text);
}

const char *
ticket_made(struct ticket *ticket)
{
	if (ticket->text.failed && ticket->sink.error == 0)
		ticket->sink.error = ENOMEM;
	return ticket->text.data == NULL ? "" : ticket->text.data;
}

/* Whether Markdown would take ${at} for markup; links are made of "http://" and "www." without any. */
static bool
is_markup(const char *text, const char *at)
{
	if (*at == ':')
		return at[1] == '/';
	if (*at == '.')
		return at > text && at[-1] == 'w';
	return strchr("\\`*_[]<>#|~&", *at) != NULL;
}

void
ticket_prose(struct ticket *ticket)
{
	const char *text = ticket_made(ticket);

	for (const char *at = text; *at != '\0'; at++) {
		if (is_markup(text, at))
			ticket_put(ticket, "\\");
		sink_bytes(&ticket->sink, at, 1);
	}
	text_clear(&ticket->text);
}

static size_t
longest_run_of_ticks(const char *text)
{
	size_t longest = 0;

	for (text += strcspn(text, "`"); *text != '\0'; text += strcspn(text, "`")) {
		size_t run = strspn(text, "`");

		longest = run > longest ? run : longest;
		text += run;
	}
	return longest;
}

static void
put_ticks(struct ticket *ticket, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ticket_put(ticket, "`");
}

/* Whatever may come from elsewhere stands in a code span: no link, no mention, no HTML is made of it there.
 */
void
ticket_code(struct ticket *ticket, bool is_in_table)
{
	const char *code = ticket_made(ticket), *last = code + ticket->text.size;
	size_t      ticks = longest_run_of_ticks(code) + 1;
	/* One space on both sides is taken off again by the reader. */
	bool is_padded = last == code || *code == '`' || last[-1] == '`' || (*code == ' ' && last[-1] == ' ');

	put_ticks(ticket, ticks);
	ticket_put(ticket, is_padded ? " " : "");
	for (; *code != '\0'; code++) {
		/* GitHub's tables are cut at pipes before code is looked for. */
		if (is_in_table && *code == '|')
			ticket_put(ticket, "\\");
		sink_bytes(&ticket->sink, code, 1);
	}
	ticket_put(ticket, is_padded ? " " : "");
	put_ticks(ticket, ticks);
	text_clear(&ticket->text);
}
