/* SPDX-License-Identifier: Apache-2.0 */
/* What a talk cannot say: places, wishes, secrets in memory, limits. */
#include <string.h>

#include "classify/classifier.h"
#include "classify/dialogue.h"
#include "classify/dialogue_room.h"
#include "unit.h"

static struct classifier *
make_classifier(void)
{
	struct classifier_limits limits = classifier_limits_default;
	struct classifier       *classifier;

	limits.dialogues = 2;
	classifier = classifier_new(&limits);
	CU_ASSERT_FATAL(classifier != NULL);
	return classifier;
}

static enum dialogue_wish
say(struct dialogue *dialogue, enum side from, const char *text, place where)
{
	return dialogue_heard(dialogue, from, bytes_of(text, strlen(text)), 0, where);
}

static bool
memory_has(const struct dialogue *dialogue, const char *secret)
{
	const char *at = (const char *)dialogue;

	for (size_t i = 0; i + strlen(secret) <= dialogue_size(); i++)
		if (memcmp(at + i, secret, strlen(secret)) == 0)
			return true;
	return false;
}

static const struct {
	uint16_t    port;
	enum side   from;
	const char *text;
} logins[] = {
    {25,   SERVER, "220 m ESMTP\r\n"				     },
    {25,   CLIENT, "EHLO c\r\nAUTH PLAIN c2VjcmV0c2VjcmV0\r\n"           },
    {143,  SERVER, "* OK IMAP4rev1\r\n"                                  },
    {143,  CLIENT, "a LOGIN {5+}\r\nc2VjcmV0 c2VjcmV0c2VjcmV0\r\n"       },
    {110,  SERVER, "+OK POP3\r\n"					},
    {110,  CLIENT, "USER c2VjcmV0c2VjcmV0\r\nPASS c2VjcmV0c2VjcmV0\r\n"  },
    {4190, SERVER, "\"IMPLEMENTATION\" \"x\"\r\nOK\r\n"                  },
    {4190, CLIENT, "AUTHENTICATE \"PLAIN\" {16+}\r\nc2VjcmV0c2VjcmV0\r\n"},
};

static void
no_secret_stays_in_memory(void)
{
	struct classifier *classifier = make_classifier();

	for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i += 2) {
		struct dialogue *dialogue = dialogue_new(classifier, logins[i].port, true);
		const char      *at = logins[i + 1].text;

		say(dialogue, SERVER, logins[i].text, 1);
		for (; *at != '\0'; at++)
			dialogue_heard(dialogue, CLIENT, bytes_of(at, 1), 0, 2);
		CU_ASSERT_FALSE(memory_has(dialogue, "c2VjcmV0c2Vj"));
		CU_ASSERT_FALSE(memory_has(dialogue, "secretsec"));
		dialogue_free(dialogue);
	}
	classifier_free(classifier);
}

static void
facts_name_the_packet_that_showed_them(void)
{
	struct classifier  *classifier = make_classifier();
	struct dialogue    *dialogue = dialogue_new(classifier, 587, true);
	struct dialogue_end end = {.is_whole = true};
	const struct facts *facts = dialogue_facts(dialogue);

	say(dialogue, SERVER, "220 m\r\n", 4);
	say(dialogue, CLIENT, "EHLO c\r\n", 6);
	say(dialogue, SERVER, "250-m\r\n250-STA", 7);
	say(dialogue, SERVER, "RTTLS\r\n250 AUTH PLAIN\r\n", 8);
	say(dialogue, CLIENT, "AUTH PLAIN AGFsaWNl", 9);
	say(dialogue, CLIENT, "AHNlY3JldA==\r\n", 10);
	say(dialogue, SERVER, "235 ok\r\n", 12);
	dialogue_finish(dialogue, &end);
	CU_ASSERT_EQUAL(facts_place(facts, FACT_PROTOCOL), 6);
	CU_ASSERT_EQUAL(facts_place(facts, FACT_STARTTLS_OFFERED), 8);
	CU_ASSERT_EQUAL(facts_place(facts, FACT_AUTH_IN_CLEAR), 10);
	CU_ASSERT_EQUAL(facts_place(facts, FACT_AUTH_OUTCOME), 12);
	CU_ASSERT_EQUAL(facts_place(facts, FACT_SECURITY), 6);
	CU_ASSERT_TRUE(dialogue_is_mail(dialogue));
	dialogue_free(dialogue);
	classifier_free(classifier);
}

static void
what_is_no_mail_on_another_port_is_done_at_once(void)
{
	struct classifier *classifier = make_classifier();
	struct dialogue   *dialogue = dialogue_new(classifier, 8080, true);

	CU_ASSERT_EQUAL(say(dialogue, CLIENT, "GET / HTTP/1.1\r\n", 1), DIALOGUE_DONE);
	CU_ASSERT_FALSE(dialogue_is_mail(dialogue));
	dialogue_free(dialogue);
	classifier_free(classifier);
}

