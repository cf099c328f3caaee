/* SPDX-License-Identifier: Apache-2.0 */
/* Who said no and where that stands, and which connections were forgotten: as far as it is proven. */
#include <string.h>

#include "session/session.h"
#include "session/zones.h"
#include "unit.h"

#define SECOND INT64_C(1000000000)

static struct address
address(const char *text)
{
	struct address made = {.family = 0};

	CU_ASSERT_TRUE_FATAL(address_parse(text, &made));
	return made;
}

static struct session
conclude(const char *client, const char *server, const struct ending *ending)
{
	struct session_flow flow = {
	    .client = address(client), .server = address(server), .client_port = 40000, .server_port = 587};
	struct session session;

	session_conclude(&session, &flow, ending, NULL, false);
	return session;
}

/* The word of blocked_by.side, or "". */
static const char *
side_of(const struct session *session)
{
	struct value value;

	return facts_value(&session->facts, FACT_BLOCKED_SIDE, &value) ? blocker_side_words[value.is.number]
								       : "";
}

static const char *
side_of_icmp(const char *client, const char *reporter, uint8_t ttl, uint8_t client_ttl, uint8_t server_ttl)
{
	struct ending ending = {
	    .outcome = ENDING_REJECTED, .evidence = 1, .has_icmp = true, .icmp_type = 3, .icmp_code = 13};
	struct session session;

	ending.icmp_reporter = address(reporter);
	ending.icmp_ttl = ttl;
	ending.ttl[CLIENT] = client_ttl;
	ending.ttl[SERVER] = server_ttl;
	session = conclude(client, "203.0.113.20", &ending);
	return side_of(&session);
}

static void
the_sender_of_an_icmp_error_has_a_place(void)
{
	CU_ASSERT_STRING_EQUAL(side_of_icmp("10.1.2.3", "203.0.113.20", 57, 64, 0), "server");
	CU_ASSERT_STRING_EQUAL(side_of_icmp("10.1.2.3", "203.0.113.20", 57, 64, 57), "server");
	CU_ASSERT_STRING_EQUAL(side_of_icmp("10.1.2.3", "10.1.2.1", 255, 64, 0), "client-network");
	CU_ASSERT_STRING_EQUAL(side_of_icmp("10.1.2.3", "10.1.2.3", 64, 64, 0), "client-network");
	CU_ASSERT_STRING_EQUAL(side_of_icmp("10.1.2.3", "198.51.100.7", 250, 64, 0), "path");
	/* The first hop, whatever its address. */
	CU_ASSERT_STRING_EQUAL(side_of_icmp("10.1.2.3", "198.51.100.7", 255, 128, 0), "client-network");
	/* A bridge that filters speaks in the server's name; other private networks may be a provider's. */
	CU_ASSERT_STRING_EQUAL(side_of_icmp("10.1.2.3", "203.0.113.20", 63, 64, 57), "");
	CU_ASSERT_STRING_EQUAL(side_of_icmp("10.1.2.3", "10.9.9.1", 252, 64, 0), "");
	/* Public addresses of one /24 are of many. */
	CU_ASSERT_STRING_EQUAL(side_of_icmp("198.51.100.9", "198.51.100.1", 254, 63, 0), "path");
}

struct refusal {
	uint8_t ttl, client, server;
	int64_t after, quickest;
};

static const char *
side_of_refusal(const struct refusal *refusal)
{
	struct ending  ending = {.outcome = ENDING_REFUSED,
				 .evidence = 1,
				 .was_reset = true,
				 .reset_by = SERVER,
				 .reset_ttl = refusal->ttl,
				 .reset_ttl_known = refusal->server != 0,
				 .reset_ttl_differs = refusal->server != 0 && refusal->server != refusal->ttl,
				 .reset_after = refusal->after,
				 .server_quickest = refusal->quickest};
	struct session session;

	ending.ttl[CLIENT] = refusal->client;
	ending.ttl[SERVER] = refusal->server;
	session = conclude("10.1.2.3", "203.0.113.20", &ending);
	CU_ASSERT_EQUAL(facts_has(&session.facts, FACT_BLOCKED_ADDRESS),
			strcmp(side_of(&session), "server") == 0);
	return side_of(&session);
}

