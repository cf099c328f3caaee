/* SPDX-License-Identifier: Apache-2.0 */
/* What a handshake comes to, SSLv2, and what can be TLS at all. */
#include "classify_tls_scene.h"
#include "unit.h"

/* A TLS 1.3 client that refuses sends an alert of 19 octets, as GnuTLS and NSS do; a Finished takes 53. */
static void
an_encrypted_alert_is_no_finished(void)
{
	static const struct {
		size_t      sizes[4];
		const char *wanted;
	} rows[] = {
	    {{19},         "failed"   },
            {{24},         "failed"   },
            {{19, 19},     "failed"   },
	    {{53},         "completed"},
            {{69},         "completed"},
            {{19, 19, 19}, "completed"},
	    {{30},         ""         },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene scene;

		scene_begin(&scene);
		scene_client_hello(&scene, 3, "", 0);
		SCENE_1_3(&scene);
		scene_data(&scene, SERVER, 200);
		scene_record(&scene, CLIENT, 20, "\1", 1);
		for (const size_t *size = rows[i].sizes; *size != 0; size++)
			scene_data(&scene, CLIENT, *size);
		scene_hear(&scene, false);
		scene_is(&scene, FACT_TLS_HANDSHAKE, rows[i].wanted);
		scene_end(&scene);
	}
}

/* RFC 9846 4.2.10, 4.5 */
static void
early_data_is_no_finished(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "\0\x2a\0\0", 4);
	scene_record(&scene, CLIENT, 20, "\1", 1);
	scene_data(&scene, CLIENT, 100);
	SCENE_1_3(&scene);
	scene_data(&scene, SERVER, 200);
	scene_data(&scene, CLIENT, 100);
	scene_hear(&scene, true);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "");
	scene_data(&scene, CLIENT, 21);
	scene_data(&scene, CLIENT, 53);
	scene_hear(&scene, true);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "completed");
	scene_end(&scene);
	/* A server of TLS 1.2 has no early data: all data is behind its handshake. */
	scene_begin(&scene);
	scene_client_hello(&scene, 3, "\0\x2a\0\0", 4);
	scene_server_hello(&scene, 3, 0xc02f, "", 0);
	scene_data(&scene, CLIENT, 30);
	scene_data(&scene, SERVER, 30);
	scene_hear(&scene, true);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "completed");
	scene_end(&scene);
}

static void
data_before_the_server_hello_proves_nothing(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_data(&scene, CLIENT, 100);
	SCENE_1_3(&scene);
	scene_data(&scene, SERVER, 200);
	scene_data(&scene, CLIENT, 19);
	scene_hear(&scene, true);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "failed");
	scene_end(&scene);
}

static void
warnings_decide_nothing_and_fatal_alerts_do(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_record(&scene, SERVER, 21, "\1\x70", 2);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "incomplete");
	scene_is(&scene, FACT_TLS_ALERT, "");
	/* In two records, as RFC 5246 6.2.1 allows. */
	scene_record(&scene, SERVER, 21, "\2", 1);
	scene_record(&scene, SERVER, 21, "\x46", 1);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "failed");
	scene_is(&scene, FACT_TLS_ALERT, "protocol_version");
	CU_ASSERT_EQUAL(scene.answer, TLS_OVER);
	scene_end(&scene);
}

/* RFC 5246: Finished is encrypted; so is the alert of a server that does not like it. */
static void
an_encrypted_alert_before_both_finished_failed(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_server_hello(&scene, 3, 0x002f, "", 0);
	scene_message(&scene, SERVER, 14, (const uint8_t *)"", 0);
	scene_record(&scene, CLIENT, 20, "\1", 1);
	scene_record(&scene, CLIENT, 22, "0123456789abcdef0123456789abcdef", 32);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "incomplete");
	scene_record(&scene, SERVER, 20, "\1", 1);
	scene_record(&scene, SERVER, 21, "0123456789abcdef0123456789abcdef", 32);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "failed");
	scene_is(&scene, FACT_TLS_ALERT, "");
	scene_end(&scene);
}

/* RFC 7918: a client may send data before the server's Finished, and say goodbye. */
static void
a_goodbye_after_data_is_no_failure(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_server_hello(&scene, 3, 0xc02f, "", 0);
	scene_record(&scene, CLIENT, 20, "\1", 1);
	scene_record(&scene, CLIENT, 22, "0123456789abcdef", 16);
	scene_data(&scene, CLIENT, 40);
	scene_record(&scene, CLIENT, 21, "0123456789abcdef", 16);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "incomplete");
	scene_end(&scene);
}

