/* SPDX-License-Identifier: Apache-2.0 */
/* What OpenSSL's client and server say of a handshake. */
#include "classify_tls_openssl.h"

#include <stdio.h>
#include <string.h>

/* The IANA name of what the server signed with; only one of the keys here is of a named curve. */
static const char *
signature_name(SSL *client)
{
	static const struct {
		int         type, digest;
		const char *name;
	} names[] = {
	    {EVP_PKEY_RSA,     NID_sha1,   "rsa_pkcs1_sha1"        },
	    {EVP_PKEY_RSA,     NID_sha224, "rsa_pkcs1_sha224"      },
	    {EVP_PKEY_RSA,     NID_sha256, "rsa_pkcs1_sha256"      },
	    {EVP_PKEY_RSA,     NID_sha384, "rsa_pkcs1_sha384"      },
	    {EVP_PKEY_RSA,     NID_sha512, "rsa_pkcs1_sha512"      },
	    {EVP_PKEY_RSA_PSS, NID_sha256, "rsa_pss_rsae_sha256"   },
	    {EVP_PKEY_RSA_PSS, NID_sha384, "rsa_pss_rsae_sha384"   },
	    {EVP_PKEY_RSA_PSS, NID_sha512, "rsa_pss_rsae_sha512"   },
	    {EVP_PKEY_EC,      NID_sha1,   "ecdsa_sha1"            },
	    {EVP_PKEY_EC,      NID_sha256, "ecdsa_secp256r1_sha256"},
	    {EVP_PKEY_EC,      NID_sha384, "ecdsa_secp384r1_sha384"},
	    {EVP_PKEY_EC,      NID_sha512, "ecdsa_secp521r1_sha512"},
	    {EVP_PKEY_ED25519, NID_undef,  "ed25519"               },
	};
	int type = NID_undef, digest = NID_undef;

	if (SSL_get_peer_signature_type_nid(client, &type) != 1)
		return "";
	SSL_get_peer_signature_nid(client, &digest);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].type == type && names[i].digest == digest)
			return names[i].name;
	return "";
}

static void
tell_certificates(SSL *client, struct lab_truth *truth)
{
	STACK_OF(X509) *chain = SSL_get_peer_cert_chain(client);
	X509          *own = SSL_get0_peer_certificate(client);
	unsigned char *der = NULL;
	int            size;

	if (own == NULL || truth->is_resumed)
		return;
	truth->chain = sk_X509_num(chain);
	truth->is_in_order = true;
	for (int i = 1; i < truth->chain; i++)
		truth->is_in_order &= X509_NAME_cmp(X509_get_issuer_name(sk_X509_value(chain, i - 1)),
						    X509_get_subject_name(sk_X509_value(chain, i))) == 0;
	truth->is_for_servers = lab_is_for_servers(own);
	size = i2d_X509(own, &der);
	lab_digest(der, (size_t)size, truth->fingerprint);
	OPENSSL_free(der);
	der = NULL;
	size = i2d_PUBKEY(X509_get0_pubkey(own), &der);
	lab_digest(der, (size_t)size, truth->public_key);
	OPENSSL_free(der);
}

/* What crossed, as OpenSSL tells its callbacks. */
static void
hear_extension(SSL *ssl, int is_client, int type, const unsigned char *data, int size, void *truth)
{
	(void)ssl;
	(void)is_client;
	(void)data;
	(void)size;
	if (type == TLSEXT_TYPE_encrypt_then_mac)
		((struct lab_truth *)truth)->has_encrypt_then_mac = true;
}

static void
hear_message(int is_written, int version, int type, const void *data, size_t size, SSL *ssl, void *truth)
{
	static const unsigned char retry[] = {0xcf, 0x21, 0xad, 0x74};

	(void)version;
	(void)ssl;
	if (is_written == 0 && type == SSL3_RT_HANDSHAKE && size > 10 &&
	    ((const unsigned char *)data)[0] == SSL3_MT_SERVER_HELLO &&
	    memcmp((const unsigned char *)data + 6, retry, sizeof(retry)) == 0)
		((struct lab_truth *)truth)->is_retried = true;
}

void
lab_watch(SSL *client, struct lab_truth *truth)
{
	memset(truth, 0, sizeof(*truth));
	SSL_set_tlsext_debug_callback(client, hear_extension);
	SSL_set_tlsext_debug_arg(client, truth);
	SSL_set_msg_callback(client, hear_message);
	SSL_set_msg_callback_arg(client, truth);
}

void
lab_tell(SSL *client, SSL *server, struct lab_truth *truth)
{
	const SSL_CIPHER    *cipher = SSL_get_current_cipher(server);
	const unsigned char *alpn;
	const char          *group;
	unsigned             size;
	EVP_PKEY            *share = NULL;

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
		truth->has_prime = EVP_PKEY_get_base_id(share) == EVP_PKEY_DH;
		EVP_PKEY_free(share);
	}
	snprintf(truth->signature, sizeof(truth->signature), "%s", signature_name(client));
	truth->has_extended_master_secret = SSL_get_extms_support(client) == 1;
	truth->has_secure_renegotiation = SSL_get_secure_renegotiation_support(client) == 1;
	truth->is_early_taken = SSL_get_early_data_status(client) == SSL_EARLY_DATA_ACCEPTED;
	truth->has_client_certificate = SSL_get0_peer_certificate(server) != NULL;
	tell_certificates(client, truth);
}
