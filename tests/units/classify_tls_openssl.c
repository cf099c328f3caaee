/* SPDX-License-Identifier: Apache-2.0 */
/* Records real handshakes between OpenSSL's client and server. */
#include "classify_tls_openssl.h"

#include <string.h>

#include <openssl/err.h>

/* OpenSSL's macros take the const off their arguments, which compilers do not like. */
static char *
plain(const char *text)
{
	return (char *)(uintptr_t)text;
}

static int
choose_alpn(SSL *ssl, const unsigned char **out, unsigned char *size, const unsigned char *in,
	    unsigned in_size, void *chosen)
{
	const char *wanted = chosen;
	int         found;

	(void)ssl;
	found = SSL_select_next_proto((unsigned char **)(uintptr_t)out, size, (const unsigned char *)wanted,
				      (unsigned)strlen(wanted), in, in_size);
	return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

static void
use_key(SSL_CTX *context, const char *kind, const char *issuer)
{
	EVP_PKEY *key = lab_key(kind);
	X509     *x509 = lab_x509(key, key, "mx.example", issuer == NULL ? "mx.example" : issuer,
				  "DNS:mx.example,DNS:*.mail.example,IP:192.0.2.25", -1, 90);

	lab_require(SSL_CTX_use_certificate(context, x509) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1);
	X509_free(x509);
}

static SSL_CTX *
context_new(const struct lab_wish *wish, enum side side)
{
	SSL_CTX    *context = SSL_CTX_new(side == CLIENT ? TLS_client_method() : TLS_server_method());
	const char *groups = side == CLIENT ? wish->offered : wish->groups;

	lab_require(context != NULL);
	SSL_CTX_set_security_level(context, 0);
	lab_require(
	    SSL_CTX_set_min_proto_version(context, wish->version == 0 ? TLS1_VERSION : wish->version) == 1 &&
	    SSL_CTX_set_max_proto_version(context, side == CLIENT && wish->client_version != 0
						       ? wish->client_version
						       : wish->version) == 1);
	SSL_CTX_set_options(context, wish->options[side]);
	if (wish->ciphers != NULL)
		lab_require(SSL_CTX_set_cipher_list(context, wish->ciphers) == 1);
	if (wish->suites != NULL)
		lab_require(SSL_CTX_set_ciphersuites(context, wish->suites) == 1);
	if (groups != NULL)
		lab_require(SSL_CTX_set1_groups_list(context, plain(groups)) == 1);
	if (wish->is_without_ticket)
		SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
	SSL_CTX_set_dh_auto(context, 1);
	return context;
}

static void
use_chain(SSL_CTX *context, const char *const *chain)
{
	EVP_PKEY *key = lab_key("ec");

	/* Else OpenSSL would complete the chain by what it knows itself. */
	SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN);
	for (; chain != NULL && *chain != NULL; chain += 2) {
		X509 *x509 = lab_x509(key, key, chain[0], chain[1], NULL, -1, 90);

		lab_require(SSL_CTX_add_extra_chain_cert(context, x509) == 1);
	}
}

static int
take_any(int is_good, X509_STORE_CTX *store)
{
	(void)is_good;
	(void)store;
	return 1;
}

static void
context_server(SSL_CTX *context, const struct lab_wish *wish)
{
	use_key(context, wish->key == NULL ? "rsa" : wish->key, wish->issuer);
	use_chain(context, wish->chain);
	if (wish->signatures != NULL)
		lab_require(SSL_CTX_set1_sigalgs_list(context, plain(wish->signatures)) == 1);
	if (wish->is_early)
		SSL_CTX_set_max_early_data(context, 1000);
	SSL_CTX_set_session_id_context(context, (const unsigned char *)"lab", 3);
	if (wish->chosen != NULL)
		SSL_CTX_set_alpn_select_cb(context, choose_alpn, plain(wish->chosen));
	if (wish->asks_client_certificate && wish->is_lenient)
		SSL_CTX_set_verify(context, SSL_VERIFY_PEER, take_any);
	else if (wish->asks_client_certificate)
		SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
}

static void
context_client(SSL_CTX *context, const struct lab_wish *wish)
{
	if (wish->has_client_certificate)
		use_key(context, "ec", NULL);
	if (wish->signatures != NULL)
		lab_require(SSL_CTX_set1_sigalgs_list(context, plain(wish->signatures)) == 1);
	if (wish->is_strict)
		SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	if (wish->alpn != NULL)
		SSL_CTX_set_alpn_protos(context, (const unsigned char *)wish->alpn,
					(unsigned)strlen(wish->alpn));
}

