/* SPDX-License-Identifier: Apache-2.0 */
/* TLS profiles: what each admits and what not; lists, which they are made of. */
#include "policy_helpers.h"

#define CLIENT_SIDE "role=access tls.version=TLSv1.2 "
#define CERT "role=access tls.certificate.visible=true tls.certificate.self_signed=false "

/*
 * From the documents that the profiles name: RFC 9325 and RFC 10015, Mozilla's guidelines 6.0, SP 800-52r2,
 * TR-02102-2 and the guidelines of NCSC-NL.
 */
static const struct {
	const char *profile, *id, *trips, *near_miss;
} rows[] = {
    {"bcp195-2022",          "tls-version-outside-profile",    "role=access tls.version=TLSv1.1",                     CLIENT_SIDE                                                                      },
    {"bcp195-2022",          "tls-cipher-outside-profile",     "role=access tls.cipher=TLS_RSA_WITH_RC4_128_SHA",
     "role=access tls.cipher=TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"																      },
    {"bcp195-2022",          "tls-cipher-outside-profile",     "role=access tls.cipher=TLS_RSA_WITH_NULL_SHA256",
     "role=access tls.cipher=TLS_RSA_WITH_AES_128_CBC_SHA"																	     },
    {"bcp195-2026",          "tls-cipher-outside-profile",
     "role=access tls.cipher=TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",						    "role=access tls.cipher=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"                   },
    {"bcp195-2026",          "tls-cipher-outside-profile",     "role=access tls.cipher=TLS_RSA_WITH_AES_128_CBC_SHA",
     "role=access tls.cipher=TLS_AES_128_GCM_SHA256"																		   },
    {"bcp195-2026",          "tls-group-outside-profile",      "role=access tls.group=secp192r1",
     "role=access tls.group=x25519"																				    },
    {"bcp195-2026",          "cert-key-outside-profile",       CERT "tls.certificate.key_strength=80",
     CERT "tls.certificate.key_strength=112"																			   },
    {"bcp195-2026",          "cert-signature-outside-profile", CERT "tls.certificate.signature=rsa-sha1",
     CERT "tls.certificate.signature=rsa-sha256"																		       },
    {"bcp195-2026",          "tls-signature-outside-profile",  "role=access tls.signature=rsa_pkcs1_sha1",
     "role=access tls.signature=rsa_pss_rsae_sha256"																		   },
    {"bcp195-2026",          "tls-outside-profile-relay",
     "role=relay tls.version=TLSv1.2 tls.cipher=TLS_RSA_WITH_AES_128_CBC_SHA",					"role=relay tls.version=TLSv1.2 tls.cipher=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
    {"mozilla-modern",       "tls-version-outside-profile",    CLIENT_SIDE,                                           "role=access tls.version=TLSv1.3"                                                },
    {"mozilla-modern",       "cert-signature-outside-profile", CERT "tls.certificate.signature=rsa-sha256",
     CERT "tls.certificate.signature=ecdsa-sha256"																		     },
    {"mozilla-intermediate", "tls-cipher-outside-profile",
     "role=access tls.cipher=TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",						  "role=access tls.cipher=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"                   },
    {"mozilla-intermediate", "tls-group-outside-profile",      "role=access tls.group=secp521r1",
     "role=access tls.group=X25519MLKEM768"																			    },
    {"nist-800-52r2",        "tls-cipher-outside-profile",     "role=access tls.cipher=TLS_CHACHA20_POLY1305_SHA256",
     "role=access tls.cipher=TLS_AES_128_GCM_SHA256"																		   },
    {"nist-800-52r2",        "tls-cipher-outside-profile",     "role=access tls.cipher=TLS_RSA_WITH_AES_128_CBC_SHA",
     "role=access tls.cipher=TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"																      },
    {"bsi-tr-02102-2",       "tls-group-outside-profile",      "role=access tls.group=x25519",
     "role=access tls.group=brainpoolP256r1"																			   },
    {"bsi-tr-02102-2",       "cert-key-outside-profile",       CERT "tls.certificate.key_strength=112",
     CERT "tls.certificate.key_strength=128"																			   },
    {"bsi-tr-02102-2",       "tls-cipher-outside-profile",     "role=access tls.cipher=TLS_CHACHA20_POLY1305_SHA256",
     "role=access tls.cipher=TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"																    },
    {"ncsc-nl-2025",         "tls-cipher-outside-profile",
     "role=access tls.cipher=TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",						  "role=access tls.cipher=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"                   },
    {"ncsc-nl-2025",         "cert-key-outside-profile",       CERT "tls.certificate.key_strength=112",
     CERT "tls.certificate.key_strength=128"																			   },
};

static struct policy *
with_profile(const char *profile)
{
	char text[128];

	snprintf(text, sizeof(text), "policy: t\nextends: baseline\nprofile: %s\n", profile);
	return good_policy(text);
}

static void
each_profile_admits_what_its_document_does(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct policy     *policy = with_profile(rows[i].profile);
		struct check_tally trips = tally_of(policy, rows[i].id, rows[i].trips);
		struct check_tally misses = tally_of(policy, rows[i].id, rows[i].near_miss);

		if (trips.violated != 1 || misses.satisfied != 1)
			fprintf(stderr, "%s: %s\n", rows[i].profile, rows[i].trips);
		CU_ASSERT_EQUAL(trips.violated, 1);
		CU_ASSERT_EQUAL(misses.satisfied, 1);
		policy_free(policy);
	}
}

