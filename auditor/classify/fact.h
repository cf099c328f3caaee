/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_FACT_H
#define CLASSIFY_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/place.h"
#include "classify/word.h"

/*
 * fact: one typed thing known of a session, with the first packet that showed it.
 *
 * This table is the registry.  The policy language type-checks against it, reports
 * print from it and docs/facts.md is made from it; names and words are
 * public.  A new fact is one row here and the code that notes it.
 *
 * row(CONSTANT, "name", TYPE, words, "meaning"): the words are a list of classify/word.h, or NONE.
 */
/* clang-format off */
#define EACH_FACT(row) \
	row(CLIENT, "client", ADDRESS, NONE, "address of the side that opened the connection") \
	row(CLIENT_PORT, "client.port", COUNT, NONE, "its TCP port") \
	row(CLIENT_ZONE, "client.zone", TEXT, NONE, "zone of the policy that its address is in") \
	row(CLIENT_INTERFACE, "client.interface", TEXT, NONE, "interface that it is proven to lie behind: its packets came in there, or passed no router before") \
	row(CLIENT_VLAN, "client.vlan", COUNT, NONE, "VLAN that it is proven to lie in, likewise") \
	row(SERVER, "server", ADDRESS, NONE, "address of the side that was connected to") \
	row(SERVER_PORT, "server.port", COUNT, NONE, "its TCP port; `port` for short") \
	row(SERVER_ZONE, "server.zone", TEXT, NONE, "zone of the policy that its address is in") \
	row(SERVER_INTERFACE, "server.interface", TEXT, NONE, "interface that it is proven to lie behind") \
	row(SERVER_VLAN, "server.vlan", COUNT, NONE, "VLAN that it is proven to lie in") \
	row(INTERFACE, "interface", TEXT, NONE, "name of the interface that the first packet was captured on, where the capture tells it") \
	row(VLAN, "vlan", COUNT, NONE, "VLAN in which the first packet was captured: its outermost tag; without a tag unknown") \
	row(INNER_VLAN, "inner_vlan", COUNT, NONE, "its second tag, if there are two") \
	row(PATH, "path", WORD, PATH, "where the connection runs, seen from the zone inside") \
	row(OUTCOME, "outcome", WORD, OUTCOME, "what became of the TCP connection") \
	row(CONNECT_ATTEMPTS, "connect.attempts", COUNT, NONE, "SYNs of the client that were captured, copies not counted") \
	row(CONNECT_ANSWERED, "connect.answered", BOOL, NONE, "a SYN-ACK was captured; of a dropped connection: it got no further") \
	row(CONNECT_TRIED_FOR, "connect.tried_for", COUNT, NONE, "seconds from the first SYN to the last") \
	row(ENDED_AT, "ended_at", WORD, STAGE, "where the talk stood when the flow ended") \
	row(IDLE_BEFORE_END, "idle_before_end", COUNT, NONE, "seconds in which nothing was sent before what ended the connection: the first packet without an answer, or the RST") \
	row(FORGOTTEN, "forgotten", BOOL, NONE, "a device on the path forgot the connection while it was idle") \
	row(MTU_BLACK_HOLE, "mtu_black_hole", BOOL, NONE, "long segments never arrived though short ones did: the path is narrower than its ends know") \
	row(BLOCKED_KIND, "blocked_by.kind", WORD, BLOCKER, "what said no") \
	row(BLOCKED_ADDRESS, "blocked_by.address", ADDRESS, NONE, "address that the refusal came from") \
	row(BLOCKED_SIDE, "blocked_by.side", WORD, BLOCKER_SIDE, "where that stands, as far as the packets prove it") \
	row(BLOCKED_NAME, "blocked_by.in_name_of", WORD, SIDE, "the side whose address the RST bears, whoever sent it") \
	row(BLOCKED_TYPE, "blocked_by.type", COUNT, NONE, "ICMP type") \
	row(BLOCKED_CODE, "blocked_by.code", COUNT, NONE, "ICMP code, or SMTP reply code") \
	row(BLOCKED_TTL_DIFFERS, "blocked_by.ttl_differs", BOOL, NONE, "the RST's TTL is not that of the other packets of the side in whose name it was sent") \
	row(BLOCKED_IN_SEQUENCE, "blocked_by.in_sequence", BOOL, NONE, "the RST bore the very number that its receiver waited for") \
	row(BLOCKED_INJECTED, "blocked_by.injected", BOOL, NONE, "the side in whose name the RST was sent went on and knew nothing of it") \
	row(ATTEMPT, "attempt", WORD, ATTEMPT, "what the attempt to connect was, told from the client's others") \
	row(CONTROL_KIND, "control.kind", WORD, CONTROL, "what worked beside an attempt that was kept out") \
	row(CONTROL_CLIENT, "control.client", ADDRESS, NONE, "the client for which it worked") \
	row(CONTROL_SERVER, "control.server", ADDRESS, NONE, "the server that it reached") \
	row(CONTROL_PORT, "control.port", COUNT, NONE, "the port that it reached") \
	row(CONTROL_SEEN, "control.seen", TIME, NONE, "when that connection began") \
	row(PROTOCOL, "protocol", WORD, PROTOCOL, "what was spoken") \
	row(PROTOCOL_BASIS, "protocol_basis", WORD, BASIS, "how the protocol was told") \
	row(ROLE, "role", WORD, ROLE, "what the service is for") \
	row(SECURITY, "security", WORD, SECURITY, "how the talk was protected") \
	row(STARTTLS_OFFERED, "starttls.offered", BOOL, NONE, "the server listed STARTTLS or STLS") \
	row(STARTTLS_REQUESTED, "starttls.requested", BOOL, NONE, "the client asked for it") \
	row(STARTTLS_ACCEPTED, "starttls.accepted", BOOL, NONE, "the server said yes") \
	row(STARTTLS_COMPLETED, "starttls.completed", BOOL, NONE, "the TLS handshake after it succeeded") \
	row(STARTTLS_MASKED, "starttls.masked", BOOL, NONE, "the offer or the banner was overwritten on the path (XXXXXXXA, asterisks)") \
	row(STARTTLS_EARLY_BYTES, "starttls.early_bytes", BOOL, NONE, "the client sent something else than TLS behind its STARTTLS, before the answer") \
	row(STARTTLS_EXTRA_BYTES, "starttls.extra_bytes", BOOL, NONE, "the server sent something else than TLS behind its yes") \
	row(TLS_VERSION, "tls.version", WORD, TLS_VERSION, "negotiated version") \
	row(TLS_OFFERED_MAX, "tls.offered_max", WORD, TLS_VERSION, "newest version the client offered") \
	row(TLS_CIPHER, "tls.cipher", TEXT, NONE, "negotiated cipher suite, IANA name") \
	row(TLS_STRENGTH, "tls.strength", WORD, STRENGTH, "class of the cipher suite") \
	row(TLS_FORWARD_SECRECY, "tls.forward_secrecy", BOOL, NONE, "the key exchange was ephemeral") \
	row(TLS_GROUP, "tls.group", TEXT, NONE, "key exchange group, IANA name") \
	row(TLS_SNI, "tls.sni", TEXT, NONE, "host name that the client asked for") \
	row(TLS_ALPN, "tls.alpn", TEXT, NONE, "application protocol: the server's choice, else the client's first") \
	row(TLS_RESUMED, "tls.resumed", BOOL, NONE, "an earlier session was resumed") \
	row(TLS_HANDSHAKE, "tls.handshake", WORD, HANDSHAKE, "what became of the TLS handshake") \
	row(TLS_ALERT, "tls.alert", TEXT, NONE, "first fatal alert that crossed in clear, IANA name") \
	row(TLS_ALERT_BY, "tls.alert_by", WORD, SIDE, "who sent that alert") \
	row(TLS_RETRY, "tls.retry", BOOL, NONE, "the server asked for another ClientHello (HelloRetryRequest, RFC 9846 4.2.4)") \
	row(TLS_HYBRID, "tls.hybrid", BOOL, NONE, "the key exchange joins a post-quantum one to a classical one") \
	row(TLS_DH_BITS, "tls.dh_bits", COUNT, NONE, "bits of the prime of a finite-field Diffie-Hellman exchange") \
	row(TLS_SIGNATURE, "tls.signature", TEXT, NONE, "what the server signed its key exchange with, IANA name; TLS 1.2 full handshakes only") \
	row(TLS_EXTENDED_MASTER_SECRET, "tls.extended_master_secret", BOOL, NONE, "both sides bind their keys to the handshake (RFC 7627); not of TLS 1.3, which always does") \
	row(TLS_ENCRYPT_THEN_MAC, "tls.encrypt_then_mac", BOOL, NONE, "a CBC suite encrypts first (RFC 7366); of CBC suites only") \
	row(TLS_SECURE_RENEGOTIATION, "tls.secure_renegotiation", BOOL, NONE, "both sides know RFC 5746; not of TLS 1.3, which has no renegotiation") \
	row(TLS_COMPRESSION, "tls.compression", BOOL, NONE, "a compression method was negotiated; not of TLS 1.3, which has none") \
	row(TLS_EARLY_DATA, "tls.early_data", BOOL, NONE, "the client sent data before the server's first answer (0-RTT), which can be replayed") \
	row(TLS_DOWNGRADE, "tls.downgrade", BOOL, NONE, "the server's random says that it knows a newer version, and so does the client (RFC 9846 4.2.3)") \
	row(TLS_CLIENT_CERTIFICATE, "tls.client_certificate", BOOL, NONE, "the client sent a certificate in clear; not of TLS 1.3 and resumed sessions") \
	row(CERT_VISIBLE, "tls.certificate.visible", BOOL, NONE, "the server's certificate crossed in clear") \
	row(CERT_SUBJECT, "tls.certificate.subject", TEXT, NONE, "subject, RFC 4514 form") \
	row(CERT_ISSUER, "tls.certificate.issuer", TEXT, NONE, "issuer, RFC 4514 form") \
	row(CERT_NAMES, "tls.certificate.names", TEXTS, NONE, "DNS names and addresses it is for") \
	row(CERT_NOT_BEFORE, "tls.certificate.not_before", TIME, NONE, "valid from") \
	row(CERT_NOT_AFTER, "tls.certificate.not_after", TIME, NONE, "valid until") \
	row(CERT_DAYS, "tls.certificate.days", COUNT, NONE, "days that it is valid for in all") \
	row(CERT_DAYS_LEFT, "tls.certificate.days_left", COUNT, NONE, "days, by the calendar, from the packet's to that of its end; 0 when it had expired") \
	row(CERT_NAME_COUNT, "tls.certificate.name_count", COUNT, NONE, "how many DNS names and addresses it is for") \
	row(CERT_SELF_SIGNED, "tls.certificate.self_signed", BOOL, NONE, "signed with its own key") \
	row(CERT_EXPIRED, "tls.certificate.expired", BOOL, NONE, "no longer valid at the packet's time") \
	row(CERT_NOT_YET_VALID, "tls.certificate.not_yet_valid", BOOL, NONE, "not valid yet at the packet's time") \
	row(CERT_KEY, "tls.certificate.key", TEXT, NONE, "key type and bits, as rsa-2048") \
	row(CERT_KEY_STRENGTH, "tls.certificate.key_strength", COUNT, NONE, "bits of security of that key (NIST SP 800-57 1): 112 for rsa-2048, 128 for ec-256") \
	row(CERT_SIGNATURE, "tls.certificate.signature", TEXT, NONE, "signature algorithm") \
	row(CERT_NAME_MATCHES_SNI, "tls.certificate.name_matches_sni", BOOL, NONE, "one of its names is the host that the client asked for (RFC 9525 6)") \
	row(CERT_SERVER_AUTH, "tls.certificate.server_auth", BOOL, NONE, "it may be used for a server: no extended key usage, or one that says so (RFC 5280 4.2.1.12)") \
	row(CERT_FINGERPRINT, "tls.certificate.fingerprint", TEXT, NONE, "SHA-256 of the certificate (DER), hexadecimal") \
	row(CERT_PUBLIC_KEY, "tls.certificate.public_key", TEXT, NONE, "SHA-256 of its public key (SubjectPublicKeyInfo), hexadecimal") \
	row(CERT_CHAIN, "tls.certificate.chain", COUNT, NONE, "certificates that the server sent, its own included") \
	row(CERT_CHAIN_IN_ORDER, "tls.certificate.chain_in_order", BOOL, NONE, "each certificate's issuer is the next one's subject (RFC 5246 7.4.2)") \
	row(AUTH_MECHANISM, "auth.mechanism", TEXT, NONE, "SASL mechanism, LOGIN, USER/PASS or APOP") \
	row(AUTH_IN_CLEAR, "auth.in_clear", BOOL, NONE, "a password or bearer token crossed in clear") \
	row(AUTH_CHALLENGE_IN_CLEAR, "auth.challenge_in_clear", BOOL, NONE, "the answer to a challenge crossed in clear") \
	row(AUTH_SECRET_KIND, "auth.secret_kind", WORD, SECRET, "what kind of secret crossed") \
	row(AUTH_OUTCOME, "auth.outcome", WORD, AUTH_OUTCOME, "what the server said to the last try") \
	row(AUTH_FAILURES, "auth.failures", COUNT, NONE, "tries that the server refused") \
	row(AUTH_TRIES, "auth.tries", COUNT, NONE, "logins begun") \
	row(AUTH_REFUSAL, "auth.refusal", WORD, AUTH_REFUSAL, "why the server refused the last try, by its response code") \
	row(AUTH_IN_CLEAR_REFUSED, "auth.in_clear_refused", BOOL, NONE, "a password or bearer token crossed in clear in a try that the server refused") \
	row(AUTH_UNOFFERED, "auth.unoffered", BOOL, NONE, "a password or bearer token crossed in clear that the server had not offered to take") \
	row(AUTH_DISABLED, "auth.disabled", BOOL, NONE, "the server said that it takes no login in clear: LOGINDISABLED (RFC 9051 6.2.3), or an empty list of SASL mechanisms (RFC 5804 1.7)") \
	row(AUTH_DISABLED_IGNORED, "auth.disabled_ignored", BOOL, NONE, "a password or bearer token crossed in clear although the server had said so") \
	row(CONTENT_IN_CLEAR, "content_in_clear", BOOL, NONE, "mail or scripts crossed in clear") \
	row(CLEAR_BYTES, "clear_bytes", COUNT, NONE, "octets of mail or scripts that crossed in clear") \
	row(MAILBOX_PREAUTH, "mailbox.preauth", BOOL, NONE, "the server greeted with PREAUTH in clear: nobody logs in, and STARTTLS is no longer allowed (RFC 9051 7.1.4)") \
	row(MAILBOX_ALERT, "mailbox.alert", BOOL, NONE, "an ALERT, which a client must show to its user, crossed in clear, where anyone can forge it (RFC 9051 7.1)") \
	row(MAILBOX_REFERRAL, "mailbox.referral", BOOL, NONE, "a referral to another server crossed in clear, where anyone can forge it (RFC 2221, RFC 2193, RFC 5804 1.3)") \
	row(MAILBOX_IDLED, "mailbox.idled", BOOL, NONE, "the client waited for news in clear (IDLE, RFC 2177)") \
	row(MAILBOX_COMPRESSED, "mailbox.compressed", BOOL, NONE, "COMPRESS was agreed in clear (RFC 4978): what follows is not followed, and yet open to anyone who inflates it") \
	row(MAILBOX_FETCHED, "mailbox.fetched", COUNT, NONE, "answers that carried mail to the client in clear (RETR, TOP, FETCH)") \
	row(MAILBOX_DELETED, "mailbox.deleted", COUNT, NONE, "messages that POP3 marked for deletion in clear (DELE)") \
	row(MAILBOX_STORED, "mailbox.stored", COUNT, NONE, "messages put into a mailbox in clear (APPEND, REPLACE)") \
	row(MAILBOX_SCRIPTS, "mailbox.scripts", COUNT, NONE, "scripts put onto a ManageSieve server in clear (PUTSCRIPT)") \
	row(PROXIED, "proxied", BOOL, NONE, "a header of haproxy's PROXY protocol came first: the client's address is a proxy's") \
	row(SMTP_MESSAGES, "smtp.messages", COUNT, NONE, "messages that the server took, all in clear; LMTP: for one recipient at least") \
	row(SMTP_MESSAGES_REFUSED, "smtp.messages_refused", COUNT, NONE, "messages that it refused, by its answer to DATA, to a chunk or to the message's end") \
	row(SMTP_RECIPIENTS, "smtp.recipients", COUNT, NONE, "RCPT commands that it took") \
	row(SMTP_RECIPIENTS_REFUSED, "smtp.recipients_refused", COUNT, NONE, "RCPT commands that it refused (4yz, 5yz)") \
	row(SMTP_SENDERS_REFUSED, "smtp.senders_refused", COUNT, NONE, "MAIL commands that it refused") \
	row(SMTP_DELIVERIES_REFUSED, "smtp.deliveries_refused", COUNT, NONE, "LMTP: recipients taken by RCPT and refused behind the message (RFC 2033 4.2)") \
	row(SMTP_VRFY, "smtp.vrfy", COUNT, NONE, "VRFY commands") \
	row(SMTP_EXPN, "smtp.expn", COUNT, NONE, "EXPN commands") \
	row(SMTP_ETRN, "smtp.etrn", COUNT, NONE, "ETRN commands") \
	row(SMTP_TURN, "smtp.turn", COUNT, NONE, "TURN and ATRN commands") \
	row(SMTP_DISCLOSURES, "smtp.disclosures", COUNT, NONE, "VRFY and EXPN commands answered with 250 or 251: the server told who can be reached") \
	row(SMTP_ENHANCED_CODES, "smtp.enhanced_codes", BOOL, NONE, "the server listed ENHANCEDSTATUSCODES (RFC 2034)") \
	row(SMTP_PIPELINING, "smtp.pipelining", BOOL, NONE, "the server listed PIPELINING (RFC 2920)") \
	row(SMTP_EARLY_TALK, "smtp.early_talk", BOOL, NONE, "the client spoke before it had the server's greeting") \
	row(SMTP_UNASKED_PIPELINING, "smtp.unasked_pipelining", BOOL, NONE, "the client did not wait for an answer, though the server had not listed PIPELINING") \
	row(SMTP_XCLIENT, "smtp.xclient", BOOL, NONE, "the server took an XCLIENT: the client spoke for another one") \
	row(SMTP_REFUSAL_CODE, "smtp.refusal_code", COUNT, NONE, "code of the last reply in clear that refused (4yz, 5yz)") \
	row(SMTP_REFUSAL_STATUS, "smtp.refusal_status", TEXT, NONE, "its enhanced status code, as 5.7.1 (RFC 3463)") \
	row(SMTP_REFUSAL_COMMAND, "smtp.refusal_command", WORD, COMMAND, "what it answered") \
	row(SMTP_ODD_END, "smtp.odd_end", WORD, END, "a dot between line ends that are not both CRLF, in a message: some servers take it for the end (CVE-2023-51764)") \
	row(SMTP_ODD_END_TAKEN, "smtp.odd_end_taken", BOOL, NONE, "the server took it for the end") \
	row(SMTP_SMUGGLING, "smtp.smuggling", BOOL, NONE, "the message went on behind it, so that there what follows is taken for commands") \
	row(HANDSHAKE_SEEN, "quality.handshake_seen", BOOL, NONE, "SYN and SYN-ACK were captured") \
	row(ONE_SIDED, "quality.one_sided", BOOL, NONE, "packets of one side only were captured") \
	row(MIDSTREAM, "quality.midstream", BOOL, NONE, "the beginning was not captured") \
	row(GAPS, "quality.gaps", COUNT, NONE, "times that octets were missing") \
	row(CONFLICTS, "quality.conflicts", COUNT, NONE, "times that octets that were captured before came again with other contents: rewritten on the path, or forged") \
	row(TRUNCATED, "quality.truncated", BOOL, NONE, "packets were cut by the snapshot length") \
	row(SIGHT_AGAIN, "sight.again", BOOL, NONE, "the capture shows this connection twice, on both sides of an address translation, and this is the second sight of it") \
	row(SIGHT_OTHER, "sight.other", TEXT, NONE, "id of the session that is the first sight") \
	row(SIGHT_DIFFERS, "sight.differs", WORD, SIGHT_DIFFERENCE, "what is not the same in both sights: a device between them changed it") \
	row(FIRST_SEEN, "first_seen", TIME, NONE, "time of the first packet") \
	row(LAST_SEEN, "last_seen", TIME, NONE, "time of the last packet") \
	row(PACKETS, "packets", COUNT, NONE, "packets of both sides") \
	row(BYTES, "bytes", COUNT, NONE, "TCP payload of both sides, octets")
