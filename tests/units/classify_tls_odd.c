/* SPDX-License-Identifier: Apache-2.0 */
/* Hellos as OpenSSL never writes them. */
#include "classify_tls_scene.h"
#include "unit.h"

static void
grease_is_no_version_and_no_protocol(void)
{
	static const char extensions[] = "\x1a\x1a\0\0"
					 "\0\x2b\0\7\6\xfa\xfa\3\3\3\2"
					 "\0\x10\0\x12\0\x10\2\x2a\x2a\2h2\x04imap\4pop3";
	struct scene      scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, extensions, sizeof(extensions) - 1);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_OFFERED_MAX, "TLSv1.2");
	scene_is(&scene, FACT_TLS_ALPN, "imap");
	scene_is(&scene, FACT_TLS_SNI, "");
	scene_is(&scene, FACT_TLS_HANDSHAKE, "incomplete");
	scene_end(&scene);
}

static void
a_protocol_that_is_not_mail_is_named_too(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "\0\x10\0\x08\0\6\2\x2a\x2a\2h2", 12);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_ALPN, "h2");
	scene_end(&scene);
}

/* RFC 9846 4.2.1 */
static void
tls_1_3_is_offered_and_chosen_by_the_extension_alone(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 4, "", 0);
	scene_server_hello(&scene, 4, 0x1301, "", 0);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_OFFERED_MAX, "TLSv1.2");
	scene_is(&scene, FACT_TLS_VERSION, "");
	scene_is(&scene, FACT_TLS_DOWNGRADE, "");
	scene_end(&scene);
}

static void
a_hello_that_contradicts_itself_says_nothing(void)
{
	struct scene scene;

	scene_begin(&scene);
	/* The first extension claims more than there is; supported_versions may have been behind it. */
	scene_client_hello(&scene, 3, "\0\x10\1\0ab", 6);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_OFFERED_MAX, "");
	scene_end(&scene);
}

static void
server_names_are_made_clean(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "\0\0\0\x09\0\7\0\0\4a\x1b\0\xff", 13);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_SNI, "a\\x1B\\x00\\xFF");
	scene_end(&scene);
	scene_begin(&scene);
	scene_client_hello(&scene, 3, "\0\0\0\2\0\0", 6);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_SNI, "");
	scene_end(&scene);
}

static void
tls_1_3_with_a_psk_alone_keeps_no_secret_forward(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_server_hello(&scene, 3, 0x1301, SCENE_IS_1_3 "\0\x29\0\2\0\0", 12);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_VERSION, "TLSv1.3");
	scene_is(&scene, FACT_TLS_FORWARD_SECRECY, "false");
	scene_is(&scene, FACT_TLS_RESUMED, "true");
	scene_is(&scene, FACT_TLS_GROUP, "");
	scene_is(&scene, FACT_CERT_VISIBLE, "false");
	scene_end(&scene);
}

static void
an_unknown_suite_and_group_are_numbers(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_server_hello(&scene, 3, 0x12ab, SCENE_IS_1_3 "\0\x33\0\2\x77\x01", 12);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_CIPHER, "0x12AB");
	scene_is(&scene, FACT_TLS_STRENGTH, "");
	scene_is(&scene, FACT_TLS_GROUP, "0x7701");
	scene_end(&scene);
}

/* MLKEM768 alone has no classical part. */
static void
post_quantum_groups_are_named(void)
{
	static const struct {
		const char *extensions, *group, *is_hybrid;
	} rows[] = {
	    {SCENE_IS_1_3 "\0\x33\0\2\x11\xeb", "SecP256r1MLKEM768",     "true" },
	    {SCENE_IS_1_3 "\0\x33\0\2\x11\xec", "X25519MLKEM768",        "true" },
	    {SCENE_IS_1_3 "\0\x33\0\2\x11\xed", "SecP384r1MLKEM1024",    "true" },
	    {SCENE_IS_1_3 "\0\x33\0\2\x63\x99", "X25519Kyber768Draft00", "true" },
	    {SCENE_IS_1_3 "\0\x33\0\2\2\1",     "MLKEM768",              "false"},
	    {SCENE_IS_1_3 "\0\x33\0\2\0\x1d",   "x25519",                "false"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene scene;

		scene_begin(&scene);
		scene_client_hello(&scene, 3, "", 0);
		scene_server_hello(&scene, 3, 0x1302, rows[i].extensions, 12);
		scene_hear(&scene, false);
		scene_is(&scene, FACT_TLS_GROUP, rows[i].group);
		scene_is(&scene, FACT_TLS_HYBRID, rows[i].is_hybrid);
		scene_end(&scene);
	}
}

/* RFC 9846 4.1.3: this random says that it is no ServerHello; nothing is negotiated yet. */
static void
a_retry_request_is_no_server_hello(void)
{
	static const char retry[] = "\3\3"
				    "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
				    "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"
				    "\0\x13\1\0\0\x0c" SCENE_IS_1_3 "\0\x33\0\2\0\x17";
	struct scene      scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_message(&scene, SERVER, 2, (const uint8_t *)retry, sizeof(retry) - 1);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_VERSION, "");
	scene_is(&scene, FACT_TLS_GROUP, "");
	scene_is(&scene, FACT_TLS_HANDSHAKE, "incomplete");
	scene_end(&scene);
}

/* In TLS 1.3 nothing of the server's is in the clear after its hello, whatever a record says. */
static void
what_follows_a_tls_1_3_server_hello_is_not_read(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	SCENE_1_3(&scene);
	scene_message(&scene, SERVER, 11, (const uint8_t *)"\0\0\5\0\0\2ab", 8);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_CERT_VISIBLE, "false");
	scene_end(&scene);
}

/* Nor after ChangeCipherSpec in TLS 1.2: an encrypted record may look like anything. */
static void
an_encrypted_handshake_record_is_not_read(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_server_hello(&scene, 3, 0xc02f, "", 0);
	scene_record(&scene, SERVER, 20, "\1", 1);
	scene_message(&scene, SERVER, 11, (const uint8_t *)"\0\0\5\0\0\2ab", 8);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_RESUMED, "true");
	scene_is(&scene, FACT_CERT_VISIBLE, "false");
	scene_end(&scene);
}

/* RFC 5246 7.4.3: the prime's bits, without leading zeros. */
static void
a_prime_is_measured_in_bits(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_server_hello(&scene, 3, 0x0033, "", 0);
	scene_message(&scene, SERVER, 12, (const uint8_t *)"\0\3\0\1\1\0\1\2\0\1\2", 11);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_GROUP, "dh-9");
	scene_end(&scene);
}

SUITE("classify: tls hellos", ROW(grease_is_no_version_and_no_protocol),
      ROW(a_protocol_that_is_not_mail_is_named_too),
      ROW(tls_1_3_is_offered_and_chosen_by_the_extension_alone),
      ROW(a_hello_that_contradicts_itself_says_nothing), ROW(server_names_are_made_clean),
      ROW(tls_1_3_with_a_psk_alone_keeps_no_secret_forward), ROW(an_unknown_suite_and_group_are_numbers),
      ROW(post_quantum_groups_are_named), ROW(a_retry_request_is_no_server_hello),
      ROW(what_follows_a_tls_1_3_server_hello_is_not_read), ROW(an_encrypted_handshake_record_is_not_read),
      ROW(a_prime_is_measured_in_bits))
