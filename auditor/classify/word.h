/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_WORD_H
#define CLASSIFY_WORD_H

/*
 * word: the lists of words that facts take, spelled as policies and reports spell them.
 *
 * Words compare in the order of their list.  `unknown` says that the capture
 * cannot tell; a comparison with it never decides anything.
 */
/* clang-format off */
#define EACH_PATH(w) \
	w(PATH, INTERNAL, "internal") \
	w(PATH, EGRESS, "egress") \
	w(PATH, INGRESS, "ingress") \
	w(PATH, TRANSIT, "transit")

#define EACH_OUTCOME(w) \
	w(OUTCOME, ESTABLISHED, "established") \
	w(OUTCOME, REFUSED, "refused") \
	w(OUTCOME, REJECTED, "rejected") \
	w(OUTCOME, DROPPED, "dropped") \
	w(OUTCOME, SILENT, "silent") \
	w(OUTCOME, RESET, "reset") \
	w(OUTCOME, UNKNOWN, "unknown")

#define EACH_STAGE(w) \
	w(STAGE, CONNECT, "connect") \
	w(STAGE, GREETING, "greeting") \
	w(STAGE, COMMAND, "command") \
	w(STAGE, STARTTLS, "starttls") \
	w(STAGE, CLIENT_HELLO, "client-hello") \
	w(STAGE, SERVER_HELLO, "server-hello") \
	w(STAGE, LOGIN, "login") \
	w(STAGE, DATA, "data") \
	w(STAGE, IDLE, "idle") \
	w(STAGE, TLS, "tls") \
	w(STAGE, QUIT, "quit") \
	w(STAGE, UNKNOWN, "unknown")

#define EACH_BLOCKER(w) \
	w(BLOCKER, ICMP, "icmp") \
	w(BLOCKER, RESET, "reset") \
	w(BLOCKER, POLICY_REPLY, "policy-reply")

#define EACH_ATTEMPT(w) \
	w(ATTEMPT, USE, "use") \
	w(ATTEMPT, SCAN, "scan") \
	w(ATTEMPT, RACE, "race") \
	w(ATTEMPT, HEALTH_CHECK, "health-check") \
	w(ATTEMPT, UNKNOWN, "unknown")

#define EACH_CONTROL(w) \
	w(CONTROL, OTHER_CLIENT, "other-client") \
	w(CONTROL, OTHER_PORT, "other-port") \
	w(CONTROL, OTHER_FAMILY, "other-family")

#define EACH_BLOCKER_SIDE(w) \
	w(BLOCKER_SIDE, CLIENT_NETWORK, "client-network") \
	w(BLOCKER_SIDE, PATH, "path") \
	w(BLOCKER_SIDE, SERVER, "server")

#define EACH_PROTOCOL(w) \
	w(PROTOCOL, SMTP, "smtp") \
	w(PROTOCOL, LMTP, "lmtp") \
	w(PROTOCOL, IMAP, "imap") \
	w(PROTOCOL, POP3, "pop3") \
	w(PROTOCOL, MANAGESIEVE, "managesieve") \
	w(PROTOCOL, TLS, "tls") \
	w(PROTOCOL, SSH, "ssh") \
	w(PROTOCOL, HTTP, "http") \
	w(PROTOCOL, FTP, "ftp") \
	w(PROTOCOL, NNTP, "nntp") \
	w(PROTOCOL, IRC, "irc") \
	w(PROTOCOL, RDP, "rdp") \
	w(PROTOCOL, SOCKS, "socks") \
	w(PROTOCOL, DNS, "dns") \
	w(PROTOCOL, REDIS, "redis") \
	w(PROTOCOL, MQTT, "mqtt") \
	w(PROTOCOL, BITTORRENT, "bittorrent") \
	w(PROTOCOL, TEXT, "text") \
	w(PROTOCOL, BINARY, "binary") \
	w(PROTOCOL, NONE, "none") \
	w(PROTOCOL, UNKNOWN, "unknown")

#define EACH_BASIS(w) \
	w(BASIS, DIALOGUE, "dialogue") \
	w(BASIS, GREETING, "greeting") \
	w(BASIS, ALPN, "alpn") \
	w(BASIS, PORT, "port") \
	w(BASIS, NONE, "none")

#define EACH_ROLE(w) \
	w(ROLE, RELAY, "relay") \
	w(ROLE, SUBMISSION, "submission") \
	w(ROLE, ACCESS, "access") \
	w(ROLE, DELIVERY, "delivery") \
	w(ROLE, MANAGEMENT, "management") \
	w(ROLE, UNKNOWN, "unknown")