/* A ClientHello of TLS 1.2 with one suite and neither SNI nor ALPN. */
static const uint8_t hello[] = {
    0x16, 3, 1, 0, 45, 1, 0, 0, 41, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,    1,    1, 1,
    1,    1, 1, 1, 1,  1, 1, 1, 1,  1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 2, 0xc0, 0x2f, 1, 0,
};

static void
tls_on_another_port_is_mail_only_by_its_alpn(void)
{
	struct classifier *classifier = make_classifier();
	struct dialogue   *other = dialogue_new(classifier, 443, true),
			*mail = dialogue_new(classifier, 993, true);
	struct dialogue_end end = {.is_whole = true};

	CU_ASSERT_EQUAL(dialogue_heard(other, CLIENT, bytes_of(hello, sizeof(hello)), 0, 1), DIALOGUE_DONE);
	CU_ASSERT_EQUAL(dialogue_heard(mail, CLIENT, bytes_of(hello, sizeof(hello)), 0, 1), DIALOGUE_GO_ON);
	dialogue_finish(other, &end);
	CU_ASSERT_FALSE(dialogue_is_mail(other));
	CU_ASSERT_TRUE(facts_word_is(dialogue_facts(other), FACT_PROTOCOL, PROTOCOL_TLS));
	CU_ASSERT_FALSE(facts_has(dialogue_facts(other), FACT_TLS_HANDSHAKE));
	dialogue_free(other);
	dialogue_free(mail);
	classifier_free(classifier);
}

static void
a_mail_port_alone_is_no_mail_by_what_was_said(void)
{
	struct classifier  *classifier = make_classifier();
	struct dialogue    *dialogue = dialogue_new(classifier, 25, true);
	struct dialogue_end end = {.is_whole = true};

	say(dialogue, SERVER, "220 ready\r\n", 1);
	dialogue_finish(dialogue, &end);
	CU_ASSERT_TRUE(facts_word_is(dialogue_facts(dialogue), FACT_PROTOCOL, PROTOCOL_SMTP));
	CU_ASSERT_FALSE(dialogue_is_mail(dialogue));
	dialogue_free(dialogue);
	classifier_free(classifier);
}

static void
the_text_turns_only_unsure_sides(void)
{
	struct classifier *classifier = make_classifier();
	struct dialogue   *sure = dialogue_new(classifier, 25, true),
			*unsure = dialogue_new(classifier, 25, false);

	CU_ASSERT_EQUAL(say(sure, CLIENT, "220 m ESMTP\r\n", 1), DIALOGUE_GO_ON);
	CU_ASSERT_EQUAL(say(unsure, CLIENT, "220 m ESMTP\r\n", 1), DIALOGUE_TURN);
	CU_ASSERT_EQUAL(say(unsure, CLIENT, "EHLO c\r\n", 2), DIALOGUE_GO_ON);
	dialogue_free(sure);
	dialogue_free(unsure);
	classifier_free(classifier);
}

static void
goodbye_is_heard_of_either_side(void)
{
	struct classifier *classifier = make_classifier();
	struct dialogue   *client = dialogue_new(classifier, 110, true),
			*server = dialogue_new(classifier, 143, true);

	say(client, SERVER, "+OK POP3\r\n", 1);
	CU_ASSERT_FALSE(dialogue_said_goodbye(client));
	say(client, CLIENT, "quit\r\n", 2);
	CU_ASSERT_TRUE(dialogue_said_goodbye(client));
	say(server, SERVER, "* OK IMAP4rev1\r\n* BYE\r\n", 1);
	CU_ASSERT_TRUE(dialogue_said_goodbye(server));
	dialogue_free(client);
	dialogue_free(server);
	classifier_free(classifier);
}

static void
a_full_classifier_refuses(void)
{
	struct classifier *classifier = make_classifier();
	struct dialogue *one = dialogue_new(classifier, 25, true), *two = dialogue_new(classifier, 25, true);
	struct classifier_counts counts;

	CU_ASSERT_PTR_NULL(dialogue_new(classifier, 25, true));
	classifier_counts(classifier, &counts);
	CU_ASSERT_EQUAL(counts.refused, 1);
	CU_ASSERT_EQUAL(counts.dialogues, 2);
	dialogue_free(one);
	dialogue_free(two);
	dialogue_free(NULL);
	classifier_free(classifier);
}

static void
text_before_tls_is_no_implicit_tls(void)
{
	struct classifier  *classifier = make_classifier();
	struct dialogue    *dialogue = dialogue_new(classifier, 993, true);
	struct dialogue_end end = {.is_cut = true};
	const uint8_t       data[] = {0x17, 3, 3, 0, 2, 1, 2};

	dialogue_missed(dialogue, SERVER, 40, 1);
	say(dialogue, CLIENT, "a1 STARTTLS\r\n", 2);
	dialogue_missed(dialogue, SERVER, 13, 3);
	dialogue_heard(dialogue, CLIENT, bytes_of(hello, sizeof(hello)), 0, 4);
	dialogue_heard(dialogue, SERVER, bytes_of(data, sizeof(data)), 0, 5);
	dialogue_finish(dialogue, &end);
	CU_ASSERT_FALSE(facts_has(dialogue_facts(dialogue), FACT_STARTTLS_REQUESTED));
	CU_ASSERT_FALSE(facts_word_is(dialogue_facts(dialogue), FACT_SECURITY, SECURITY_IMPLICIT_TLS));
	dialogue_free(dialogue);
	classifier_free(classifier);
}