/* Move what ${from} has written to the other, and write it down. */
static bool
carry(SSL *from, SSL *to, enum side side, struct lab_talk *talk)
{
	char data[16384];
	bool has_moved = false;
	int  size;

	while ((size = BIO_read(SSL_get_wbio(from), data, sizeof(data))) > 0) {
		lab_say(talk, side, data, (size_t)size);
		BIO_write(SSL_get_rbio(to), data, size);
		has_moved = true;
	}
	return has_moved;
}

static void
speak(SSL *client, SSL *server, struct lab_talk *talk)
{
	bool has_moved = true;

	while (has_moved) {
		char data[256];

		SSL_do_handshake(client);
		if (SSL_is_init_finished(client))
			SSL_read(client, data, sizeof(data));
		has_moved = carry(client, server, CLIENT, talk);
		SSL_do_handshake(server);
		if (SSL_is_init_finished(server))
			SSL_read(server, data, sizeof(data));
		has_moved |= carry(server, client, SERVER, talk);
	}
}

/* SSL_write_early_data, and a server that reads it before it goes on. */
static void
speak_early(SSL *client, SSL *server, const struct lab_wish *wish, struct lab_talk *talk)
{
	char   data[64];
	size_t size;

	lab_require(SSL_write_early_data(client, "a1 NOOP\r\n", 9, &size) == 1);
	carry(client, server, CLIENT, talk);
	if (wish->is_early_refused)
		return;
	lab_require(SSL_read_early_data(server, data, sizeof(data), &size) == SSL_READ_EARLY_DATA_SUCCESS);
	carry(server, client, SERVER, talk);
	lab_require(SSL_do_handshake(client) == 1);
	carry(client, server, CLIENT, talk);
	lab_require(SSL_read_early_data(server, data, sizeof(data), &size) == SSL_READ_EARLY_DATA_FINISH);
	carry(server, client, SERVER, talk);
}

static SSL *
end_new(SSL_CTX *context, enum side side)
{
	SSL *ssl = SSL_new(context);

	lab_require(ssl != NULL);
	SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	if (side == CLIENT)
		SSL_set_connect_state(ssl);
	else
		SSL_set_accept_state(ssl);
	return ssl;
}

static SSL_SESSION *
talk_once(SSL_CTX *contexts[2], const struct lab_wish *wish, SSL_SESSION *session, struct lab_talk *talk,
	  struct lab_truth *truth)
{
	SSL         *client = end_new(contexts[CLIENT], CLIENT), *server = end_new(contexts[SERVER], SERVER);
	SSL_SESSION *learned;

	*talk = (struct lab_talk){.count = 0};
	lab_watch(client, truth);
	if (wish->host != NULL)
		lab_require(SSL_set_tlsext_host_name(client, plain(wish->host)) == 1);
	if (session != NULL)
		lab_require(SSL_set_session(client, session) == 1);
	if (wish->is_early && session != NULL)
		speak_early(client, server, wish, talk);
	speak(client, server, talk);
	lab_tell(client, server, truth);
	if (truth->is_up && !wish->is_mute) {
		SSL_write(client, "a1 CAPABILITY\r\n", 15);
		speak(client, server, talk);
		SSL_write(server, "* CAPABILITY IMAP4rev1\r\n", 24);
		speak(client, server, talk);
	}
	SSL_shutdown(client);
	SSL_shutdown(server);
	learned = SSL_get1_session(client);
	SSL_free(client);
	SSL_free(server);
	ERR_clear_error();
	return learned;
}

void
lab_record(const struct lab_wish *wish, struct lab_talk *talk, struct lab_truth *truth)
{
	SSL_CTX     *contexts[2] = {context_new(wish, CLIENT), context_new(wish, SERVER)};
	SSL_SESSION *session;

	context_client(contexts[CLIENT], wish);
	context_server(contexts[SERVER], wish);
	session = talk_once(contexts, wish, NULL, talk, truth);
	if (wish->resumes) {
		SSL_SESSION *first = session;

		lab_free(talk);
		session = talk_once(contexts, wish, first, talk, truth);
		SSL_SESSION_free(first);
	}
	SSL_SESSION_free(session);
	SSL_CTX_free(contexts[CLIENT]);
	SSL_CTX_free(contexts[SERVER]);
}
