/* SPDX-License-Identifier: Apache-2.0 */
/* The table of SASL mechanisms, and what their responses expose. */
#include "classify/sasl.h"

#include <string.h>

#include "classify/words.h"

/* What may be in a response, decoded. */
struct decoded {
	uint8_t octets[STREAM_ROOM];
	size_t  size;
	bool    is_short;
};

static bool
is_any(const struct decoded *response)
{
	return response->size > 0 || response->is_short;
}

/* RFC 4616 2: [authzid] NUL authcid NUL passwd. */
static bool
has_password(const struct decoded *response)
{
	struct bytes   rest = bytes_of(response->octets, response->size);
	const uint8_t *nul;

	for (unsigned field = 0; field < 2; field++) {
		if (rest.size == 0 || (nul = memchr(rest.data, 0, rest.size)) == NULL)
			return response->is_short;
		bytes_skip(&rest, (size_t)(nul - rest.data) + 1);
	}
	return rest.size > 0 || response->is_short;
}

/* RFC 7628 3.1: "auth=Bearer token"; XOAUTH2 has the same form. */
static bool
has_token(const struct decoded *response)
{
	return words_have(bytes_of(response->octets, response->size), "auth=");
}

/* RFC 5802 3: the client's proof. */
static bool
has_proof(const struct decoded *response)
{
	return words_have(bytes_of(response->octets, response->size), ",p=") || response->is_short;
}

/* MS-NLMP 2.2.1.3: "NTLMSSP", then message type 3, which carries the answer. */
static bool
has_ntlm_answer(const struct decoded *response)
{
	return response->size > 8 && memcmp(response->octets, "NTLMSSP", 8) == 0 && response->octets[8] == 3;
}

/* What a mechanism's responses expose. */
enum exposes {
	EXPOSES_PASSWORD = SECRET_PASSWORD,
	EXPOSES_BEARER = SECRET_BEARER,
	EXPOSES_CHALLENGE = SECRET_CHALLENGE,
	EXPOSES_TICKET,  /* no password, but perhaps something to guess at */
	EXPOSES_NOTHING, /* of use to a listener */
	EXPOSES_WHAT,    /* not known */
};

struct mechanism {
	const char  *name;
	enum exposes exposes;
	unsigned     from; /* the first response that can hold it */
	bool (*is_in)(const struct decoded *response);
	bool has_layer; /* it can wrap what follows it (RFC 4422 3.7) */
};

