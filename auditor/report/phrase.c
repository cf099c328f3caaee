/* SPDX-License-Identifier: Apache-2.0 */
/* Says numbers, times and places as people say them. */
#include "report/phrase.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/clean.h"
#include "report/told.h"

#define SECOND INT64_C(1000000000)

void
phrase_number(struct text *text, uint64_t number)
{
	char digits[24];
	int  size = snprintf(digits, sizeof(digits), "%" PRIu64, number);

	for (int i = 0; i < size; i++) {
		if (i > 0 && (size - i) % 3 == 0)
			text_add(text, ",");
		text_add_bytes(text, digits + i, 1);
	}
}

void
phrase_severities(struct text *text, const uint64_t numbers[SEVERITY_COUNT])
{
	const char *comma = "";

	for (unsigned severity = 0; severity < SEVERITY_COUNT; severity++) {
		if (numbers[severity] == 0)
			continue;
		text_add(text, comma);
		phrase_number(text, numbers[severity]);
		text_printf(text, " %s", severity_words[severity]);
		comma = ", ";
	}
}

void
phrase_waiver(struct text *text, const struct waiver_says *waiver)
{
	text_add(text, "by ");
	clean_prose(text, waiver->owner);
	text_add(text, " until ");
	clean_prose(text, waiver->until);
	text_add(text, ": ");
	clean_prose(text, waiver->reason);
}

void
phrase_things(struct text *text, uint64_t number, const char *thing)
{
	phrase_number(text, number);
	text_printf(text, " %s%s", thing, number == 1 ? "" : "s");
}

static const struct {
	int64_t     nanoseconds;
	const char *name;
} units[] = {
    {86400 * SECOND,       "d"  },
    {3600 * SECOND,        "h"  },
    {60 * SECOND,          "min"},
    {SECOND,	       "s"  },
    {SECOND / 1000,        "ms" },
    {SECOND / 1000 / 1000, "us" },
};
#define UNIT_COUNT (sizeof(units) / sizeof(units[0]))

void
phrase_duration(struct text *text, int64_t nanoseconds)
{
	size_t   at = 0;
	uint64_t rest;

	while (at + 1 < UNIT_COUNT && nanoseconds < units[at].nanoseconds)
		at++;
	text_printf(text, "%" PRId64 " %s", nanoseconds / units[at].nanoseconds, units[at].name);
	/* A second unit says something only among days, hours and minutes. */
	if (units[at].nanoseconds <= SECOND)
		return;
	rest = (uint64_t)(nanoseconds % units[at].nanoseconds / units[at + 1].nanoseconds);
	if (rest > 0)
		text_printf(text, " %" PRIu64 " %s", rest, units[at + 1].name);
}

#define DATE_SIZE strlen("2026-11-22")
#define CLOCK_SIZE strlen("03:34:00")

void
phrase_times(struct text *text, const struct page *page, int64_t first, int64_t last)
{
	char   from[TEXT_TIME_SIZE], to[TEXT_TIME_SIZE];
	size_t clock = DATE_SIZE + 1;

	text_time(first, from);
	text_time(last, to);
	text_printf(text, "%.*s %.*s", (int)DATE_SIZE, from, (int)CLOCK_SIZE, from + clock);
	if (strncmp(from, to, clock + CLOCK_SIZE) != 0) {
		text_printf(text, " %s ", page_mark(page, MARK_DASH));
		if (strncmp(from, to, DATE_SIZE) != 0)
			text_printf(text, "%.*s ", (int)DATE_SIZE, to);
		text_printf(text, "%.*s", (int)CLOCK_SIZE, to + clock);
	}
	text_add(text, " UTC");
}

void
phrase_address(struct text *text, const struct address *address)
{
	char printed[ADDRESS_TEXT_SIZE];

	text_add(text, address->family == 0 ? "any" : address_print(address, printed));
}

/* What ${address} is, or how many different ones there were; nothing is known of 0. */
static void
add_address_or_number(struct text *text, const struct finding *finding, const struct address *address,
		      uint64_t number, const char *thing)
{
	if (address->family != 0 || number == 0) {
		phrase_address(text, address);
		return;
	}
	text_add(text, finding->is_at_least ? "at least " : "");
	phrase_things(text, number, thing);
}

void
phrase_client(struct text *text, const struct finding *finding)
{
	add_address_or_number(text, finding, &finding->client, finding->clients, "client");
}

