/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_POLICY_HELPERS_H
#define TESTS_POLICY_HELPERS_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/address.h"
#include "base/complain.h"
#include "base/text.h"
#include "classify/fact.h"
#include "policy/expression.h"
#include "policy/policy.h"
#include "policy/results.h"
#include "unit.h"

/* A session owns no text: the few that tests use stand here. */
static inline const char *
text_kept(const char *text)
{
	static const char *const texts[] = {
	    "inside",
	    "outside",
	    "TLS_AES_128_GCM_SHA256",
	    "TLS_DH_anon_WITH_RC4_128_MD5",
	    "h2",
	    "imap",
	    "rsa_pkcs1_sha1",
	    "ecdsa_md5",
	    "rsa-sha1",
	    "rsa-sha256",
	    "rsa_pss_rsae_sha256",
	    "x25519",
	    "ffdhe2048",
	    "mail.example.net",
	    "PLAIN",
	    "dsa-sha1",
	    "ecdsa_sha1",
	    "TLS_RSA_WITH_RC4_128_SHA",
	    "TLS_RSA_WITH_NULL_SHA256",
	    "TLS_RSA_WITH_AES_128_CBC_SHA",
	    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
	    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
	    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
	    "TLS_CHACHA20_POLY1305_SHA256",
	    "secp192r1",
	    "secp521r1",
	    "brainpoolP256r1",
	    "X25519MLKEM768",
	    "ecdsa-sha256",
	    "ANONYMOUS",
	    "unknown_ca",
	    "handshake_failure",
	    "protocol_version",
	    "5.7.1",
	    "5.1.1",
	    "aa",
	    "4f3c90ab4f3c90ab4f3c90ab4f3c90ab4f3c90ab4f3c90ab4f3c90ab4f3c90ab",
	    "4f3c90ac4f3c90ac4f3c90ac4f3c90ac4f3c90ac4f3c90ac4f3c90ac4f3c90ac",
	    "bb",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i], text) == 0)
			return texts[i];
	fprintf(stderr, "add this text to text_kept: %s\n", text);
	exit(2);
}

/* Put "name=value" or "name=value@frame" into the session; a mistake in a test ends the run. */
static inline void
session_put(struct session *session, const char *assignment)
{
	char           copy[256];
	char          *value, *frame;
	enum fact      fact;
	place          where = PLACE_NONE;
	struct address address;

	snprintf(copy, sizeof(copy), "%s", assignment);
	value = strchr(copy, '=');
	if (value == NULL || (*value++ = '\0', (fact = fact_by_name(copy)) == FACT_COUNT)) {
		fprintf(stderr, "no such fact: %s\n", assignment);
		exit(2);
	}
	if ((frame = strchr(value, '@')) != NULL) {
		*frame++ = '\0';
		where = place_of(0, strtoull(frame, NULL, 10));
	}
	switch (fact_rows[fact].type) {
	case TYPE_BOOL:
		facts_note_truth(&session->facts, fact, strcmp(value, "true") == 0, where);
		return;
	case TYPE_COUNT:
		facts_note_count(&session->facts, fact, strtoull(value, NULL, 10), where);
		return;
	case TYPE_TIME:
		facts_note_time(&session->facts, fact, strtoll(value, NULL, 10), where);
		return;
	case TYPE_TEXT:
	case TYPE_TEXTS:
		facts_note_text(&session->facts, fact, text_kept(value), where);
		return;
	case TYPE_ADDRESS:
		if (!address_parse(value, &address))
			break;
		facts_note_address(&session->facts, fact, &address, where);
		return;
	case TYPE_WORD:
		for (size_t i = 0; i < fact_rows[fact].word_count; i++)
			if (strcmp(fact_rows[fact].words[i], value) == 0) {
				facts_note_word(&session->facts, fact, (unsigned)i, where);
				return;
			}
	}
	fprintf(stderr, "no such value: %s\n", assignment);
	exit(2);
}

/* A session of "name=value name=value …"; the first frame is 1. */
static inline struct session
session_of(const char *assignments)
{
	struct session session;
	char           copy[2048];
	char          *rest = copy;

	memset(&session, 0, sizeof(session));
	session.first_frame = session.last_frame = place_of(0, 1);
	snprintf(copy, sizeof(copy), "%s", assignments);
	for (char *one; (one = strsep(&rest, " ")) != NULL;)
		if (*one != '\0')
			session_put(&session, one);
	return session;
}

/* Write ${text} to a new file in the temporary folder; its name, which the caller removes and frees. */
static inline char *
file_of(const char *text, size_t size)
{
	char *name = strdup("/tmp/mailreeve-policy-XXXXXX.yaml");
	int   descriptor = name != NULL ? mkstemps(name, 5) : -1;
	FILE *file = descriptor >= 0 ? fdopen(descriptor, "wb") : NULL;

	if (file == NULL || fwrite(text, 1, size, file) != size || fclose(file) != 0) {
		perror("a policy for a test");
		exit(2);
	}
	return name;
}

/* The policy of that text, or NULL. */
static inline struct policy *
policy_of(const char *text, struct complaints *complaints)
{
	char          *name = file_of(text, strlen(text));
	struct policy *policy = policy_load(name, complaints);

	unlink(name);
	free(name);
	return policy;
}

/* As policy_of, of a policy that must be good. */
static inline struct policy *
good_policy(const char *text)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_of(text, complaints);

	for (size_t i = 0; policy == NULL && complaints_text(complaints, i) != NULL; i++)
		fprintf(stderr, "%s\n", complaints_text(complaints, i));
	complaints_free(complaints);
	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	return policy;
}

/* The policy of that name or file, which has no fault, not even one to note. */
static inline struct policy *
load_good(const char *name)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load(name, complaints);

	for (size_t i = 0; complaints_text(complaints, i) != NULL; i++)
		fprintf(stderr, "%s\n", complaints_text(complaints, i));
	CU_ASSERT_EQUAL(complaints_count(complaints, GRAVITY_NOTE), 0);
	complaints_free(complaints);
	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	return policy;
}

static inline const struct check *
check_of(const struct policy *policy, const char *id, size_t *index)
{
	for (*index = 0; *index < policy_check_count(policy); ++*index)
		if (strcmp(policy_check(policy, *index)->id, id) == 0)
			return policy_check(policy, *index);
	return NULL;
}

/* What one check says of one session: applicable, violated … of one each. */
static inline struct check_tally
tally_of(const struct policy *policy, const char *id, const char *assignments)
{
	struct results    *results = results_new(policy, NULL);
	struct session     session = session_of(assignments);
	struct check_tally tally = {0};
	size_t             index;

	CU_ASSERT_PTR_NOT_NULL_FATAL(results);
	if (check_of(policy, id, &index) == NULL) {
		fprintf(stderr, "no such check: %s\n", id);
		exit(2);
	}
	results_add(results, &session);
	CU_ASSERT_TRUE(results_settle(results));
	tally = results_check(results, index);
	results_free(results);
	return tally;
}

#endif