/* Logins that are no SASL first, in the order of enum sasl_login; the last row stands for all others. */
static const struct mechanism mechanisms[] = {
    {"LOGIN",	       EXPOSES_PASSWORD,  1, is_any,          false}, /* RFC 9051 6.2.3 */
    {"USER/PASS",           EXPOSES_PASSWORD,  1, is_any,          false}, /* RFC 1939 7 */
    {"APOP",		EXPOSES_CHALLENGE, 1, is_any,          false}, /* RFC 1939 7 */
    {"PLAIN",	       EXPOSES_PASSWORD,  1, has_password,    false}, /* RFC 4616 */
    {"LOGIN",	       EXPOSES_PASSWORD,  2, is_any,          false}, /* user, then password */
    {"PLAIN-CLIENTTOKEN",   EXPOSES_PASSWORD,  1, has_password,    false},
    {"XOAUTH2",             EXPOSES_BEARER,    1, has_token,       false},
    {"OAUTHBEARER",         EXPOSES_BEARER,    1, has_token,       false}, /* RFC 7628 */
    {"CRAM-MD5",            EXPOSES_CHALLENGE, 1, is_any,          false}, /* RFC 2195 */
    {"CRAM-SHA1",           EXPOSES_CHALLENGE, 1, is_any,          false},
    {"CRAM-SHA256",         EXPOSES_CHALLENGE, 1, is_any,          false},
    {"DIGEST-MD5",          EXPOSES_CHALLENGE, 1, is_any,          true }, /* RFC 2831 */
    {"NTLM",		EXPOSES_CHALLENGE, 1, has_ntlm_answer, false},
    {"SCRAM-SHA-1",         EXPOSES_CHALLENGE, 2, has_proof,       false}, /* RFC 5802 */
    {"SCRAM-SHA-1-PLUS",    EXPOSES_CHALLENGE, 2, has_proof,       false},
    {"SCRAM-SHA-256",       EXPOSES_CHALLENGE, 2, has_proof,       false}, /* RFC 7677 */
    {"SCRAM-SHA-256-PLUS",  EXPOSES_CHALLENGE, 2, has_proof,       false},
    {"SCRAM-SHA-512",       EXPOSES_CHALLENGE, 2, has_proof,       false},
    {"SCRAM-SHA-512-PLUS",  EXPOSES_CHALLENGE, 2, has_proof,       false},
    {"SCRAM-SHA3-512",      EXPOSES_CHALLENGE, 2, has_proof,       false},
    {"SCRAM-SHA3-512-PLUS", EXPOSES_CHALLENGE, 2, has_proof,       false},
    {"OTP",		 EXPOSES_CHALLENGE, 2, is_any,          false}, /* RFC 2444 */
    {"GSSAPI",              EXPOSES_TICKET,    1, is_any,          true }, /* RFC 4752 */
    {"GSS-SPNEGO",          EXPOSES_TICKET,    1, is_any,          true },
    {"KERBEROS_V4",         EXPOSES_TICKET,    1, is_any,          true },
    {"EXTERNAL",            EXPOSES_NOTHING,   1, is_any,          false}, /* RFC 4422 appendix A */
    {"ANONYMOUS",           EXPOSES_NOTHING,   1, is_any,          false}, /* RFC 4505 */
    {NULL,		  EXPOSES_WHAT,      1, is_any,          true },
};

#define MECHANISMS (sizeof(mechanisms) / sizeof(mechanisms[0]))
#define FIRST_SASL 3

_Static_assert(MECHANISMS <= 32, "talk->offers has a bit for each mechanism");

/* The last row stands for all that have no row. */
static size_t
find_row(struct bytes mechanism)
{
	size_t row = FIRST_SASL;

	while (row < MECHANISMS - 1 && !words_are(mechanism, mechanisms[row].name))
		row++;
	return row;
}

bool
sasl_is_mechanism(struct bytes word)
{
	return find_row(word) < MECHANISMS - 1;
}

static uint32_t
bit_of(size_t row)
{
	return UINT32_C(1) << row;
}

void
sasl_offers_begin(struct talk *talk)
{
	talk->has_offers = talk->is_login_disabled = false;
	talk->offers = 0;
}

void
sasl_offer(struct talk *talk, struct bytes mechanism)
{
	talk->offers |= bit_of(find_row(mechanism));
}

void
sasl_offer_login(struct talk *talk, enum sasl_login login)
{
	talk->offers |= bit_of(login);
}

void
sasl_offer_none(struct talk *talk)
{
	if (talk->is_off) /* it may be a line of a message */
		return;
	talk->is_login_disabled = true;
	facts_note_truth(&talk->facts, FACT_AUTH_DISABLED, true, talk->where);
}

void
sasl_offers_end(struct talk *talk)
{
	talk->has_offers = !talk->is_off;
}

/* RFC 4422 3.1: 1 to 20 letters, digits, hyphens and underscores. */
static const char *
unknown_name(struct talk *talk, struct bytes name)
{
	static const char unknown[] = "unknown-mechanism";
	char              upper[20];

	if (name.size == 0 || name.size > sizeof(upper) || name.is_short)
		return unknown;
	for (size_t i = 0; i < name.size; i++) {
		uint8_t octet = name.data[i];

		upper[i] = (char)(octet >= 'a' && octet <= 'z' ? octet - 0x20 : octet);
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", upper[i]) == NULL || upper[i] == '\0')
			return unknown;
	}
	return intern_text(talk->intern, upper, name.size);
}