/* As much of it as people compare. */
#define KEY_DIGITS 16

static void
add_key(struct text *text, const struct finding *finding)
{
	char digits[DIGEST_SHA256_SIZE];

	if (digest_is_set(&finding->key))
		text_printf(text, " with key %.*s", KEY_DIGITS, digest_print(&finding->key, digits));
}

void
phrase_service(struct text *text, const struct finding *finding)
{
	bool is_bracketed = finding->server.family == 6 && finding->port != 0;

	if (finding->server.family == 0 || finding->port == 0) {
		add_address_or_number(text, finding, &finding->server, finding->servers, "server");
		if (finding->port != 0)
			text_printf(text, ", port %u", finding->port);
		add_key(text, finding);
		return;
	}

	text_add(text, is_bracketed ? "[" : "");
	phrase_address(text, &finding->server);
	text_printf(text, "%s:%u", is_bracketed ? "]" : "", finding->port);
}

void
phrase_where(struct text *text, const struct page *page, const struct finding *finding)
{
	phrase_client(text, finding);
	text_printf(text, " %s ", page_mark(page, MARK_ARROW));
	phrase_service(text, finding);
	if (finding->path < PATH_COUNT)
		text_printf(text, ", %s", path_words[finding->path]);
	if (finding->from != NULL && finding->to != NULL) {
		text_add(text, " from ");
		clean_prose(text, finding->from);
		text_add(text, " to ");
		clean_prose(text, finding->to);
	}
}

/* RFC 792 and RFC 1812 5.2.7.1 for IPv4, RFC 4443 3.1 for IPv6. */
static const struct {
	uint8_t     family, code;
	const char *says;
} unreachable[] = {
    {4, 0,  "network unreachable"        },
    {4, 1,  "host unreachable"           },
    {4, 2,  "protocol unreachable"       },
    {4, 3,  "port unreachable"           },
    {4, 9,  "network prohibited"         },
    {4, 10, "host prohibited"            },
    {4, 13, "administratively prohibited"},
    {6, 0,  "no route"                   },
    {6, 1,  "administratively prohibited"},
    {6, 3,  "address unreachable"        },
    {6, 4,  "port unreachable"           },
    {6, 5,  "refused by source policy"   },
    {6, 6,  "route rejected"             },
};

static const char *const side_says[BLOCKER_SIDE_COUNT] = {
    [BLOCKER_SIDE_CLIENT_NETWORK] = ", in the client's own network",
    [BLOCKER_SIDE_PATH] = ", a device between client and server",
    [BLOCKER_SIDE_SERVER] = ", the server itself",
};

static void
phrase_side(struct text *text, const struct finding_blocker *blocker)
{
	if (blocker->side < BLOCKER_SIDE_COUNT)
		text_add(text, side_says[blocker->side]);
}

static void
phrase_icmp(struct text *text, const struct finding_blocker *blocker)
{
	const char *says = NULL;

	for (size_t i = 0; i < sizeof(unreachable) / sizeof(unreachable[0]); i++)
		if (unreachable[i].family == blocker->address.family && unreachable[i].code == blocker->code)
			says = unreachable[i].says;
	text_add(text, "ICMP: ");
	if (says != NULL)
		text_add(text, says);
	else
		text_printf(text, "code %" PRIu64, blocker->code);
	text_add(text, ", from ");
	phrase_address(text, &blocker->address);
	phrase_side(text, blocker);
}

static void
phrase_reset(struct text *text, const struct finding *finding)
{
	const struct finding_blocker *blocker = &finding->blocker;
	bool                          is_client = blocker->name == SIDE_CLIENT;

	text_add(text, "RST in the name of ");
	phrase_address(text, is_client ? &finding->client : &finding->server);
	if (blocker->ttl_is_known && blocker->ttl_differs)
		text_add(text, ", but with another TTL than its other packets: somebody else sent it");
	if (blocker->is_injected)
		text_add(text, ", which went on and knew nothing of it");
	phrase_side(text, blocker);
}

void
phrase_blocker(struct text *text, const struct finding *finding)
{
	if (finding->blocker.where == PLACE_NONE)
		return;
	if (finding->blocker.kind == BLOCKER_ICMP)
		phrase_icmp(text, &finding->blocker);
	else if (finding->blocker.kind == BLOCKER_RESET)
		phrase_reset(text, finding);
	else
		text_printf(text, "reply %" PRIu64 " of the server", finding->blocker.code);
}

