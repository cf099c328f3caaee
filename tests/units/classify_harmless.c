/* SPDX-License-Identifier: Apache-2.0 */
/* Which octets of talks may be seen: what is asked for is written beside each line, octet for octet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/harmless.h"
#include "unit.h"

/* What a side says in one piece, and what is to be seen of it; '~' stands for what is not. */
struct says {
	enum side   from;
	const char *octets, *seen;
};

static void
hear(struct harmless *harmless, enum side from, const char *octets, size_t size, char *seen)
{
	/* In an allocation of its own: nothing beside it may be read or written. */
	uint8_t *copy = malloc(size), *keep = calloc(size, 1);

	CU_ASSERT_FATAL(copy != NULL && keep != NULL);
	memcpy(copy, octets, size);
	harmless_heard(harmless, from, bytes_of(copy, size), keep);
	for (size_t i = 0; i < size; i++)
		seen[i] = keep[i] ? octets[i] : '~';
	free(copy);
	free(keep);
}

static void
want(const struct says *says, size_t count, bool is_whole)
{
	struct harmless *harmless = malloc(sizeof(*harmless));

	CU_ASSERT_FATAL(harmless != NULL);
	harmless_begin(harmless, is_whole);
	for (size_t i = 0; i < count; i++) {
		char seen[1024] = "";

		hear(harmless, says[i].from, says[i].octets, strlen(says[i].octets), seen);
		if (strcmp(seen, says[i].seen) != 0)
			fprintf(stderr, "of    %swanted %sgot    %s\n", says[i].octets, says[i].seen, seen);
		CU_ASSERT_STRING_EQUAL(seen, says[i].seen);
	}
	harmless_end(harmless);
	free(harmless);
}

#define WANT(says) want(says, sizeof(says) / sizeof((says)[0]), true)

static void
smtp_shows_commands_codes_and_capabilities(void)
{
	static const struct says talk[] = {
	    {SERVER, "220 mx.example.net ESMTP ready\r\n",                                   "220 ~~~~~~~~~~~~~~ ESMTP ~~~~~\r\n"      },
	    {CLIENT, "EHLO laptop.example.org\r\n",                                          "EHLO ~~~~~~~~~~~~~~~~~~\r\n"             },
	    {SERVER, "250-mx.example.net\r\n250-AUTH=PLAIN ANNA\r\n",
	     "250-~~~~~~~~~~~~~~\r\n250-AUTH=PLAIN ~~~~\r\n"									   },
	    {SERVER, "250-SIZE 1000\r\n250-AUTH PLAIN LOGIN\r\n",
	     "250-SIZE ~~~~\r\n250-AUTH PLAIN LOGIN\r\n"									       },
	    {SERVER, "250 STARTTLS\r\n",						     "250 STARTTLS\r\n"                        },
	    {CLIENT, "AUTH PLAIN AGFubmEAc2VzYW0=\r\n",                                      "AUTH PLAIN ~~~~~~~~~~~~~~~~\r\n"         },
	    {SERVER, "235 2.7.0 Welcome anna\r\n",                                           "235 2.7.0 ~~~~~~~~~~~~\r\n"              },
	    {CLIENT, "MAIL FROM:<anna@example.org> SIZE=5\r\nRCPT TO:<bob@example.org>\r\n",
	     "MAIL FROM:~~~~~~~~~~~~~~~~~~~~~~~~~\r\nRCPT TO:~~~~~~~~~~~~~~~~~\r\n"                                                    },
	    {SERVER, "250 ok anna\r\n550 5.1.1 bob is gone\r\n",                             "250 ~~~~~~~\r\n550 5.1.1 ~~~~~~~~~~~\r\n"},
	    {CLIENT, "QUIT\r\n",							     "QUIT\r\n"                                },
	    {SERVER, "221 Bye\r\n",							  "221 ~~~\r\n"                             },
	};

	WANT(talk);
}