/* clang-format on */

enum fact {
#define row(CONSTANT, name, TYPE, words, meaning) FACT_##CONSTANT,
	EACH_FACT(row)
#undef row
	    FACT_COUNT
};

/* TEXTS is a list: its parts are joined by a newline. */
enum fact_type { TYPE_BOOL, TYPE_WORD, TYPE_COUNT, TYPE_TEXT, TYPE_TEXTS, TYPE_ADDRESS, TYPE_TIME };

struct fact_row {
	const char        *name;
	enum fact_type     type;
	const char *const *words; /* of a WORD fact, in order; NULL otherwise */
	size_t             word_count;
	const char        *meaning;
};

extern const struct fact_row fact_rows[FACT_COUNT];

/* The fact of that name (or alias: port, client.address, server.address); FACT_COUNT if there is none. */
enum fact fact_by_name(const char *name);

/* One fact's value on its way somewhere. */
struct value {
	enum fact_type type;
	union {
		bool           truth;
		uint64_t       number; /* COUNT; for WORD the index of the word */
		int64_t        time;   /* nanoseconds since 1970 */
		const char    *text;   /* interned; TEXT and TEXTS */
		struct address address;
	} is;
};

#define FACT_ADDRESSES 5

/*
 * facts: all that is known of one session.  Zero it to begin.  It holds no
 * payload and no secret; it owns nothing and can be copied.  What was not
 * observable is simply not in it.
 */