void
phrase_of(struct text *text, uint64_t count, uint64_t of)
{
	phrase_number(text, count);
	text_add(text, " of ");
	phrase_number(text, of);
}

/* Gathered: how often it was tried, and what came back. */
static void
add_attempts(struct text *text, const struct finding *finding)
{
	if (finding->count < finding->of) {
		phrase_number(text, finding->count);
		text_add(text, " of ");
	}
	phrase_things(text, finding->of, "attempt");
	if (!finding->control.is_wanted)
		return;
	text_add(text, ", ");
	phrase_number(text, finding->answered);
	text_add(text, " answered");
}

void
phrase_control(struct text *text, const struct page *page, const struct finding *finding, const char *capture)
{
	const struct finding_control *control = &finding->control;
	struct finding there = {.client = control->client, .server = control->server, .port = control->port};

	if (!control->is_wanted)
		return;
	if (control->where == PLACE_NONE) {
		text_add(text, "nothing is known to have worked beside it: the server may simply be down");
		return;
	}
	there.path = PATH_COUNT;
	phrase_where(text, page, &there);
	text_add(text, " worked, ");
	phrase_times(text, page, control->seen, control->seen);
	text_printf(text, ", frame %" PRIu64, place_frame(control->where));
	if (capture == NULL)
		return;
	text_add(text, " of ");
	clean_name(text, capture);
}

void
phrase_share(struct text *text, const struct finding *finding)
{
	if (finding->knows_attempts) {
		add_attempts(text, finding);
		return;
	}
	if (finding->of > finding->count) {
		phrase_number(text, finding->count);
		text_add(text, " of ");
		phrase_things(text, finding->of, "session");
		return;
	}
	if (finding->of > 1 && finding->subject == SUBJECT_SESSION)
		text_add(text, "all ");
	phrase_things(text, finding->count, "session");
}

static void
add_address(struct text *filter, const struct address *address)
{
	if (address->family == 0)
		return;
	text_printf(filter, "%s%s.addr == ", filter->size == 0 ? "" : " && ",
		    address->family == 6 ? "ipv6" : "ip");
	phrase_address(filter, address);
}

static void
add_ports(struct text *filter, const uint16_t *ports, unsigned port_count)
{
	const char *comma = "";

	if (port_count == 0)
		return;
	text_add(filter, filter->size == 0 ? "" : " && ");
	if (port_count == 1) {
		text_printf(filter, "tcp.port == %u", ports[0]);
		return;
	}
	text_add(filter, "tcp.port in {");
	for (unsigned i = 0; i < port_count; i++) {
		text_printf(filter, "%s%u", comma, ports[i]);
		comma = ", ";
	}
	text_add(filter, "}");
}

void
phrase_filter(struct text *text, const struct address *client, const struct address *server,
	      const uint16_t *ports, unsigned port_count)
{
	struct text filter = {0};

	add_address(&filter, client);
	add_address(&filter, server);
	add_ports(&filter, ports, port_count);
	if (filter.size > 0)
		text_add_bytes(text, filter.data, filter.size);
	text->failed |= filter.failed;
	text_free(&filter);
}

void
phrase_finding_filter(struct text *text, const struct finding *finding)
{
	const struct proof *proof = &finding->proof;
	unsigned            ports = finding->port != 0;

	phrase_filter(text, &finding->client, &finding->server, &finding->port, ports);
	if (finding->count == 1 && finding->of > 1 && proof->first_frame != PLACE_NONE && ports == 1)
		text_printf(text, " && tcp.port == %u", proof->client_port);
}

void
phrase_proof(struct text *text, const struct proof *proof)
{
	struct facts facts;
	bool         is_bracketed = proof->client.family == 6;

	proof_facts(proof, &facts);
	for (unsigned i = 0; i < proof->fact_count; i++) {
		text_printf(text, "%s%s ", i > 0 ? ", " : "", fact_rows[proof->facts[i]].name);
		told_fact(text, &facts, proof->facts[i]);
	}
	text_printf(text, "%sfirst from %s", proof->fact_count > 0 ? "; " : "", is_bracketed ? "[" : "");
	phrase_address(text, &proof->client);
	text_printf(text, "%s:%u", is_bracketed ? "]" : "", proof->client_port);
}