static void
begin(struct talk *talk, struct sasl *sasl, size_t row, struct bytes name)
{
	memset(sasl, 0, sizeof(*sasl));
	sasl->mechanism = (uint8_t)row;
	sasl->is_on = true;
	sasl->is_held = talk->is_off;
	talk->may_wrap = mechanisms[row].has_layer;
	if (sasl->is_held)
		return;
	talk->has_tried = true;
	talk->tries++;
	talk->stage = STAGE_LOGIN;
	facts_forget(&talk->facts, FACT_AUTH_REFUSAL);
	facts_note_text(&talk->facts, FACT_AUTH_MECHANISM,
			mechanisms[row].name != NULL ? mechanisms[row].name : unknown_name(talk, name),
			talk->where);
	facts_note_word(&talk->facts, FACT_AUTH_OUTCOME, AUTH_OUTCOME_UNKNOWN, talk->where);
}

void
sasl_begin(struct talk *talk, struct sasl *sasl, struct bytes mechanism)
{
	begin(talk, sasl, find_row(mechanism), mechanism);
}

void
sasl_begin_login(struct talk *talk, struct sasl *sasl, enum sasl_login login)
{
	begin(talk, sasl, login, bytes_of(NULL, 0));
}

static void
note_secret(struct talk *talk, enum exposes exposes)
{
	enum fact fact = exposes == EXPOSES_CHALLENGE ? FACT_AUTH_CHALLENGE_IN_CLEAR : FACT_AUTH_IN_CLEAR;

	facts_note_truth(&talk->facts, fact, true, talk->where);
	/* A challenge's answer after a password does not make the password less exposed. */
	if (exposes != EXPOSES_CHALLENGE || !facts_is(&talk->facts, FACT_AUTH_IN_CLEAR))
		facts_note_word(&talk->facts, FACT_AUTH_SECRET_KIND, exposes, talk->where);
}

/* A reusable secret crossed: was it wanted? */
static void
weigh_offer(struct talk *talk, const struct sasl *sasl)
{
	if (!talk->has_offers)
		talk->is_offer_unsure = true;
	else if ((talk->offers & bit_of(sasl->mechanism)) == 0)
		facts_note_truth(&talk->facts, FACT_AUTH_UNOFFERED, true, talk->where);
	if (talk->has_offers && talk->is_login_disabled)
		facts_note_truth(&talk->facts, FACT_AUTH_DISABLED_IGNORED, true, talk->where);
}

static void
expose(struct talk *talk, struct sasl *sasl)
{
	enum exposes exposes = mechanisms[sasl->mechanism].exposes;

	if (sasl->is_held)
		sasl->has_secret = true;
	else if (exposes == EXPOSES_WHAT)
		talk->is_auth_unsure = talk->is_challenge_unsure = true;
	else if (exposes == EXPOSES_TICKET)
		talk->is_challenge_unsure = true;
	else if (exposes != EXPOSES_NOTHING)
		note_secret(talk, exposes);
	if (sasl->is_held || (exposes != EXPOSES_PASSWORD && exposes != EXPOSES_BEARER))
		return;
	sasl->is_exposed = true;
	weigh_offer(talk, sasl);
}

static unsigned
sextet(uint8_t octet)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char       *at = octet != '\0' ? strchr(alphabet, octet) : NULL;

	return at != NULL ? (unsigned)(at - alphabet) : 64;
}

/* False if it is no base64 (RFC 4648 4).  Blanks behind it hide nothing from a listener. */
static bool
decode(struct bytes base64, struct decoded *decoded)
{
	uint32_t bits = 0;
	unsigned count = 0;

	decoded->size = 0;
	decoded->is_short = base64.is_short;
	while (base64.size > 0 &&
	       (base64.data[base64.size - 1] == ' ' || base64.data[base64.size - 1] == '\t'))
		base64.size--;
	while (base64.size > 0 && base64.data[base64.size - 1] == '=')
		base64.size--;
	for (size_t i = 0; i < base64.size && i < STREAM_ROOM; i++) {
		unsigned value = sextet(base64.data[i]);

		if (value == 64)
			return false;
		bits = (bits << 6 | value) & 0xffffff;
		count += 6;
		if (count >= 8) {
			count -= 8;
			decoded->octets[decoded->size++] = (uint8_t)(bits >> count & 0xff);
		}
	}
	return true;
}

