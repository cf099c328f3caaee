/* SPDX-License-Identifier: Apache-2.0 */
/* A report made by hand. */
#include "report_sample.h"

#include <stdlib.h>
#include <string.h>

/* 2026-11-22 03:34:00 UTC */
#define BEGIN (INT64_C(1795318440) * 1000000000)
#define SECONDS(n) ((int64_t)(n)*1000000000)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const nothing[] = {NULL};
static const char *const cut_short[] = {"cut short in the middle of packet 6,002", NULL};
static const char *const cites_clear[] = {"RFC 8314 4.1", "NIST SP 800-53r5 SC-8(1)", "PCI DSS 4.0.1 4.2.1",
					  NULL};
static const char *const controls_clear[] = {"NIST SP 800-53r5 SC-8(1)", "PCI DSS 4.0.1 4.2.1", NULL};

static const struct report_input sample_inputs[] = {
    {"office.pcapng",    12345, 4567890, BEGIN,              BEGIN + SECONDS(123), true,  NULL, nothing  },
    {"branch/eth0.pcap", 6001,  1234567, BEGIN + SECONDS(7), BEGIN + SECONDS(99),  false, NULL, cut_short},
};

static const struct report_count sample_counts[SAMPLE_COUNTS] = {
    {"packets.decoded",              18003, NULL,						 false},
    {"packets.not_decoded.fragment", 12,    "IPv4 fragments whose other parts were not captured", true },
    {"packets.not_decoded.not_ip",   331,   NULL,						 false},
    {"flows",			1204,  "TCP connections, of which 14 were listed",           false},
    {"gaps",			 3,     "times that octets were missing in a stream",         true },
    {"evicted",		      0,     "connections given up because the table was full",    true },
    {"dropped_by_kernel",            0,     NULL,						 true },
};

static const struct check sample_checks[SAMPLE_CHECKS] = {
    {"imap-login-cleartext",
     "IMAP LOGIN password sent in clear",		     SEVERITY_CRITICAL,
     FOUND_OBSERVED,   "Anyone on the path can read the password, and use it wherever else it opens a door.",
     "Change the password, then require TLS before login and advertise LOGINDISABLED on 143.", cites_clear,
     controls_clear, NULL,
     NULL, {"rules/policies/baseline.yaml", 12, 5},
     SUBJECT_SESSION, SUBJECT_SESSION,
     false},
    {"access-session-plaintext",
     "IMAP/POP3 session ran to mailbox commands without TLS", SEVERITY_HIGH,
     FOUND_OBSERVED,   "Anyone on the path can read and change the mailbox.\n",
     "Move the account to 993/995 with certificate checking, then refuse cleartext logins on\n"
     "143/110 at the server before closing the ports at the firewall.\n",		      cites_clear,
     controls_clear, NULL,
     NULL, {"rules/policies/baseline.yaml", 31, 5},
     SUBJECT_SESSION, SUBJECT_SESSION,
     false},
    {"auth-offered-cleartext",
     "Plaintext mechanisms advertised before TLS",	    SEVERITY_MEDIUM,
     FOUND_ADVERTISED, "A client that trusts the offer sends its password in clear.",
     "Advertise password mechanisms only after TLS.",					  nothing,
     nothing,	NULL,
     NULL, {"office.yaml", 7, 5},
     SUBJECT_SESSION, SUBJECT_SESSION,
     false},
    {"submission-reachable",
     "Port 587 must be reachable from inside",		SEVERITY_MEDIUM,
     FOUND_INFERRED,   NULL,
     "Permit tcp/587 at the boundary.",							NULL,
     NULL,	   NULL,
     NULL, {NULL, 0, 0},
     SUBJECT_SESSION, SUBJECT_SESSION,
     false},
    {"tls10-11-negotiated",
     "TLS 1.0/1.1 negotiated",				SEVERITY_HIGH,
     FOUND_OBSERVED,   "RFC 8996 forbids both.",
     "Set minimum TLS 1.2.",								   nothing,
     controls_clear, NULL,
     NULL, {"rules/policies/baseline.yaml", 99, 5},
     SUBJECT_SESSION, SUBJECT_SESSION,
     false},
    {"starttls-stripped",
     "STARTTLS vanished",				     SEVERITY_CRITICAL,
     FOUND_OBSERVED,   "Somebody on the path took it away.",
     "Require TLS at the client.",							     nothing,
     nothing,	NULL,
     NULL, {"rules/policies/baseline.yaml", 120, 5},
     SUBJECT_SESSION, SUBJECT_SESSION,
     false},
};