/* Words that are commands, in places where none stands. */
static void
no_word_of_a_message_or_a_login_is_shown(void)
{
	static const struct says data[] = {
	    {SERVER, "220 x\r\n",                            "220 ~\r\n"                         },
	    {CLIENT, "DATA\r\n",                             "DATA\r\n"                          },
	    {SERVER, "354 go\r\n",                           "354 ~~\r\n"                        },
	    {CLIENT, "QUIT\r\nMAIL FROM:x\r\n.\r\nQUIT\r\n", "~~~~~~~~~~~~~~~~~\r\n.\r\nQUIT\r\n"},
	};
	static const struct says bdat[] = {
	    {SERVER, "220 x\r\n",                       "220 ~\r\n"                    },
	    {CLIENT, "BDAT 6 LAST\r\nQUIT\r\nQUIT\r\n", "BDAT 6 LAST\r\n~~~~~~QUIT\r\n"},
	    {CLIENT, "BDAT all\r\n",                    "BDAT ~~~\r\n"                 },
	    {CLIENT, "QUIT\r\n",                        "~~~~~~"                       },
	};
	static const struct says login[] = {
	    {SERVER, "220 x\r\n",            "220 ~\r\n"           },
	    {CLIENT, "AUTH LOGIN\r\n",       "AUTH LOGIN\r\n"      },
	    {SERVER, "334 VXNlcm5hbWU6\r\n", "334 ~~~~~~~~~~~~\r\n"},
	    {CLIENT, "HELP\r\n",             "~~~~\r\n"            },
	    {SERVER, "334 UGFzc3dvcmQ6\r\n", "334 ~~~~~~~~~~~~\r\n"},
	    {CLIENT, "NOOP\r\n",             "~~~~\r\n"            },
	    {SERVER, "535 5.7.8 no\r\n",     "535 5.7.8 ~~\r\n"    },
	    {CLIENT, "NOOP\r\n",             "NOOP\r\n"            },
	};

	WANT(data);
	WANT(bdat);
	WANT(login);
}

static void
of_lines_that_were_cut_no_word_is_shown_and_none_is_forgotten(void)
{
	static const struct says talk[] = {
	    {SERVER, "220 x\r\n",        "220 ~\r\n"       },
	    {CLIENT, "DA",               "~~"              },
	    {CLIENT, "TA\r",             "~~~"             },
	    {CLIENT, "\nQUIT\r\n",       "\n~~~~~~"        },
	    {CLIENT, "QUIT\r\n.\r\n",    "~~~~\r\n.\r\n"   },
	    {CLIENT, "NOOP\r\n",         "NOOP\r\n"        },
	    {CLIENT, "AUTH PLAIN AGFu",  "~~~~~~~~~~~~~~~" },
	    {CLIENT, "bmEAc2VzYW0=\r\n", "~~~~~~~~~~~~\r\n"},
	    {CLIENT, "NOOP\r\n",         "~~~~\r\n"        },
	};

	WANT(talk);
}

static void
lines_that_are_too_short_for_anything_are_none(void)
{
	static const struct says talk[] = {
	    {SERVER, "220 x\r\n", "220 ~\r\n"},
	    {SERVER, "\n",        "\n"       },
	    {SERVER, "2\n",       "~\n"      },
	    {SERVER, "22\n",      "~~\n"     },
	    {SERVER, "220\n",     "220\n"    },
	    {CLIENT, "\n",        "\n"       },
	    {CLIENT, " \n",       "~\n"      },
	};

	WANT(talk);
}

static void
imap_hides_tags_arguments_and_literals(void)
{
	static const struct says talk[] = {
	    {SERVER, "* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] mail.example.net\r\n",
	     "* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN]~~~~~~~~~~~~~~~~~\r\n"                                       },
	    {CLIENT, "anna CAPABILITY\r\n",						  "~~~~ CAPABILITY\r\n"        },
	    {SERVER, "* CAPABILITY IMAP4rev1 XSECRET\r\nanna OK done\r\n",
	     "* CAPABILITY IMAP4rev1 ~~~~~~~\r\n~~~~ OK ~~~~\r\n"                                                         },
	    {CLIENT, "a2 LOGIN {4}\r\n",						     "~~ LOGIN {4}\r\n"           },
	    {SERVER, "+ go\r\n",							     "+ ~~\r\n"                   },
	    {CLIENT, "DONE {5}\r\n",							 "~~~~~{5}\r\n"               },
	    {CLIENT, "sesam\r\n",							    "~~~~~\r\n"                  },
	    {SERVER, "a2 OK [CAPABILITY IDLE] anna LOGIN IDLE\r\n",
	     "~~ OK [CAPABILITY IDLE]~~~~~~~~~~~~~~~~\r\n"								},
	    {CLIENT, "a3 UID FETCH 1:* BODY[]\r\n",                                          "~~ UID FETCH ~~~~~~~~~~\r\n"},
	    {SERVER, "* 1 FETCH (UID 9 BODY[] {11}\r\nIDLE\r\n* OK\r)\r\na3 OK x\r\n",
	     "* 1 FETCH ~~~~~~~~~~~~~~{11}\r\n~~~~~~~~~~~~\r\n~~ OK ~\r\n"                                                },
	};

	WANT(talk);
}