static void
each_profile_has_its_rows(void)
{
	const char *const *profiles = policy_profiles();

	CU_ASSERT_PTR_NOT_NULL_FATAL(profiles[6]);
	for (; *profiles != NULL; profiles++) {
		bool is_tested = false;

		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			is_tested |= strcmp(rows[i].profile, *profiles) == 0;
		CU_ASSERT(is_tested);
	}
}

/* Of servers that speak to servers strict rules make things worse (RFC 9325 5.2). */
static void
a_profile_is_softer_on_relays(void)
{
	struct policy *policy = with_profile("mozilla-modern");

	CU_ASSERT_EQUAL(
	    tally_of(policy, "tls-version-outside-profile", "role=relay tls.version=TLSv1.2").applicable, 0);
	policy_free(policy);
}

static void
a_policy_without_profile_has_none_of_its_checks(void)
{
	struct policy *policy = good_policy("policy: t\nextends: baseline\n");
	size_t         index;

	CU_ASSERT_PTR_NULL(check_of(policy, "tls-cipher-outside-profile", &index));
	CU_ASSERT_PTR_NULL(policy_profile(policy));
	policy_free(policy);
}

static void
the_outermost_profile_holds(void)
{
	char          *inner = file_of("policy: inner\nextends: baseline\nprofile: mozilla-modern\n", 56);
	char           text[256];
	struct policy *policy;

	snprintf(text, sizeof(text), "policy: t\nextends: [%s]\nprofile: bcp195-2022\n", inner);
	policy = good_policy(text);
	CU_ASSERT_STRING_EQUAL(policy_profile(policy), "bcp195-2022");
	CU_ASSERT_EQUAL(
	    tally_of(policy, "tls-version-outside-profile", "role=access tls.version=TLSv1.2").violated, 0);
	policy_free(policy);
	unlink(inner);
	free(inner);
}

static void
two_profiles_side_by_side_are_an_error(void)
{
	char              *a = file_of("policy: a\nprofile: mozilla-modern\n", 34);
	char              *b = file_of("policy: b\nprofile: bcp195-2022\n", 31);
	struct complaints *complaints = complaints_new();
	char               text[256];

	snprintf(text, sizeof(text), "policy: t\nextends: [%s, %s]\n", a, b);
	CU_ASSERT_PTR_NULL(policy_of(text, complaints));
	CU_ASSERT_PTR_NOT_NULL(strstr(complaints_text(complaints, 0), "which one holds"));
	complaints_free(complaints);
	unlink(a);
	unlink(b);
	free(a);
	free(b);
}

/* A list is read as if it stood in the expression, whatever it is compared with. */
static void
a_list_can_hold_values_of_every_type(void)
{
	struct policy *policy = good_policy(
	    "policy: t\nlists: {ports: [25, 1024..1030], words: [imap, pop3], texts: "
	    "[TLS_AES_128_GCM_SHA256],"
	    " nets: [10.0.0.0/8, 192.0.2.1]}\nchecks:\n  - id: a\n    title: a\n    severity: low\n"
	    "    applies: port in ports and protocol in lists.words and tls.cipher in texts\n"
	    "    violates: client in nets\n");
	static const char base[] = "server.port=1027 protocol=imap tls.cipher=TLS_AES_128_GCM_SHA256 ";
	char              session[256];

	snprintf(session, sizeof(session), "%sclient=10.1.1.1", base);
	CU_ASSERT_EQUAL(tally_of(policy, "a", session).violated, 1);
	snprintf(session, sizeof(session), "%sclient=192.0.2.2", base);
	CU_ASSERT_EQUAL(tally_of(policy, "a", session).satisfied, 1);
	CU_ASSERT_EQUAL(tally_of(policy, "a", "server.port=1031").applicable, 0);
	policy_free(policy);
}

SUITE("policy: profiles", ROW(each_profile_admits_what_its_document_does), ROW(each_profile_has_its_rows),
      ROW(a_profile_is_softer_on_relays), ROW(a_policy_without_profile_has_none_of_its_checks),
      ROW(the_outermost_profile_holds), ROW(two_profiles_side_by_side_are_an_error),
      ROW(a_list_can_hold_values_of_every_type))