static const struct {
	uint16_t    port;
	const char *greeting, *ask, *yes, *leave;
	bool        is_goodbye;
} leavers[] = {
    {143,  "* OK IMAP4rev1\r\n",                 "a STARTTLS\r\n",         "a OK go\r\n",         "* BYE no TLS\r\n",     true },
    {25,   "220 m ESMTP\r\n",                    "EHLO c\r\nSTARTTLS\r\n", "250 m\r\n220 go\r\n", "421 4.3.0 no TLS\r\n", true },
    {25,   "220 m ESMTP\r\n",                    "EHLO c\r\nSTARTTLS\r\n", "250 m\r\n220 go\r\n", "454 4.7.0 no TLS\r\n", true },
    {25,   "220 m ESMTP\r\n",                    "EHLO c\r\nSTARTTLS\r\n", "250 m\r\n220 go\r\n", "500 what\r\n",         false},
    {110,  "+OK POP3\r\n",                       "STLS\r\n",               "+OK go\r\n",          "-ERR no TLS\r\n",      true },
    {4190, "\"IMPLEMENTATION\" \"x\"\r\nOK\r\n", "STARTTLS\r\n",           "OK\r\n",              "BYE \"no TLS\"\r\n",   true },
};

/* The server has said yes, hears the ClientHello, and leaves in clear. */
static void
who_leaves_instead_of_tls_says_goodbye(void)
{
	struct classifier *classifier = make_classifier();

	for (size_t i = 0; i < sizeof(leavers) / sizeof(leavers[0]); i++) {
		struct dialogue *dialogue = dialogue_new(classifier, leavers[i].port, true);

		say(dialogue, SERVER, leavers[i].greeting, 1);
		say(dialogue, CLIENT, leavers[i].ask, 2);
		say(dialogue, SERVER, leavers[i].yes, 3);
		dialogue_heard(dialogue, CLIENT, bytes_of(hello, sizeof(hello)), 0, 4);
		CU_ASSERT_FALSE(dialogue_said_goodbye(dialogue));
		for (const char *at = leavers[i].leave; *at != '\0'; at++)
			dialogue_heard(dialogue, SERVER, bytes_of(at, 1), 0, 5);
		CU_ASSERT_EQUAL(dialogue_said_goodbye(dialogue), leavers[i].is_goodbye);
		dialogue_free(dialogue);
	}
	classifier_free(classifier);
}

static bool
is_worth(enum side from, const char *text, uint16_t port)
{
	return dialogue_is_worth(from, bytes_of(text, strlen(text)), port);
}

static void
a_first_look_lets_mail_pass_and_stops_the_rest(void)
{
	static const char *const clients[] = {"E",        "EHLO x\r\n",      "a1 login x y\r\n", "a1",
					      "CAPA\r\n", "apop ",           "PROXY TCP4",       "\x16\x03",
					      "LHLO m",   "AUTHENTICATE \"P"};
	static const char *const servers[] = {"2",     "220-m",  "+OK",         "* PREAUTH",
					      "* BYE", "\"IMPL", "\x16\x03\x03"};
	static const char *const none[] = {"GET / HTTP/1.1\r\n", "\023BitTorrent", "*1\r\n$4"};

	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++)
		CU_ASSERT_TRUE(is_worth(CLIENT, clients[i], 9999));
	for (size_t i = 0; i < sizeof(servers) / sizeof(servers[0]); i++)
		CU_ASSERT_TRUE(is_worth(SERVER, servers[i], 9999));
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		CU_ASSERT_FALSE(is_worth(CLIENT, none[i], 9999));
		CU_ASSERT_TRUE(is_worth(CLIENT, none[i], 25));
	}
	CU_ASSERT_FALSE(is_worth(SERVER, "HTTP/1.1 200 OK\r\n", 9999));
	CU_ASSERT_FALSE(is_worth(SERVER, "SSH-2.0-x\r\n", 9999));
}

static void
a_dialogue_without_its_facts_fits_in_three_kilobytes(void)
{
	CU_ASSERT(dialogue_size() - sizeof(struct facts) <= 3072);
}

SUITE("classify: dialogue", ROW(no_secret_stays_in_memory), ROW(facts_name_the_packet_that_showed_them),
      ROW(what_is_no_mail_on_another_port_is_done_at_once),
      ROW(a_mail_port_alone_is_no_mail_by_what_was_said), ROW(tls_on_another_port_is_mail_only_by_its_alpn),
      ROW(the_text_turns_only_unsure_sides), ROW(goodbye_is_heard_of_either_side),
      ROW(who_leaves_instead_of_tls_says_goodbye), ROW(text_before_tls_is_no_implicit_tls),
      ROW(a_full_classifier_refuses), ROW(a_first_look_lets_mail_pass_and_stops_the_rest),
      ROW(a_dialogue_without_its_facts_fits_in_three_kilobytes))