static const struct check_tally sample_tallies[SAMPLE_CHECKS] = {
    {NULL, 10, 4,  5,  1, 0, VERDICT_FAIL,         0},
    {NULL, 20, 14, 3,  1, 2, VERDICT_FAIL,         0},
    {NULL, 9,  1,  8,  0, 0, VERDICT_FAIL,         0},
    {NULL, 2,  0,  0,  0, 2, VERDICT_WAIVED,       0},
    {NULL, 0,  0,  0,  0, 0, VERDICT_NOT_OBSERVED, 0},
    {NULL, 14, 0,  10, 4, 0, VERDICT_INCONCLUSIVE, 0},
};

static const struct port_tally sample_ports[SAMPLE_PORTS] = {
    {25,   PROTOCOL_SMTP,        SECURITY_STARTTLS,     OUTCOME_ESTABLISHED, PATH_EGRESS,   1204},
    {143,  PROTOCOL_IMAP,        SECURITY_PLAINTEXT,    OUTCOME_ESTABLISHED, PATH_EGRESS,   14  },
    {587,  PROTOCOL_NONE,        SECURITY_NONE,         OUTCOME_DROPPED,     PATH_EGRESS,   2   },
    {4190, PROTOCOL_MANAGESIEVE, SECURITY_IMPLICIT_TLS, OUTCOME_ESTABLISHED, PATH_INTERNAL, 3   },
};

static struct address
address_of(const char *text)
{
	struct address address = {{0}, 0};

	(void)address_parse(text, &address);
	return address;
}

static size_t
finding_count(void *of)
{
	return ((const struct sample *)of)->finding_count;
}

static const struct finding *
finding(void *of, size_t index)
{
	const struct sample *sample = of;

	return index < sample->finding_count ? &sample->findings[index] : NULL;
}

static size_t
check_count(void *of)
{
	return ((const struct sample *)of)->check_count;
}

static struct check_tally
check(void *of, size_t index)
{
	return ((const struct sample *)of)->tallies[index];
}

static size_t
port_count(void *of)
{
	return ((const struct sample *)of)->port_count;
}

static struct port_tally
port(void *of, size_t index)
{
	return ((const struct sample *)of)->ports[index];
}

static size_t
server_count(void *of)
{
	return ((const struct sample *)of)->server_count;
}

static struct named_tally
server(void *of, size_t index)
{
	return ((const struct sample *)of)->servers[index];
}

static uint64_t
session_count(void *of)
{
	return ((const struct sample *)of)->session_count;
}

static int
each_session(void *of, int (*each)(void *to, const struct session *session), void *to)
{
	const struct sample *sample = of;
	int                  status = 0;

	for (size_t i = 0; i < sample->session_count && i < SAMPLE_SESSIONS && status == 0; i++)
		status = each(to, &sample->sessions[i]);
	return status;
}

static void
note_basics(struct session *session, const char *client, const char *server, uint16_t server_port)
{
	struct facts  *facts = &session->facts;
	struct address from = address_of(client), to = address_of(server);

	facts_note_address(facts, FACT_CLIENT, &from, session->first_frame);
	facts_note_address(facts, FACT_SERVER, &to, session->first_frame);
	facts_note_count(facts, FACT_CLIENT_PORT, 50000, session->first_frame);
	facts_note_count(facts, FACT_SERVER_PORT, server_port, session->first_frame);
	facts_note_text(facts, FACT_CLIENT_ZONE, "inside", PLACE_NONE);
	facts_note_text(facts, FACT_SERVER_ZONE, "outside", PLACE_NONE);
	facts_note_word(facts, FACT_PATH, PATH_EGRESS, PLACE_NONE);
	facts_note_time(facts, FACT_FIRST_SEEN, BEGIN, session->first_frame);
	facts_note_time(facts, FACT_LAST_SEEN, BEGIN + SECONDS(2) + 123456789, session->last_frame);
	facts_note_count(facts, FACT_PACKETS, 17, PLACE_NONE);
	facts_note_count(facts, FACT_BYTES, 4321, PLACE_NONE);
}