static void
pop3_hides_what_follows_retr_and_top_alone(void)
{
	static const struct says talk[] = {
	    {SERVER, "+OK <1.2@example.net>\r\n",                         "+OK ~~~~~~~~~~~~~~~~~\r\n"              },
	    {CLIENT, "APOP anna 0123456789abcdef\r\n",                    "APOP ~~~~~~~~~~~~~~~~~~~~~\r\n"         },
	    {SERVER, "+OK anna has 2 messages\r\n",                       "+OK ~~~~~~~~~~~~~~~~~~~\r\n"            },
	    {CLIENT, "STAT\r\nRETR 1\r\nDELE 1\r\nTOP 2 0\r\n",           "STAT\r\nRETR ~\r\nDELE ~\r\nTOP ~~~\r\n"},
	    {SERVER, "+OK 2 9\r\n",				       "+OK ~~~\r\n"                            },
	    {SERVER, "+OK\r\n+OK in the mail\r\n..\r\n.\r\n+OK gone\r\n",
	     "+OK\r\n~~~~~~~~~~~~~~~~~~~\r\n.\r\n+OK ~~~~\r\n"                                                     },
	    {SERVER, "-ERR no such\r\n",                                  "-ERR ~~~~~~~\r\n"                       },
	    {CLIENT, "USER anna\r\nPASS QUIT\r\n",                        "USER ~~~~\r\nPASS ~~~~\r\n"             },
	};

	WANT(talk);
}

static void
managesieve_hides_scripts(void)
{
	static const struct says talk[] = {
	    {SERVER, "\"IMPLEMENTATION\" \"Pigeon\"\r\n\"SASL\" \"PLAIN\"\r\n\"STARTTLS\"\r\nOK \"x\"\r\n",
	     "\"IMPLEMENTATION\" ~~~~~~~~\r\n\"SASL\" \"PLAIN\"\r\n\"STARTTLS\"\r\nOK ~~~\r\n"                                                       },
	    {CLIENT, "AUTHENTICATE \"PLAIN\" {4+}\r\nQUIT\r\n",                                             "AUTHENTICATE \"PLAIN\" {4+}\r\n~~~~\r\n"},
	    {SERVER, "OK\r\n",									      "OK\r\n"                                 },
	    {CLIENT, "PUTSCRIPT \"anna\" {8+}\r\nLOGOUT\r\n\r\n",                                           "PUTSCRIPT ~~~~~~~{8+}\r\n~~~~~~~~\r\n"  },
	};

	WANT(talk);
}

static void
what_is_not_known_to_be_mail_is_not_shown(void)
{
	static const struct says http[] = {
	    {CLIENT, "QUIT / HTTP/1.1\r\n", "~~~~~~~~~~~~~~~\r\n"},
	    {SERVER, "220 ready\r\n",       "220 ~~~~~\r\n"      },
	    {CLIENT, "QUIT\r\n",            "~~~~~~"             },
	};
	static const struct says other[] = {
	    {SERVER, "SSH-2.0-x\r\n", "~~~~~~~~~\r\n"},
	    {SERVER, "220 x\r\n",     "~~~~~~~"      },
	    {CLIENT, "QUIT\r\n",      "~~~~~~"       },
	};
	static const struct says late[] = {
	    {SERVER, "220 x\r\n", "~~~~~~~"},
	    {CLIENT, "QUIT\r\n",  "~~~~~~" },
	};
	static const struct says proxy[] = {
	    {CLIENT, "PROXY TCP4 1.2.3.4 5.6.7.8 9 25\r\n", "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\r\n"},
	    {SERVER, "220 x\r\n",                           "220 ~\r\n"                          },
	    {CLIENT, "QUIT\r\n",                            "QUIT\r\n"                           },
	};

	WANT(http);
	WANT(other);
	want(late, 2, false);
	WANT(proxy);
}

static void
a_mask_on_the_path_stays_visible(void)
{
	static const struct says talk[] = {
	    {SERVER, "220 ******\r\n",            "220 ~~~~~~\r\n"           },
	    {CLIENT, "XXXX laptop\r\n",           "XXXX ~~~~~~\r\n"          },
	    {SERVER, "250-x\r\n250 XXXXXXXA\r\n", "250-~\r\n250 XXXXXXXA\r\n"},
	};

	WANT(talk);
}