static void
text_in_answer_to_a_hello_is_not_tls(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	lab_say(&scene.talk, SERVER, "220 mx.example ESMTP\r\n", 22);
	scene_hear(&scene, false);
	CU_ASSERT_EQUAL(scene.answer, TLS_NOT_TLS);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "failed");
	scene_end(&scene);
}

static void
data_both_ways_is_an_established_tls(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_data(&scene, SERVER, 30);
	scene_hear(&scene, true);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "");
	scene_data(&scene, CLIENT, 30);
	scene_hear(&scene, true);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "completed");
	scene_is(&scene, FACT_TLS_VERSION, "");
	scene_end(&scene);
}

static void
one_side_alone_tells_its_hello_and_no_outcome(void)
{
	struct scene scene;

	scene_begin(&scene);
	SCENE_1_3(&scene);
	scene_data(&scene, SERVER, 200);
	scene_hear(&scene, true);
	scene_is(&scene, FACT_TLS_VERSION, "TLSv1.3");
	scene_is(&scene, FACT_TLS_HANDSHAKE, "");
	scene_end(&scene);
	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_record(&scene, CLIENT, 20, "\1", 1);
	scene_data(&scene, CLIENT, 100);
	scene_hear(&scene, true);
	scene_is(&scene, FACT_TLS_OFFERED_MAX, "TLSv1.2");
	scene_is(&scene, FACT_TLS_HANDSHAKE, "");
	scene_end(&scene);
}

/* draft-hickman-netscape-ssl-00: hellos, master key, verify, finished. */
static void
sslv2_is_told_from_its_own_records(void)
{
	static const char client[] = "\x80\x1c\1\0\2\0\3\0\0\0\x10\7\0\xc0"
				     "0123456789abcdef";
	static const char server[] = "\x80\x1e\4\0\1\0\2\0\0\0\3\0\x10\7\0\xc0"
				     "0123456789abcdef";
	static const char key[] = "\x80\x0a\2\7\0\xc0\0\0\0\0\0\0";
	struct scene      scene;

	scene_begin(&scene);
	lab_say(&scene.talk, CLIENT, client, sizeof(client) - 1);
	lab_say(&scene.talk, SERVER, server, sizeof(server) - 1);
	lab_say(&scene.talk, CLIENT, key, sizeof(key) - 1);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_OFFERED_MAX, "SSLv2");
	scene_is(&scene, FACT_TLS_VERSION, "SSLv2");
	scene_is(&scene, FACT_TLS_CIPHER, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5");
	scene_is(&scene, FACT_TLS_STRENGTH, "weak");
	scene_is(&scene, FACT_TLS_FORWARD_SECRECY, "false");
	scene_is(&scene, FACT_TLS_HANDSHAKE, "incomplete");
	lab_say(&scene.talk, CLIENT, "\0\x08\4abcdefgh", 11);
	lab_say(&scene.talk, SERVER,
		"\x80\x08"
		"abcdefgh",
		10);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "completed");
	scene_end(&scene);
}

static void
an_sslv2_client_alone_and_an_sslv2_error_are_told(void)
{
	static const char client[] = "\x80\x1c\1\0\2\0\3\0\0\0\x10\1\0\x80"
				     "0123456789abcdef"
				     "\x80\x0a\2\2\0\x80\0\0\0\0\0\0";
	struct scene      scene;

	scene_begin(&scene);
	lab_say(&scene.talk, CLIENT, client, sizeof(client) - 1);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_STRENGTH, "export");
	scene_end(&scene);
	scene_begin(&scene);
	lab_say(&scene.talk, CLIENT, client, 30);
	lab_say(&scene.talk, SERVER, "\x80\3\0\0\1", 5);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_HANDSHAKE, "failed");
	scene_end(&scene);
}

/* RFC 6176 3: a server of today has no SSLv2, and says so with an alert of TLS. */
static void
an_sslv2_hello_is_refused_with_an_alert_of_tls(void)
{
	static const char client[] = "\x80\x1c\1\0\2\0\3\0\0\0\x10\7\0\xc0"
				     "0123456789abcdef";
	struct scene      scene;

	scene_begin(&scene);
	lab_say(&scene.talk, CLIENT, client, sizeof(client) - 1);
	lab_say(&scene.talk, SERVER, "\x15\3\1\0\2\2\x46", 7);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_OFFERED_MAX, "SSLv2");
	scene_is(&scene, FACT_TLS_ALERT, "protocol_version");
	scene_is(&scene, FACT_TLS_ALERT_BY, "server");
	scene_is(&scene, FACT_TLS_HANDSHAKE, "failed");
	scene_end(&scene);
}