/* One over TLS with a certificate, one that was dropped, one of which next to nothing is known. */
static void
make_sessions(struct session sessions[SAMPLE_SESSIONS])
{
	struct facts *tls = &sessions[0].facts, *dropped = &sessions[1].facts;

	for (unsigned i = 0; i < SAMPLE_SESSIONS; i++) {
		sessions[i].first_frame = place_of(0, 10 + i);
		sessions[i].last_frame = place_of(i == 2 ? 1 : 0, 20 + i);
	}
	note_basics(&sessions[0], "10.0.0.5", "203.0.113.7", 993);
	facts_note_word(tls, FACT_PROTOCOL, PROTOCOL_IMAP, place_of(0, 10));
	facts_note_word(tls, FACT_SECURITY, SECURITY_IMPLICIT_TLS, place_of(0, 11));
	facts_note_word(tls, FACT_TLS_VERSION, TLS_VERSION_TLSV1_2, place_of(0, 12));
	facts_note_text(tls, FACT_TLS_SNI, "imap.example.org", place_of(0, 12));
	facts_note_truth(tls, FACT_CERT_VISIBLE, true, place_of(0, 13));
	facts_note_text(tls, FACT_CERT_NAMES, "imap.example.org\nmail.example.org\n203.0.113.7",
			place_of(0, 13));
	facts_note_time(tls, FACT_CERT_NOT_AFTER, BEGIN, place_of(0, 13));
	note_basics(&sessions[1], "2001:db8::5", "2001:db8:1::7", 587);
	facts_note_word(dropped, FACT_OUTCOME, OUTCOME_DROPPED, place_of(0, 11));
	facts_note_word(dropped, FACT_BLOCKED_KIND, BLOCKER_ICMP, place_of(0, 11));
	facts_note_word(dropped, FACT_ROLE, ROLE_UNKNOWN, PLACE_NONE);
}

static struct finding
finding_of(const struct check *of, const char *client, const char *server, uint16_t at)
{
	struct finding made = {
	    .check = of, .severity = of->severity, .port = at, .path = PATH_EGRESS, .count = 3, .of = 4};

	made.client = address_of(client);
	made.server = address_of(server);
	made.first_seen = BEGIN + SECONDS(1);
	made.last_seen = BEGIN + SECONDS(121);
	made.places[0] = place_of(0, 12);
	made.places[1] = place_of(0, 15);
	made.places[2] = place_of(1, 99);
	made.place_count = 3;
	return made;
}

#define MANY 14

static bool
make_findings(struct sample *sample)
{
	struct finding *at = sample->findings = calloc(MANY + 5, sizeof(*at));
	char            client[32];

	if (at == NULL)
		return false;
	*at++ = finding_of(&sample->checks[0], "10.0.0.5", "203.0.113.7", 143);
	at[-1].has_more_places = true;
	*at++ = finding_of(&sample->checks[0], "2001:db8::5", "2001:db8:1::7", 143);
	at[-1].of = 3;
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(client, sizeof(client), "10.0.%u.%u", i * 16, i * 17);
		*at++ = finding_of(&sample->checks[1], client, "203.0.113.7", i < 12 ? 110 : 143);
	}
	at[-1].is_waived = true;
	*at++ = finding_of(&sample->checks[2], "10.0.0.9", "198.51.100.25", 25);
	*at++ = finding_of(&sample->checks[3], "10.0.0.9", "198.51.100.25", 587);
	at[-1].is_waived = true;
	sample->finding_count = (size_t)(at - sample->findings);
	return true;
}