static void
behind_missing_octets_nothing_is_shown(void)
{
	struct harmless harmless;
	char            seen[32] = "";

	harmless_begin(&harmless, true);
	hear(&harmless, SERVER, "220 x\r\n", 7, seen);
	harmless_missed(&harmless);
	hear(&harmless, CLIENT, "QUIT\r\n", 6, seen);
	CU_ASSERT_NSTRING_EQUAL(seen, "~~~~~~", 6);
	hear(&harmless, SERVER, "221 x\r\n", 7, seen);
	CU_ASSERT_NSTRING_EQUAL(seen, "~~~~~~~", 7);
}

/* More commands than can be remembered: which of the replies is a message is not known any more. */
static void
behind_too_many_commands_nothing_is_shown(void)
{
	struct harmless harmless;
	char            seen[32] = "";

	harmless_begin(&harmless, true);
	hear(&harmless, SERVER, "+OK x\r\n", 7, seen);
	for (unsigned i = 0; i <= HARMLESS_PENDING; i++)
		hear(&harmless, CLIENT, "NOOP\r\n", 6, seen);
	hear(&harmless, SERVER, "+OK\r\n", 5, seen);
	CU_ASSERT_NSTRING_EQUAL(seen, "~~~~~", 5);
}

#define RECORD(type, length) type "\x03\x03\x00" length

/* RFC 5246 7.4: a hello, a certificate, a change of cipher, what is encrypted, application data. */
static void
of_tls_handshakes_are_shown_but_for_the_clients_certificate(void)
{
	static const char client[] = RECORD(
	    "\x16",
	    "\x03") "\x01"
		    "he" RECORD("\x16",
				"\x06") "\x0b"
					"anna!" RECORD("\x16",
						       "\x02") "\x01"
							       "!" RECORD("\x14", "\x01") "\x01" RECORD(
								   "\x16", "\x02") "##" RECORD("\x17",
											       "\x04") "mail";
	static const char server[] =
	    RECORD("\x16", "\x04") "\x0b"
				   "srv" RECORD("\x17", "\x04") "mail" RECORD("\x15", "\x02") "\x01\x00";
	char            seen[sizeof(client)], octets[sizeof(client)];
	struct harmless harmless;

	harmless_begin(&harmless, true);
	hear(&harmless, CLIENT, client, sizeof(client) - 1, seen);
	memcpy(octets, client, sizeof(client));
	for (size_t i = 0; i + 5 < sizeof(client); i++) {
		if (memcmp(client + i,
			   "\x0b"
			   "anna!",
			   6) == 0)
			memset(octets + i, '~', 6);
		if (memcmp(client + i, "\x01!", 2) == 0)
			memset(octets + i, '~', 2);
	}
	memset(octets + sizeof(client) - 5, '~', 4);
	CU_ASSERT_EQUAL(memcmp(seen, octets, sizeof(client) - 1), 0);
	for (size_t i = 0; i + 1 < sizeof(server); i++)
		hear(&harmless, SERVER, server + i, 1, seen + i);
	memcpy(octets, server, sizeof(server));
	memset(octets + sizeof(server) - 12, '~', 4);
	CU_ASSERT_EQUAL(memcmp(seen, octets, sizeof(server) - 1), 0);
}

static void
what_only_begins_like_tls_is_not_shown(void)
{
	static const char said[] = "\x16"
				   "my password is sesam";
	struct harmless   harmless;
	char              seen[sizeof(said)];

	harmless_begin(&harmless, true);
	hear(&harmless, CLIENT, said, sizeof(said) - 1, seen);
	CU_ASSERT_EQUAL(memcmp(seen + 5, "~~~~~~~~~~~~~~~~", 16), 0);
}

SUITE("classify: harmless", ROW(smtp_shows_commands_codes_and_capabilities),
      ROW(no_word_of_a_message_or_a_login_is_shown),
      ROW(of_lines_that_were_cut_no_word_is_shown_and_none_is_forgotten),
      ROW(lines_that_are_too_short_for_anything_are_none), ROW(imap_hides_tags_arguments_and_literals),
      ROW(pop3_hides_what_follows_retr_and_top_alone), ROW(managesieve_hides_scripts),
      ROW(what_is_not_known_to_be_mail_is_not_shown), ROW(a_mask_on_the_path_stays_visible),
      ROW(behind_missing_octets_nothing_is_shown), ROW(behind_too_many_commands_nothing_is_shown),
      ROW(of_tls_handshakes_are_shown_but_for_the_clients_certificate),
      ROW(what_only_begins_like_tls_is_not_shown))