static void
the_sender_of_an_rst_has_a_place_only_if_ttl_and_time_prove_it(void)
{
	static const struct {
		struct refusal refusal;
		const char    *side;
	} rows[] = {
	    {{64, 64, 57, 1000, 20000},   "client-network"},
	    {{255, 128, 57, 1000, 20000}, "client-network"},
	    {{61, 64, 57, 1000, 20000},   "path"          },
	    {{64, 63, 57, 1000, 20000},   "path"          },
	    {{57, 64, 57, 19000, 20000},  "server"        },
	    {{57, 64, 57, 1000, 20000},   ""              }, /* too soon: an imitation */
	    {{57, 64, 57, 0, 20000},      ""              }, /* not measured */
	    {{57, 64, 57, 19000, 0},      ""              },
	    {{57, 64, 0, 19000, 20000},   ""              }, /* nothing to hold it against */
	    {{248, 64, 57, 19000, 20000}, ""              }, /* the same way, another stack */
	    {{120, 64, 57, 19000, 20000}, ""              }, /* farther than the server */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CU_ASSERT_STRING_EQUAL(side_of_refusal(&rows[i].refusal), rows[i].side);
}

static void
who_hangs_up_in_its_own_name_blocks_nothing(void)
{
	struct ending  ending = {.outcome = ENDING_RESET,
				 .evidence = 1,
				 .handshake_seen = true,
				 .was_reset = true,
				 .reset_by = CLIENT,
				 .reset_ttl = 64,
				 .reset_ttl_known = true};
	struct session session = conclude("10.1.2.3", "203.0.113.20", &ending);

	CU_ASSERT_FALSE(facts_has(&session.facts, FACT_BLOCKED_KIND));
	ending.reset_ttl_differs = true;
	session = conclude("10.1.2.3", "203.0.113.20", &ending);
	CU_ASSERT_TRUE(facts_word_is(&session.facts, FACT_BLOCKED_KIND, BLOCKER_RESET));
	CU_ASSERT_TRUE(facts_word_is(&session.facts, FACT_BLOCKED_NAME, SIDE_CLIENT));
	CU_ASSERT_STRING_EQUAL(side_of(&session), "");
}

static void
a_declared_zone_is_the_clients_own_network(void)
{
	struct ending ending = {
	    .outcome = ENDING_REJECTED, .evidence = 1, .has_icmp = true, .icmp_type = 3, .icmp_code = 13};
	struct zones  *declared = zones_new(), *guessed = zones_new();
	struct prefix  office;
	struct session session;

	CU_ASSERT_TRUE_FATAL(zones_add_defaults(guessed) && prefix_parse("10.0.0.0/8", &office) &&
			     zones_add(declared, "inside", &office));
	ending.icmp_reporter = address("10.9.9.1");
	session = conclude("10.1.2.3", "203.0.113.20", &ending);
	zones_note(guessed, &session);
	CU_ASSERT_STRING_EQUAL(side_of(&session), "");
	zones_note(declared, &session);
	CU_ASSERT_STRING_EQUAL(side_of(&session), "client-network");
	/* Within one zone it tells nothing. */
	session = conclude("10.1.2.3", "10.8.8.8", &ending);
	zones_note(declared, &session);
	CU_ASSERT_STRING_EQUAL(side_of(&session), "");
	zones_free(declared);
	zones_free(guessed);
}

static bool
is_forgotten(const struct ending *ending)
{
	struct session session = conclude("10.1.2.3", "203.0.113.20", ending);

	return facts_is(&session.facts, FACT_FORGOTTEN);
}

static void
only_what_somebody_forgot_is_forgotten(void)
{
	struct ending silent = {.outcome = ENDING_SILENT,
				.handshake_seen = true,
				.waiting = CLIENT,
				.quiet = 900 * SECOND,
				.in_vain_since = 1000 * SECOND,
				.server_answered = 1010 * SECOND};
	struct ending reset = {.outcome = ENDING_RESET,
			       .handshake_seen = true,
			       .was_reset = true,
			       .reset_by = SERVER,
			       .reset_ttl_known = true,
			       .reset_ttl_differs = true,
			       .quiet = 900 * SECOND};

	CU_ASSERT_TRUE(is_forgotten(&silent));
	CU_ASSERT_TRUE(is_forgotten(&reset));
	silent.server_answered = 990 * SECOND; /* it may be gone */
	CU_ASSERT_FALSE(is_forgotten(&silent));
	silent.server_answered = 1010 * SECOND;
	silent.waiting = SERVER; /* the client may be asleep */
	CU_ASSERT_FALSE(is_forgotten(&silent));
	silent.waiting = CLIENT;
	silent.quiet = 29 * SECOND;
	CU_ASSERT_FALSE(is_forgotten(&silent));
	reset.reset_ttl_differs = false; /* it restarted */
	CU_ASSERT_FALSE(is_forgotten(&reset));
}

SUITE("session: blame", ROW(the_sender_of_an_icmp_error_has_a_place),
      ROW(the_sender_of_an_rst_has_a_place_only_if_ttl_and_time_prove_it),
      ROW(who_hangs_up_in_its_own_name_blocks_nothing), ROW(a_declared_zone_is_the_clients_own_network),
      ROW(only_what_somebody_forgot_is_forgotten))