void
sasl_respond(struct talk *talk, struct sasl *sasl, struct bytes response, bool is_initial)
{
	const struct mechanism *mechanism = &mechanisms[sasl->mechanism];
	struct decoded          decoded;

	sasl->is_prompted = false;
	if (!is_initial && words_are(response, "*")) {
		sasl->is_cancelled = true;
		return;
	}
	if (sasl->responses < UINT8_MAX)
		sasl->responses++;
	if (!decode(response, &decoded)) {
		/* No response that a server would take, and yet perhaps a password in clear. */
		talk->is_auth_unsure |= !sasl->is_held && mechanism->exposes != EXPOSES_NOTHING;
		sasl->has_doubt = true;
	} else if (sasl->responses >= mechanism->from && is_any(&decoded) && mechanism->is_in(&decoded)) {
		expose(talk, sasl);
	}
	octets_wipe(&decoded, sizeof(decoded));
}

void
sasl_stray(struct talk *talk, struct sasl *sasl, struct bytes line)
{
	const struct mechanism *mechanism = &mechanisms[sasl->mechanism];
	struct decoded          decoded;

	if (!sasl->is_refused || talk->is_off || sasl->mechanism < FIRST_SASL ||
	    mechanism->exposes == EXPOSES_NOTHING || !decode(line, &decoded) || !is_any(&decoded))
		return;
	/* Where any word would pass for a response, it stays open whether this was one. */
	if (mechanism->is_in == is_any || decoded.is_short)
		talk->is_auth_unsure = talk->is_challenge_unsure = true;
	else if (mechanism->is_in(&decoded))
		expose(talk, sasl);
	if (sasl->is_exposed)
		facts_note_truth(&talk->facts, FACT_AUTH_IN_CLEAR_REFUSED, true, talk->where);
	octets_wipe(&decoded, sizeof(decoded));
}

void
sasl_secret(struct talk *talk, struct sasl *sasl)
{
	expose(talk, sasl);
}

void
sasl_confirm(struct talk *talk, struct sasl *sasl)
{
	const struct mechanism *mechanism = &mechanisms[sasl->mechanism];

	if (!sasl->is_held)
		return;
	sasl->is_held = false;
	talk->has_tried = true;
	if (talk->tries == 0) /* it may be one that was counted before the gap */
		talk->tries = 1;
	facts_forget(&talk->facts, FACT_AUTH_REFUSAL);
	talk->stage = STAGE_LOGIN;
	facts_note_text(&talk->facts, FACT_AUTH_MECHANISM, mechanism->name, talk->where);
	facts_note_word(&talk->facts, FACT_AUTH_OUTCOME, AUTH_OUTCOME_UNKNOWN, talk->where);
	if (sasl->has_secret)
		expose(talk, sasl);
	talk->is_auth_unsure |= sasl->has_doubt;
}

void
sasl_end(struct talk *talk, struct sasl *sasl, bool is_accepted, enum auth_refusal why)
{
	enum auth_outcome outcome = is_accepted ? AUTH_OUTCOME_ACCEPTED : AUTH_OUTCOME_REFUSED;

	sasl->is_on = sasl->is_prompted = false;
	talk_resume(talk);
	if (sasl->is_cancelled && !is_accepted)
		return;
	facts_note_word(&talk->facts, FACT_AUTH_OUTCOME, outcome, talk->where);
	facts_forget(&talk->facts, FACT_AUTH_REFUSAL);
	talk->is_used_in_clear |= is_accepted;
	sasl->is_refused = !is_accepted;
	if (is_accepted)
		return;
	talk->may_wrap = false;
	talk->failures++;
	facts_note_word(&talk->facts, FACT_AUTH_REFUSAL, why, talk->where);
	if (sasl->is_exposed)
		facts_note_truth(&talk->facts, FACT_AUTH_IN_CLEAR_REFUSED, true, talk->where);
}
