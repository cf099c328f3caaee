/* SPDX-License-Identifier: Apache-2.0 */
/* Records real handshakes between OpenSSL's client and server, and makes certificates. */
#include "classify_tls_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static void
require(bool is_so)
{
	if (!is_so) {
		ERR_print_errors_fp(stderr);
		abort();
	}
}

/* OpenSSL's macros take the const off their arguments, which compilers do not like. */
static char *
plain(const char *text)
{
	return (char *)(uintptr_t)text;
}

/* Making keys takes long: each kind is made once. */
static EVP_PKEY *
key_of(const char *kind)
{
	static struct {
		const char *kind, *type;
		size_t      bits;
		EVP_PKEY   *key;
	} keys[] = {
	    {"rsa",      "RSA",     2048, NULL},
	    {"rsa-1024", "RSA",     1024, NULL},
	    {"ec",       "EC",      0,    NULL},
	    {"ed25519",  "ED25519", 0,    NULL},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].kind, kind) != 0)
			continue;
		if (keys[i].key == NULL && keys[i].bits > 0)
			keys[i].key = EVP_PKEY_Q_keygen(NULL, NULL, keys[i].type, keys[i].bits);
		else if (keys[i].key == NULL)
			keys[i].key = EVP_PKEY_Q_keygen(NULL, NULL, keys[i].type, "P-256");
		require(keys[i].key != NULL);
		return keys[i].key;
	}
	abort();
}

static X509_NAME *
name_new(const char *common, const char *organisation)
{
	X509_NAME *name = X509_NAME_new();

	require(name != NULL);
	if (organisation != NULL)
		require(X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
						   (const unsigned char *)organisation, -1, -1, 0) == 1);
	require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common, -1, -1,
					   0) == 1);
	return name;
}

static void
add_names(X509 *x509, const char *names)
{
	X509V3_CTX      context;
	X509_EXTENSION *extension;

	if (names == NULL)
		return;
	X509V3_set_ctx(&context, x509, x509, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, NID_subject_alt_name, names);
	require(extension != NULL && X509_add_ext(x509, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

static X509 *
certificate_new(EVP_PKEY *key, EVP_PKEY *signer, const char *subject, const char *issuer, const char *names,
		int first_day, int last_day)
{
	X509      *x509 = X509_new();
	X509_NAME *of = name_new(subject, "Röst & Sons, Inc."), *by = name_new(issuer, "Röst & Sons, Inc.");
	bool       is_edwards = EVP_PKEY_get_base_id(signer) == EVP_PKEY_ED25519;

	require(x509 != NULL && X509_set_version(x509, 2) == 1);
	ASN1_INTEGER_set(X509_get_serialNumber(x509), 7);
	X509_gmtime_adj(X509_getm_notBefore(x509), (long)first_day * 86400);
	X509_gmtime_adj(X509_getm_notAfter(x509), (long)last_day * 86400);
	require(X509_set_subject_name(x509, of) == 1 && X509_set_issuer_name(x509, by) == 1);
	require(X509_set_pubkey(x509, key) == 1);
	add_names(x509, names);
	require(X509_sign(x509, signer, is_edwards ? NULL : EVP_sha256()) > 0);
	X509_NAME_free(of);
	X509_NAME_free(by);
	return x509;
}

size_t
lab_certificate(uint8_t **der, const char *key, const char *subject, const char *issuer, const char *names,
		int first_day, int last_day)
{
	EVP_PKEY *own = key_of(key), *other = key_of("ec");
	X509 *x509 = certificate_new(own, strcmp(subject, issuer) == 0 ? own : other, subject, issuer, names,
				     first_day, last_day);
	int   size;

	*der = NULL;
	size = i2d_X509(x509, der);
	require(size > 0);
	X509_free(x509);
	return (size_t)size;
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
use_key(SSL_CTX *context, const char *kind)
{
	EVP_PKEY *key = key_of(kind);
	X509     *x509 = certificate_new(key, key, "mx.example", "mx.example",
					 "DNS:mx.example,DNS:*.mail.example,IP:192.0.2.25", -1, 90);

	require(SSL_CTX_use_certificate(context, x509) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1);
	X509_free(x509);
}

static SSL_CTX *
context_new(const struct lab_wish *wish, enum side side)
{
	SSL_CTX    *context = SSL_CTX_new(side == CLIENT ? TLS_client_method() : TLS_server_method());
	const char *groups = side == CLIENT ? wish->offered : wish->groups;

	require(context != NULL);
	SSL_CTX_set_security_level(context, 0);
	require(SSL_CTX_set_min_proto_version(context, wish->version == 0 ? TLS1_VERSION : wish->version) ==
		    1 &&
		SSL_CTX_set_max_proto_version(context, wish->version) == 1);
	if (wish->ciphers != NULL)
		require(SSL_CTX_set_cipher_list(context, wish->ciphers) == 1);
	if (wish->suites != NULL)
		require(SSL_CTX_set_ciphersuites(context, wish->suites) == 1);
	if (groups != NULL)
		require(SSL_CTX_set1_groups_list(context, plain(groups)) == 1);
	if (wish->is_without_ticket)
		SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
	SSL_CTX_set_dh_auto(context, 1);
	return context;
}

static void
context_server(SSL_CTX *context, const struct lab_wish *wish)
{
	use_key(context, wish->key == NULL ? "rsa" : wish->key);
	SSL_CTX_set_session_id_context(context, (const unsigned char *)"lab", 3);
	if (wish->chosen != NULL)
		SSL_CTX_set_alpn_select_cb(context, choose_alpn, plain(wish->chosen));
	if (wish->asks_client_certificate)
		SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
}

static void
context_client(SSL_CTX *context, const struct lab_wish *wish)
{
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

static void
tell(SSL *client, SSL *server, struct lab_truth *truth)
{
	const SSL_CIPHER    *cipher = SSL_get_current_cipher(server);
	const unsigned char *alpn;
	const char          *group;
	unsigned             size;
	EVP_PKEY            *share = NULL;

	memset(truth, 0, sizeof(*truth));
	truth->is_up = SSL_is_init_finished(client) && SSL_is_init_finished(server);
	snprintf(truth->version, sizeof(truth->version), "%s", SSL_get_version(server));
	if (cipher != NULL)
		snprintf(truth->cipher, sizeof(truth->cipher), "%s", SSL_CIPHER_standard_name(cipher));
	SSL_get0_alpn_selected(server, &alpn, &size);
	snprintf(truth->alpn, sizeof(truth->alpn), "%.*s", (int)size, (const char *)alpn);
	group = SSL_group_to_name(server, (int)SSL_get_negotiated_group(server));
	snprintf(truth->group, sizeof(truth->group), "%s", group == NULL ? "" : group);
	truth->is_resumed = SSL_session_reused(server) == 1;
	if (SSL_get_peer_tmp_key(client, &share) == 1) {
		truth->dh_bits = EVP_PKEY_get_bits(share);
		EVP_PKEY_free(share);
	}
}

static SSL *
end_new(SSL_CTX *context, enum side side)
{
	SSL *ssl = SSL_new(context);

	require(ssl != NULL);
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
	if (wish->host != NULL)
		require(SSL_set_tlsext_host_name(client, plain(wish->host)) == 1);
	if (session != NULL)
		require(SSL_set_session(client, session) == 1);
	speak(client, server, talk);
	tell(client, server, truth);
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
