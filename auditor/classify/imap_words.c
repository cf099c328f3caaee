/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments and tell-tale lines of IMAP. */
#include "classify/imap.h"

#include <string.h>

#include "classify/words.h"

/* Inside a quoted string. */
static void
quoted_step(struct imap_arguments *arguments, uint8_t octet)
{
	if (arguments->is_escaped)
		arguments->is_escaped = false;
	else if (octet == '\\')
		arguments->is_escaped = true;
	else if (octet == '"')
		arguments->is_quoted = arguments->is_within = false;
}

static void
begin(struct imap_arguments *arguments)
{
	if (arguments->count < UINT8_MAX)
		arguments->count++;
}

bool
imap_arguments(struct imap_arguments *arguments, struct bytes text, unsigned wanted)
{
	bool is_there = false;

	for (size_t i = 0; i < text.size; i++) {
		uint8_t octet = text.data[i];

		if (arguments->is_quoted) {
			quoted_step(arguments, octet);
			is_there |= arguments->is_quoted && arguments->count == wanted;
		} else if (octet == ' ') {
			arguments->is_within = false;
		} else if (!arguments->is_within) {
			begin(arguments);
			arguments->is_within = true;
			arguments->is_quoted = octet == '"';
			is_there |= !arguments->is_quoted && arguments->count == wanted;
		} else {
			is_there |= arguments->count == wanted;
		}
	}
	return is_there;
}

void
imap_arguments_literal(struct imap_arguments *arguments)
{
	begin(arguments);
	arguments->is_within = arguments->is_quoted = false;
}

/* Commands of RFC 9051 6, and how many arguments each has at least. */
static const struct {
	const char  *name;
	unsigned     arguments;
	enum verdict verdict;
} commands[] = {
    {"CAPABILITY",   0, LIKELY  },
    {"LOGIN",        2, LIKELY  }, /* and no more */
    {"AUTHENTICATE", 1, LIKELY  },
    {"STARTTLS",     0, LIKELY  },
    {"NAMESPACE",    0, LIKELY  },
    {"ID",           1, POSSIBLE},
    {"SELECT",       1, POSSIBLE},
    {"EXAMINE",      1, POSSIBLE},
    {"LOGOUT",       0, POSSIBLE},
    {"NOOP",         0, POSSIBLE},
    {"IDLE",         0, POSSIBLE},
    {"LIST",         2, POSSIBLE},
    {"LSUB",         2, POSSIBLE},
    {"STATUS",       2, POSSIBLE},
    {"APPEND",       2, POSSIBLE},
    {"FETCH",        2, POSSIBLE},
    {"UID",          2, POSSIBLE},
    {"CHECK",        0, POSSIBLE},
    {"CLOSE",        0, POSSIBLE},
    {"EXPUNGE",      0, POSSIBLE},
    {"SEARCH",       1, POSSIBLE},
    {"STORE",        3, POSSIBLE},
    {"ENABLE",       1, POSSIBLE},
    {"COMPRESS",     1, POSSIBLE},
};

/* RFC 9051 9, tag: any ASTRING-CHAR but "+".  A number that may be a reply code proves little. */
static enum verdict
weigh_tag(struct bytes tag)
{
	if (tag.size == 0 || tag.size > 64)
		return RULED_OUT;
	for (size_t i = 0; i < tag.size; i++)
		if (tag.data[i] <= ' ' || tag.data[i] >= 0x7f || memchr("+*%\"\\{()", tag.data[i], 8) != NULL)
			return RULED_OUT;
	return tag.size == 3 && tag.data[0] >= '2' && tag.data[0] <= '5' ? POSSIBLE : CERTAIN;
}

