/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says, as far as it tells nothing of anybody: codes, statuses, capabilities. */
#include <string.h>

#include "classify/harmless_room.h"
#include "classify/words.h"

static bool
is_of_word(uint8_t octet)
{
	return (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') ||
	       (octet >= 'a' && octet <= 'z') || octet == '-' || octet == '+' || octet == '_';
}

static bool
is_between(uint8_t octet)
{
	return octet != '\0' && strchr(" =[]()\"", octet) != NULL;
}

/* The words of ${list} that are in the table, with the octets between; stops behind ${stop}, if not 0. */
static void
show_list(const struct hearing *hearing, struct bytes list, uint8_t stop)
{
	const uint8_t *end = list.data + list.size, *at = list.data;

	if (list.is_short)
		return;
	while (at < end) {
		const uint8_t *word = at;

		while (at < end && is_of_word(*at))
			at++;
		if (at > word &&
		    harmless_is_listed(hearing->harmless->style, bytes_of(word, (size_t)(at - word)))) {
			harmless_show(hearing, word, (size_t)(at - word));
			if (word > list.data && is_between(word[-1]))
				harmless_show(hearing, word - 1, 1);
			if (at < end && is_between(*at))
				harmless_show(hearing, at, 1);
		}
		if (at < end && *at++ == stop)
			return;
	}
}

static bool
is_digit(uint8_t octet)
{
	return octet >= '0' && octet <= '9';
}

static bool
has_code(struct bytes line)
{
	return line.size >= 3 && is_digit(line.data[0]) && is_digit(line.data[1]) && is_digit(line.data[2]) &&
	       (line.size == 3 || line.data[3] == ' ' || line.data[3] == '-');
}

/* RFC 3463 2: digits and two dots. */
static bool
is_status(struct bytes word)
{
	unsigned dots = 0;

	for (size_t i = 0; i < word.size; i++) {
		dots += word.data[i] == '.';
		if (word.data[i] != '.' && !is_digit(word.data[i]))
			return false;
	}
	return dots == 2 && word.size <= 9;
}

/* RFC 5321 4.2; 334 and 354 ask for more of the same command. */
static void
hear_reply(const struct hearing *hearing, struct bytes line)
{
	bool is_last = line.size == 3 || line.data[3] == ' ';

	if (is_last && !words_begin(line, "334") && !words_begin(line, "354"))
		harmless_answered(hearing->harmless, line.data[0] == '2');
}

/* A line of the reply to EHLO; some servers of old write "AUTH=PLAIN". */
static bool
is_extension(struct bytes text, struct bytes word)
{
	return harmless_is_listed(STYLE_SMTP, word) || words_begin(text, "AUTH=");
}

static void
hear_smtp(const struct hearing *hearing, struct bytes line)
{
	struct bytes rest = line, text, word;

	if (!has_code(line))
		return;
	hear_reply(hearing, line);
	bytes_skip(&rest, line.size == 3 ? 3 : 4);
	harmless_show(hearing, line.data, line.size - rest.size);
	text = rest;
	word = words_next(&rest);
	if (is_status(word))
		harmless_show_first(hearing, word, rest);
	else if (words_begin(line, "220") || (words_begin(line, "250") && is_extension(text, word)))
		show_list(hearing, text, 0);
}

static bool
is_number(struct bytes word)
{
	for (size_t i = 0; i < word.size; i++)
		if (!is_digit(word.data[i]))
			return false;
	return word.size > 0;
}

/* RFC 9051 7: a status and its code in brackets, or data named by its first word or behind a number. */
static void
hear_imap(const struct hearing *hearing, struct bytes line)
{
	struct bytes tag = words_next(&line), rest = line, word = words_next(&rest);
	bool         is_untagged = words_are(tag, "*"), is_asking = words_are(tag, "+");
	bool         is_list = words_are(word, "CAPABILITY");

	if (is_untagged || is_asking)
		harmless_show_first(hearing, tag, line);
	else if (line.size > 0)
		harmless_show(hearing, line.data - 1, 1);
	if (is_asking)
		return;
	if (is_untagged && is_number(word)) {
		harmless_show_first(hearing, word, rest);
		word = words_next(&rest);
	}
	if (harmless_is_listed(STYLE_IMAP, word))
		harmless_show_first(hearing, word, rest);
	if (is_list)
		show_list(hearing, rest, 0);
	else if (rest.size > 0 && rest.data[0] == '[')
		show_list(hearing, rest, ']');
	if (!is_untagged)
		harmless_answered(hearing->harmless, words_are(word, "OK"));
}

/* RFC 1939 3; what is no status is a line of a list. */
static void
hear_pop3(const struct hearing *hearing, struct bytes line)
{
	struct bytes rest = line, word = words_next(&rest);
	bool         is_status_line = words_are(word, "+OK") || words_are(word, "-ERR");

	if (is_status_line || words_are(word, "+") || words_are(word, "."))
		harmless_show_first(hearing, word, rest);
	if (is_status_line)
		harmless_answered(hearing->harmless, words_are(word, "+OK"));
	if (is_status_line && rest.size > 0 && rest.data[0] == '[')
		show_list(hearing, rest, ']');
	else if (harmless_is_listed(STYLE_POP3, word))
		show_list(hearing, line, words_are(word, "SASL") ? 0 : ' ');
}

/* RFC 5804 1.2 and 1.7. */
static void
hear_sieve(const struct hearing *hearing, struct bytes line)
{
	struct bytes rest = line, word = words_next(&rest), name;

	if (words_are(word, "OK") || words_are(word, "NO") || words_are(word, "BYE")) {
		harmless_show_first(hearing, word, rest);
		harmless_answered(hearing->harmless, words_are(word, "OK"));
	} else if (words_quoted(&line, &name) && harmless_is_listed(STYLE_SIEVE, name)) {
		harmless_show(hearing, name.data - 1, name.size + (line.size > 0 ? 3 : 2));
		if (words_are(name, "SASL"))
			show_list(hearing, line, 0);
	}
}

static const struct {
	void (*hear)(const struct hearing *hearing, struct bytes line);
	const char *greetings[4];
} styles[] = {
    [STYLE_UNKNOWN] = {NULL,       {NULL}					  },
    [STYLE_SMTP] = {hear_smtp,  {"220", "4", "5"}                               },
    [STYLE_IMAP] = {hear_imap,  {"* OK", "* PREAUTH", "* BYE"}                  },
    [STYLE_POP3] = {hear_pop3,  {"+OK", "-ERR"}                                 },
    [STYLE_SIEVE] = {hear_sieve, {"\"IMPLEMENTATION\"", "\"SIEVE\"", "OK", "BYE"}},
};

static enum harmless_style
style_of(struct bytes line)
{
	for (unsigned style = STYLE_SMTP; style <= STYLE_SIEVE; style++)
		for (size_t i = 0; i < 4 && styles[style].greetings[i] != NULL; i++)
			if (words_begin(line, styles[style].greetings[i]) &&
			    (style != STYLE_SMTP || has_code(line)))
				return style;
	return STYLE_UNKNOWN;
}

void
harmless_hear_server(const struct hearing *hearing, struct bytes line)
{
	struct harmless *harmless = hearing->harmless;

	if (harmless->style == STYLE_UNKNOWN && (harmless->style = (uint8_t)style_of(line)) == STYLE_UNKNOWN)
		harmless_go_blank(harmless);
	else
		styles[harmless->style].hear(hearing, line);
}