struct facts {
	uint64_t       known[(FACT_COUNT + 63) / 64];
	uint64_t       values[FACT_COUNT];
	place          places[FACT_COUNT];
	struct address addresses[FACT_ADDRESSES];
	unsigned       address_count;
};

/* Note a fact: the newest value counts, the place is that of the first note of that value. */
void facts_note_truth(struct facts *facts, enum fact fact, bool truth, place where);
void facts_note_word(struct facts *facts, enum fact fact, unsigned word, place where);
void facts_note_count(struct facts *facts, enum fact fact, uint64_t count, place where);
void facts_note_time(struct facts *facts, enum fact fact, int64_t time, place where);
/* A NULL ${text} (nothing there, or no room to keep it) is not noted. */
void facts_note_text(struct facts *facts, enum fact fact, const char *text, place where);
void facts_note_address(struct facts *facts, enum fact fact, const struct address *address, place where);

/* As facts_note_truth and _word, but only if nothing is known yet: for conclusions at the end. */
void facts_default_truth(struct facts *facts, enum fact fact, bool truth);
void facts_default_word(struct facts *facts, enum fact fact, unsigned word);

void facts_forget(struct facts *facts, enum fact fact);

/* Whether anything was noted.  A word `unknown` is noted, and yet is no knowledge: see facts_value. */
bool facts_has(const struct facts *facts, enum fact fact);

/* True iff the fact is known (noted, and not as the word `unknown`); its value is then in ${value}. */
bool facts_value(const struct facts *facts, enum fact fact, struct value *value);

/* For BOOL: known and true.  For WORD: known and equal. */
bool facts_is(const struct facts *facts, enum fact fact);
bool facts_word_is(const struct facts *facts, enum fact fact, unsigned word);

/* The packet that first showed it; PLACE_NONE. */
place facts_place(const struct facts *facts, enum fact fact);

#endif