/* One that was called, one that only calls, and a prefix that nobody saw. */
static void
make_servers(struct named_tally *servers)
{
	servers[0] = (struct named_tally){.set = "mail", .sessions = 7, .answered = 5};
	servers[1] = (struct named_tally){.set = "mta", .as_client = 2};
	servers[2] = (struct named_tally){.set = "mta"};
	if (!prefix_parse("203.0.113.7", &servers[0].prefix) ||
	    !prefix_parse("10.0.0.9", &servers[1].prefix) ||
	    !prefix_parse("2001:db8:25::/48", &servers[2].prefix))
		abort();
}

struct sample *
sample_new_empty(void)
{
	struct sample *sample = calloc(1, sizeof(*sample));

	if (sample == NULL)
		return NULL;
	sample->inputs[0] = sample_inputs[0];
	sample->report = (struct report){
	    .version = "0.1.0",
	    .inputs = sample->inputs,
	    .input_count = 1,
	    .policy = {.name = "nothing",
		       .sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	    .verdict = VERDICT_PASS,
	    .found = { sample, finding_count, finding, check_count, check, port_count, port, session_count,
		       server_count, server, NULL, NULL, NULL, false},
	    .sessions = each_session,
	    .sessions_context = sample,
	};
	return sample;
}

struct sample *
sample_new(void)
{
	struct sample *sample = sample_new_empty();

	if (sample == NULL)
		return NULL;
	memcpy(sample->inputs, sample_inputs, sizeof(sample_inputs));
	memcpy(sample->counts, sample_counts, sizeof(sample_counts));
	memcpy(sample->checks, sample_checks, sizeof(sample_checks));
	memcpy(sample->tallies, sample_tallies, sizeof(sample_tallies));
	memcpy(sample->ports, sample_ports, sizeof(sample_ports));
	make_servers(sample->servers);
	for (size_t i = 0; i < SAMPLE_CHECKS; i++)
		sample->tallies[i].check = &sample->checks[i];
	make_sessions(sample->sessions);
	sample->check_count = SAMPLE_CHECKS;
	sample->port_count = SAMPLE_PORTS;
	sample->server_count = SAMPLE_SERVERS;
	sample->session_count = SAMPLE_SESSIONS;
	sample->report.input_count = COUNT(sample_inputs);
	sample->report.coverage = sample->counts;
	sample->report.coverage_count = SAMPLE_COUNTS;
	sample->report.policy.name = "branch-office";
	sample->report.policy.version = "2026.11";
	sample->report.policy.profile = "bcp195-2026";
	sample->report.policy.zones_guessed = true;
	sample->report.policy.inside = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7, "
				       "fe80::/10, 127.0.0.0/8, ::1";
	sample->report.verdict = VERDICT_FAIL;
	sample->report.with_sessions = true;
	if (make_findings(sample))
		return sample;
	sample_free(sample);
	return NULL;
}

bool
sample_repeat(struct sample *sample, size_t count)
{
	struct finding *findings = calloc(count, sizeof(*findings));

	if (findings == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		findings[i] = finding_of(&sample->checks[0], "10.0.0.0", "203.0.113.7", 143);
		findings[i].client.octets[1] = (uint8_t)(i >> 16);
		findings[i].client.octets[2] = (uint8_t)(i >> 8);
		findings[i].client.octets[3] = (uint8_t)i;
	}
	free(sample->findings);
	sample->findings = findings;
	sample->finding_count = count;
	return true;
}

void
sample_free(struct sample *sample)
{
	if (sample != NULL)
		free(sample->findings);
	free(sample);
}

char *
sample_print(const struct sample *sample, const char *format, const struct report_style *style)
{
	char  *printed = NULL;
	size_t size = 0;
	FILE  *out = open_memstream(&printed, &size);
	int    status;

	if (out == NULL)
		return NULL;
	status = report_format(format)->write(&sample->report, style, out);
	if (fclose(out) == 0 && status == 0)
		return printed;
	free(printed);
	return NULL;
}

struct report_style
sample_style(unsigned width)
{
	return (struct report_style){.has_utf8 = true, .width = width};
}