#define EACH_SECURITY(w) \
	w(SECURITY, PLAINTEXT, "plaintext") \
	w(SECURITY, STARTTLS, "starttls") \
	w(SECURITY, IMPLICIT_TLS, "implicit-tls") \
	w(SECURITY, NONE, "none") \
	w(SECURITY, UNKNOWN, "unknown")

#define EACH_TLS_VERSION(w) \
	w(TLS_VERSION, SSLV2, "SSLv2") \
	w(TLS_VERSION, SSLV3, "SSLv3") \
	w(TLS_VERSION, TLSV1_0, "TLSv1.0") \
	w(TLS_VERSION, TLSV1_1, "TLSv1.1") \
	w(TLS_VERSION, TLSV1_2, "TLSv1.2") \
	w(TLS_VERSION, TLSV1_3, "TLSv1.3")

#define EACH_STRENGTH(w) \
	w(STRENGTH, NULL, "null") \
	w(STRENGTH, ANON, "anon") \
	w(STRENGTH, EXPORT, "export") \
	w(STRENGTH, WEAK, "weak") \
	w(STRENGTH, LEGACY, "legacy") \
	w(STRENGTH, MODERN, "modern")

#define EACH_HANDSHAKE(w) \
	w(HANDSHAKE, COMPLETED, "completed") \
	w(HANDSHAKE, FAILED, "failed") \
	w(HANDSHAKE, INCOMPLETE, "incomplete")

#define EACH_SIDE(w) \
	w(SIDE, CLIENT, "client") \
	w(SIDE, SERVER, "server")

#define EACH_SECRET(w) \
	w(SECRET, PASSWORD, "password") \
	w(SECRET, BEARER, "bearer") \
	w(SECRET, CHALLENGE, "challenge")

#define EACH_AUTH_OUTCOME(w) \
	w(AUTH_OUTCOME, ACCEPTED, "accepted") \
	w(AUTH_OUTCOME, REFUSED, "refused") \
	w(AUTH_OUTCOME, UNKNOWN, "unknown")

#define EACH_SIGHT_DIFFERENCE(w) \
	w(SIGHT_DIFFERENCE, STARTTLS, "starttls") \
	w(SIGHT_DIFFERENCE, TLS, "tls") \
	w(SIGHT_DIFFERENCE, NONE, "none") \
	w(SIGHT_DIFFERENCE, UNKNOWN, "unknown")

#define EACH_AUTH_REFUSAL(w) \
	w(AUTH_REFUSAL, CREDENTIALS, "credentials") \
	w(AUTH_REFUSAL, TLS_REQUIRED, "tls-required") \
	w(AUTH_REFUSAL, MECHANISM, "mechanism") \
	w(AUTH_REFUSAL, TRANSITION, "transition") \
	w(AUTH_REFUSAL, EXPIRED, "expired") \
	w(AUTH_REFUSAL, NOT_ALLOWED, "not-allowed") \
	w(AUTH_REFUSAL, ADMINISTRATOR, "administrator") \
	w(AUTH_REFUSAL, TEMPORARY, "temporary") \
	w(AUTH_REFUSAL, IN_USE, "in-use") \
	w(AUTH_REFUSAL, TOO_OFTEN, "too-often") \
	w(AUTH_REFUSAL, UNKNOWN, "unknown")

#define EACH_COMMAND(w) \
	w(COMMAND, GREETING, "greeting") \
	w(COMMAND, HELLO, "hello") \
	w(COMMAND, STARTTLS, "starttls") \
	w(COMMAND, AUTH, "auth") \
	w(COMMAND, MAIL, "mail") \
	w(COMMAND, RCPT, "rcpt") \
	w(COMMAND, DATA, "data") \
	w(COMMAND, MESSAGE, "message") \
	w(COMMAND, VRFY, "vrfy") \
	w(COMMAND, EXPN, "expn") \
	w(COMMAND, ETRN, "etrn") \
	w(COMMAND, TURN, "turn") \
	w(COMMAND, OTHER, "other") \
	w(COMMAND, NONE, "none") \
	w(COMMAND, UNKNOWN, "unknown")

#define EACH_END(w) \
	w(END, LF_LF, "lf-dot-lf") \
	w(END, LF_CRLF, "lf-dot-crlf") \
	w(END, LF_CR, "lf-dot-cr") \
	w(END, CR_LF, "cr-dot-lf") \
	w(END, CR_CRLF, "cr-dot-crlf") \
	w(END, CR_CR, "cr-dot-cr") \
	w(END, CRLF_LF, "crlf-dot-lf") \
	w(END, CRLF_CR, "crlf-dot-cr") \
	w(END, NUL, "nul")

