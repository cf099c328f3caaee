/* SPDX-License-Identifier: Apache-2.0 */
/* Where mail is in what an IMAP server says: in literals and in quoted strings. */
#include <string.h>

#include "classify/imap.h"
#include "classify/words.h"

bool
imap_is_fetch(struct bytes line)
{
	uint64_t number;

	if (!words_are(words_next(&line), "*") || !words_number(&line, &number))
		return false;
	(void)words_next(&line);
	return words_begin(line, "FETCH ") || words_begin(line, "UIDFETCH ");
}

bool
imap_is_urlfetch(struct bytes line)
{
	return words_are(words_next(&line), "*") && words_begin(line, "URLFETCH ");
}

static bool
ends_with(struct bytes text, const char *end)
{
	size_t size = strlen(end);

	return text.size >= size && words_are(bytes_of(text.data + text.size - size, size), end);
}

/* A section (RFC 9051 7.5.2: BODY[HEADER], BINARY[1]) ends with a bracket and, of a part, where it begins. */
static bool
ends_with_section(struct bytes text)
{
	if (!ends_with(text, " "))
		return false;
	text.size--;
	if (ends_with(text, ">"))
		while (text.size > 0 && text.data[text.size - 1] != '<')
			text.size--;
	if (ends_with(text, "<"))
		text.size--;
	return ends_with(text, "]");
}

/* RFC 3501 7.4.2, RFC 8970 3.1: items without a section. */
bool
imap_is_mail(struct bytes before)
{
	static const char *const items[] = {"RFC822 ", "RFC822.TEXT ", "RFC822.HEADER ", "PREVIEW "};

	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		if (ends_with(before, items[i]))
			return true;
	return ends_with_section(before);
}

bool
imap_is_new_message(struct bytes before)
{
	return !words_have(before, " TEXT ") || words_have(before, " CATENATE (");
}

/* Octets of the quoted string that begins ${line}, which loses it; a backslash stands for none. */
static size_t
take_quoted(struct bytes *line)
{
	size_t octets = 0;

	bytes_skip(line, 1);
	for (; line->size > 0 && line->data[0] != '"'; octets++)
		bytes_skip(line, line->data[0] == '\\' && line->size > 1 ? 2 : 1);
	if (line->size > 0)
		bytes_skip(line, 1);
	return octets;
}

/* Whether the string between them is mail; of what URLFETCH gives, all but the addresses is (RFC 4467 7). */
static bool
is_mail_quoted(struct bytes before, struct bytes string, bool is_urlfetch)
{
	return is_urlfetch ? !words_begin(string, "\"imap") : imap_is_mail(before);
}

size_t
imap_quoted_mail(struct bytes line, bool is_urlfetch)
{
	struct bytes   rest = line;
	const uint8_t *quote;
	size_t         sum = 0;

	while (rest.size > 0 && (quote = memchr(rest.data, '"', rest.size)) != NULL) {
		struct bytes before = bytes_of(line.data, (size_t)(quote - line.data));
		bool         is_mail;
		size_t       octets;

		bytes_skip(&rest, (size_t)(quote - rest.data));
		is_mail = is_mail_quoted(before, rest, is_urlfetch);
		octets = take_quoted(&rest);
		sum += is_mail ? octets : 0;
	}
	return sum;
}
