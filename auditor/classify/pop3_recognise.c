/* SPDX-License-Identifier: Apache-2.0 */
/* POP3 against FTP, IRC, Redis and NATS. */
#include "classify/pop3.h"

#include "classify/words.h"

/* Words that no other protocol has, and words that FTP or IRC have as well. */
static enum verdict
recognise_client(struct bytes line)
{
	static const char *const own[] = {"CAPA", "APOP", "STLS", "UIDL", "TOP"};
	static const char *const shared[] = {"USER", "PASS", "AUTH", "QUIT", "NOOP", "STAT",
					     "LIST", "RETR", "DELE", "RSET", "UTF8", "LANG"};
	struct bytes             rest = line, word = words_next(&rest);

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (words_are(word, own[i]) && !words_have(rest, "HTTP/"))
			return i < 4 ? CERTAIN : LIKELY;
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		if (words_are(word, shared[i]))
			return POSSIBLE;
	return RULED_OUT;
}

/* Redis says +OK too, but never first; it does not say what POP3's banner says (RFC 1939 7). */
static enum verdict
recognise_server(struct bytes line, bool is_first)
{
	struct bytes rest = line, word = words_next(&rest);

	if (words_are(word, "-ERR") || (words_are(word, "+") && !is_first))
		return POSSIBLE;
	if (!words_are(word, "+OK"))
		return RULED_OUT;
	if (words_have_whole(rest, "POP") || words_have_whole(rest, "POP3") ||
	    (is_first && words_have(rest, "<") && words_have(rest, "@") && words_have(rest, ">")))
		return CERTAIN;
	return is_first ? LIKELY : POSSIBLE;
}

enum verdict
pop3_recognise(enum side from, struct bytes line, bool is_first)
{
	return from == SERVER ? recognise_server(line, is_first) : recognise_client(line);
}

/* One number, as of a message, and nothing else. */
static bool
is_number(struct bytes rest)
{
	uint64_t number;

	return words_number(&rest, &number) && rest.size == 0;
}

/*
 * Redis answers QUIT and AUTH with +OK as well, and -ERR to all that it does not know; what looks like a
 * command may be the last of the lines that make one of its own, or the payload of NATS.  FTP answers RETR,
 * DELE and PASS with a code.
 */
bool
pop3_answers(struct bytes asked, struct bytes answer, bool is_next)
{
	static const char *const listings[] = {"LIST", "UIDL"}, *const logins[] = {"USER", "PASS"},
				 *const numbered[] = {"RETR", "DELE"};
	struct bytes                    rest = asked, word = words_next(&rest), reply = words_next(&answer);
	bool                            is_ok = words_are(reply, "+OK");

	if (!is_next || (!is_ok && !words_are(reply, "-ERR")))
		return false;
	for (size_t i = 0; i < sizeof(numbered) / sizeof(numbered[0]); i++)
		if (words_are(word, numbered[i]) || words_are(word, listings[i]))
			return is_number(rest) || (is_ok && rest.size == 0 && words_are(word, listings[i]));
	for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++)
		if (words_are(word, logins[i]))
			return is_ok && rest.size > 0;
	return is_ok && rest.size == 0 && words_are(word, "STAT");
}