/* clang-format on */

#define word_constant(LIST, WORD, text) LIST##_##WORD,
/* Seen from the zone inside. */
enum path { EACH_PATH(word_constant) PATH_COUNT };
/* Words of the TCP connection. */
enum outcome { EACH_OUTCOME(word_constant) OUTCOME_COUNT };
/* Words of a talk, in the order in which talks go. */
enum stage { EACH_STAGE(word_constant) STAGE_COUNT };
/* What said no. */
enum blocker { EACH_BLOCKER(word_constant) BLOCKER_COUNT };
/* What an attempt to connect was, told from the company that it keeps. */
enum attempt { EACH_ATTEMPT(word_constant) ATTEMPT_COUNT };
/* What worked beside an attempt that did not; what proves most first. */
enum control { EACH_CONTROL(word_constant) CONTROL_COUNT };
/* Where that stands, from the client on. */
enum blocker_side { EACH_BLOCKER_SIDE(word_constant) BLOCKER_SIDE_COUNT };
/* Mail first, then what else mail ports are used for. */
enum protocol { EACH_PROTOCOL(word_constant) PROTOCOL_COUNT };
/* How a protocol was told, the best first. */
enum basis { EACH_BASIS(word_constant) BASIS_COUNT };
/* What a service is for. */
enum role { EACH_ROLE(word_constant) ROLE_COUNT };
enum security { EACH_SECURITY(word_constant) SECURITY_COUNT };
/* The oldest first, so that they compare. */
enum tls_version { EACH_TLS_VERSION(word_constant) TLS_VERSION_COUNT };
/* Words of cipher suites, the worst first, so that they compare. */
enum strength { EACH_STRENGTH(word_constant) STRENGTH_COUNT };
/* Words of TLS. */
enum handshake { EACH_HANDSHAKE(word_constant) HANDSHAKE_COUNT };
/* The numbers are those of enum side in flow/side.h. */
enum side_word { EACH_SIDE(word_constant) SIDE_COUNT };
/* Password and bearer can be used again as they are. */
enum secret { EACH_SECRET(word_constant) SECRET_COUNT };
enum auth_outcome { EACH_AUTH_OUTCOME(word_constant) AUTH_OUTCOME_COUNT };
/* Where two sights of one connection differ, the worst first. */
enum sight_difference { EACH_SIGHT_DIFFERENCE(word_constant) SIGHT_DIFFERENCE_COUNT };
/* Why a login failed: wrong password; TLS or a stronger mechanism wanted; a mechanism that needs another
 * login first; a password past its time; a user who may not; a case for the administrator; try later; mailbox
 * locked by another session; too many or too soon. */
enum auth_refusal { EACH_AUTH_REFUSAL(word_constant) AUTH_REFUSAL_COUNT };
/* What a refusing reply of SMTP answered: a message's end is `message`, nothing that was asked `none`. */
enum command_word { EACH_COMMAND(word_constant) COMMAND_COUNT };
/* What stands before and behind the dot; `nul`: zero octets stand between. */
enum end_word { EACH_END(word_constant) END_COUNT };
#undef word_constant

/* The words of each list, in order: path_words[PATH_EGRESS] is "egress". */
extern const char *const path_words[PATH_COUNT];
extern const char *const outcome_words[OUTCOME_COUNT];
extern const char *const stage_words[STAGE_COUNT];
extern const char *const blocker_words[BLOCKER_COUNT];
extern const char *const attempt_words[ATTEMPT_COUNT];
extern const char *const control_words[CONTROL_COUNT];
extern const char *const blocker_side_words[BLOCKER_SIDE_COUNT];
extern const char *const protocol_words[PROTOCOL_COUNT];
extern const char *const basis_words[BASIS_COUNT];
extern const char *const role_words[ROLE_COUNT];
extern const char *const security_words[SECURITY_COUNT];
extern const char *const tls_version_words[TLS_VERSION_COUNT];
extern const char *const strength_words[STRENGTH_COUNT];
extern const char *const handshake_words[HANDSHAKE_COUNT];
extern const char *const side_words[SIDE_COUNT];
extern const char *const secret_words[SECRET_COUNT];
extern const char *const auth_outcome_words[AUTH_OUTCOME_COUNT];
extern const char *const sight_difference_words[SIGHT_DIFFERENCE_COUNT];
extern const char *const auth_refusal_words[AUTH_REFUSAL_COUNT];
extern const char *const command_words[COMMAND_COUNT];
extern const char *const end_words[END_COUNT];

#endif
