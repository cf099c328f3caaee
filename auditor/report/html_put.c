/* SPDX-License-Identifier: Apache-2.0 */
/* Writes markup with texts in it, each escaped. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "report/clean.h"
#include "report/html.h"
#include "report/phrase.h"

static const char *
entity_of(char sign)
{
	switch (sign) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void
put_escaped(struct html *html, const char *text)
{
	while (*text != '\0') {
		size_t plain = strcspn(text, "&<>\"'");

		sink_bytes(&html->sink, text, plain);
		text += plain;
		if (*text != '\0')
			sink_text(&html->sink, entity_of(*text++));
	}
}

void
html_put(struct html *html, const char *markup, ...)
{
	va_list arguments;

	va_start(arguments, markup);
	while (*markup != '\0') {
		size_t plain = strcspn(markup, "%");

		sink_bytes(&html->sink, markup, plain);
		markup += plain;
		if (*markup == '\0')
			break;
		put_escaped(html, va_arg(arguments, const char *));
		markup++;
	}
	va_end(arguments);
}

struct text *
html_text(struct html *html)
{
	struct text *text = &html->texts[html->text++ % HTML_TEXTS];

	text_clear(text);
	return text;
}

const char *
html_made(struct html *html, struct text *text)
{
	if (text->failed && html->sink.error == 0)
		html->sink.error = ENOMEM;
	return text->data == NULL ? "" : text->data;
}

const char *
html_number(struct html *html, uint64_t number)
{
	struct text *text = html_text(html);

	phrase_number(text, number);
	return html_made(html, text);
}

const char *
html_plain(struct html *html, uint64_t number)
{
	struct text *text = html_text(html);

	text_printf(text, "%" PRIu64, number);
	return html_made(html, text);
}

const char *
html_things(struct html *html, uint64_t number, const char *thing)
{
	struct text *text = html_text(html);

	phrase_things(text, number, thing);
	return html_made(html, text);
}

const char *
html_prose(struct html *html, const char *prose)
{
	struct text *text = html_text(html);

	clean_prose(text, prose == NULL ? "" : prose);
	return html_made(html, text);
}

const char *
html_name(struct html *html, const char *name)
{
	struct text *text = html_text(html);

	clean_name(text, name);
	return html_made(html, text);
}

const char *
html_times(struct html *html, int64_t first, int64_t last)
{
	struct text *text = html_text(html);

	phrase_times(text, &html->page, first, last);
	return html_made(html, text);
}