static enum verdict
recognise_command(struct bytes line)
{
	enum verdict          most = weigh_tag(words_next(&line));
	struct bytes          word = words_next(&line);
	struct imap_arguments arguments = {0};
	struct literal        literal;

	if (words_have(line, " HTTP/") || words_begin(line, "HTTP/"))
		return RULED_OUT;
	/* Arguments behind a literal are still to come. */
	if (words_literal(&line, &literal))
		arguments.count = UINT8_MAX;
	(void)imap_arguments(&arguments, line, 0);
	if (words_are(word, "LOGIN") && arguments.count > 2 && arguments.count < UINT8_MAX)
		return RULED_OUT;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (words_are(word, commands[i].name) && arguments.count >= commands[i].arguments &&
		    (commands[i].arguments > 0) == (arguments.count > 0))
			return commands[i].verdict < most ? commands[i].verdict : most;
	return RULED_OUT;
}

/* RFC 9051 9, response-data: a status, a number, or the name of data, in capitals if it is an extension's. */
static bool
is_untagged(struct bytes line)
{
	static const char *const names[] = {"OK",     "NO",      "BAD",    "BYE",       "PREAUTH",
					    "LIST",   "LSUB",    "STATUS", "NAMESPACE", "CAPABILITY",
					    "SEARCH", "ESEARCH", "FLAGS",  "ENABLED",   "ID"};
	struct bytes             word = words_next(&line);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (words_are(word, names[i]))
			return true;
	for (size_t i = 0; i < word.size; i++)
		if (word.data[i] < '-' || word.data[i] > 'Z')
			return false;
	return word.size > 0;
}

/* RFC 9051 7.1; that a text has to follow is not heeded by all. */
static bool
is_status(struct bytes line)
{
	struct bytes word = words_next(&line);

	return words_are(word, "OK") || words_are(word, "NO") || words_are(word, "BAD");
}

static enum verdict
recognise_server(struct bytes line, bool is_first)
{
	struct bytes tag = words_next(&line);

	if (words_are(tag, "*")) {
		if (words_have(line, "[CAPABILITY IMAP4") || words_begin(line, "CAPABILITY IMAP4") ||
		    (is_first && words_have_whole(line, "IMAP4rev1")))
			return CERTAIN;
		if (is_first)
			return is_status(line) || words_begin(line, "PREAUTH ") || words_begin(line, "BYE ")
				   ? LIKELY
				   : RULED_OUT;
		return is_untagged(line) ? POSSIBLE : RULED_OUT;
	}
	if (is_first)
		return RULED_OUT;
	return words_are(tag, "+") || (is_status(line) && tag.size > 0) ? POSSIBLE : RULED_OUT;
}

/* The end of IDLE has no tag (RFC 2177). */
static enum verdict
recognise_client(struct bytes line)
{
	return words_are(line, "DONE") ? POSSIBLE : recognise_command(line);
}

enum verdict
imap_recognise(enum side from, struct bytes line, bool is_first)
{
	return from == SERVER ? recognise_server(line, is_first) : recognise_client(line);
}

/* RFC 2244 2.6.1 and RFC 3656 3: the texts of ACAP and MUPDATE, which have tags as IMAP has, are strings. */
static bool
is_quoted_status(struct bytes line)
{
	(void)words_next(&line);
	return line.size > 0 && line.data[0] == '"';
}

/* A status that bears the command's own tag, mail for one who fetches, leave for one who waits for it. */
bool
imap_answers(struct bytes asked, struct bytes answer, bool is_next)
{
	struct bytes   tag, verb, first, rest = asked, text = answer;
	struct literal literal;

	(void)is_next; /* the tag tells what is answered */
	if (recognise_command(asked) == RULED_OUT)
		return false;
	tag = words_next(&rest);
	verb = words_next(&rest);
	first = words_next(&text);
	if (words_are(first, "*"))
		return (words_are(verb, "FETCH") || words_are(verb, "UID")) && imap_is_fetch(answer);
	if (words_are(first, "+"))
		return words_are(verb, "IDLE") ||
		       (words_literal(&rest, &literal) && literal.is_synchronising);
	return first.size == tag.size && memcmp(first.data, tag.data, tag.size) == 0 && is_status(text) &&
	       !is_quoted_status(text);
}