/* RFC 5246 E.2 */
static void
an_sslv2_hello_may_open_a_talk_of_tls(void)
{
	static const char client[] = "\x80\x1c\1\3\1\0\3\0\0\0\x10\0\0\x2f"
				     "0123456789abcdef";
	struct scene      scene;

	scene_begin(&scene);
	lab_say(&scene.talk, CLIENT, client, sizeof(client) - 1);
	scene_server_hello(&scene, 1, 0x002f, "", 0);
	scene_message(&scene, SERVER, 14, (const uint8_t *)"", 0);
	scene_record(&scene, CLIENT, 20, "\1", 1);
	scene_record(&scene, CLIENT, 22, "0123456789abcdef", 16);
	scene_record(&scene, SERVER, 20, "\1", 1);
	scene_record(&scene, SERVER, 22, "0123456789abcdef", 16);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_OFFERED_MAX, "TLSv1.0");
	scene_is(&scene, FACT_TLS_VERSION, "TLSv1.0");
	scene_is(&scene, FACT_TLS_RESUMED, "false");
	scene_is(&scene, FACT_TLS_HANDSHAKE, "completed");
	scene_end(&scene);
}

static const struct {
	enum side      from;
	enum tls_guess guess;
	size_t         size;
	const char    *octets;
} guesses[] = {
    {CLIENT, TLS_PERHAPS, 0,  ""                              },
    {CLIENT, TLS_PERHAPS, 5,  "\x16\3\1\2\0"                  },
    {CLIENT, TLS_YES,     6,  "\x16\3\1\2\0\1"                },
    {CLIENT, TLS_NO,      6,  "\x16\3\1\2\0\2"                },
    {SERVER, TLS_YES,     6,  "\x16\3\3\0\x7a\2"              },
    {SERVER, TLS_YES,     7,  "\x15\3\3\0\2\2\x46"            },
    {SERVER, TLS_NO,      6,  "\x15\3\3\0\2\3"                },
    {CLIENT, TLS_NO,      2,  "\x16\2"                        },
    {CLIENT, TLS_NO,      3,  "\x16\3\5"                      },
    {CLIENT, TLS_NO,      5,  "\x16\3\1\x48\1"                },
    {CLIENT, TLS_YES,     6,  "\x16\3\1\x48\0\1"              },
    {SERVER, TLS_YES,     6,  "\x17\3\3\0\x20\xaa"            },
    {CLIENT, TLS_YES,     6,  "\x14\3\3\0\1\1"                },
    {CLIENT, TLS_NO,      1,  "E"			     },
    {SERVER, TLS_NO,      4,  "220 "                          },
    {CLIENT, TLS_YES,     11, "\x80\x1c\1\0\2\0\3\0\0\0\x10"  },
    {CLIENT, TLS_PERHAPS, 10, "\x80\x1c\1\0\2\0\3\0\0\0"      },
    {CLIENT, TLS_YES,     11, "\x80\x2e\1\3\1\0\x15\0\0\0\x10"},
    {CLIENT, TLS_NO,      11, "\x80\x2e\1\3\1\0\x14\0\0\0\x11"},
    {CLIENT, TLS_NO,      3,  "\x80\x1c\2"                    },
    {SERVER, TLS_YES,     7,  "\x80\x1e\4\0\1\0\2"            },
    {SERVER, TLS_NO,      3,  "\x80\x1e\1"                    },
    {SERVER, TLS_PERHAPS, 2,  "\x80\x1e"                      },
};

static void
first_octets_are_recognised(void)
{
	for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++)
		CU_ASSERT_EQUAL(tls_recognise(guesses[i].from, bytes_of(guesses[i].octets, guesses[i].size)),
				guesses[i].guess);
}

SUITE("classify: tls outcome", ROW(an_encrypted_alert_is_no_finished), ROW(early_data_is_no_finished),
      ROW(data_before_the_server_hello_proves_nothing), ROW(warnings_decide_nothing_and_fatal_alerts_do),
      ROW(an_encrypted_alert_before_both_finished_failed), ROW(a_goodbye_after_data_is_no_failure),
      ROW(text_in_answer_to_a_hello_is_not_tls), ROW(data_both_ways_is_an_established_tls),
      ROW(one_side_alone_tells_its_hello_and_no_outcome), ROW(sslv2_is_told_from_its_own_records),
      ROW(an_sslv2_client_alone_and_an_sslv2_error_are_told), ROW(an_sslv2_hello_may_open_a_talk_of_tls),
      ROW(an_sslv2_hello_is_refused_with_an_alert_of_tls), ROW(first_octets_are_recognised))
