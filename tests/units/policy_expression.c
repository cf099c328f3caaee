/* SPDX-License-Identifier: Apache-2.0 */
/* The expression language: what it says yes, no and unknown to. */
#include "policy_helpers.h"

#include "base/arena.h"

#define KNOWN                                                                                                \
	"client=10.1.2.3 server=2001:db8::25 server.port=143 protocol=imap security=plaintext role=unknown " \
	"starttls.offered=true starttls.requested=false tls.version=TLSv1.1 clear_bytes=65536 "              \
	"tls.cipher=TLS_AES_128_GCM_SHA256 client.zone=inside first_seen=1798761600000000000 path=egress"

struct row {
	const char *text;
	enum answer answer;
};

/* Expectations are those of Kleene's strong logic and of plain reading; 1798761600 is 2027-01-01T00:00:00Z.
 */
static const struct row rows[] = {
    {"protocol == imap",					       ANSWER_YES    },
    {"protocol != imap",					       ANSWER_NO     },
    {"protocol in {smtp, imap}",				       ANSWER_YES    },
    {"protocol not in {smtp, imap}",                                   ANSWER_NO     },
    {"starttls.offered",					       ANSWER_YES    },
    {"starttls.offered == false",				      ANSWER_NO     },
    {"not starttls.requested",					 ANSWER_YES    },
    {"true",							   ANSWER_YES    },
    {"false",							  ANSWER_NO     },
    {"port == 143",						    ANSWER_YES    },
    {"server.port in {1..142, 144..65535}",                            ANSWER_NO     },
    {"server.port >= 143 and server.port <= 143",                      ANSWER_YES    },
    {"server.port < 143 or server.port > 143",                         ANSWER_NO     },
    {"clear_bytes == 64k",					     ANSWER_YES    },
    {"clear_bytes < 10MiB",					    ANSWER_YES    },
    {"clear_bytes < 0",						ANSWER_NO     },
    {"clear_bytes >= 0",					       ANSWER_YES    },
    {"clear_bytes > 18446744073709551615",                             ANSWER_NO     },
    {"tls.version < TLSv1.2",					  ANSWER_YES    },
    {"tls.version >= TLSv1.2",					 ANSWER_NO     },
    {"tls.version in {SSLv2..TLSv1.0}",                                ANSWER_NO     },
    {"tls.version in {SSLv2..TLSv1.1}",                                ANSWER_YES    },
    {"tls.cipher == \"TLS_AES_128_GCM_SHA256\"",                       ANSWER_YES    },
    {"tls.cipher == \"tls_aes_128_gcm_sha256\"",                       ANSWER_NO     },
    {"tls.cipher in {\"x\", \"TLS_AES_128_GCM_SHA256\"}",              ANSWER_YES    },
    {"client == 10.1.2.3",					     ANSWER_YES    },
    {"client != 10.1.2.3",					     ANSWER_NO     },
    {"client in {192.168.0.0/16, 10.0.0.0/8}",                         ANSWER_YES    },
    {"server in {2001:db8::/32}",				      ANSWER_YES    },
    {"server in {10.0.0.0/8}",					 ANSWER_NO     },
    {"client in inside",					       ANSWER_YES    },
    {"server in outside",					      ANSWER_YES    },
    {"server in zones.inside",					 ANSWER_NO     },
    {"client in mta",						  ANSWER_YES    },
    {"client in servers.mta",					  ANSWER_YES    },
    {"server in servers.mta",					  ANSWER_NO     },
    {"client in nobody",					       ANSWER_NO     },
    {"client not in nobody",					   ANSWER_YES    },
    {"client in {192.0.2.1, mta}",				     ANSWER_YES    },
    {"client.zone == inside",					  ANSWER_YES    },
    {"client.zone != outside",					 ANSWER_YES    },
    {"first_seen == 2027-01-01",				       ANSWER_YES    },
    {"first_seen < 2027-01-01",					ANSWER_NO     },
    {"first_seen <= 2026-12-31",				       ANSWER_NO     },
    {"first_seen > 2026-12-31",					ANSWER_YES    },
    {"first_seen >= 2027-01-01T00:00:00Z",                             ANSWER_YES    },
    {"first_seen == 2027-01-01T01:00:00+01:00",                        ANSWER_YES    },
    {"first_seen in {2026-12-01..2026-12-31}",                         ANSWER_NO     },

    {"tls.sni == \"x\"",					       ANSWER_UNKNOWN},
    {"tls.sni != \"x\"",					       ANSWER_UNKNOWN},
    {"tls.resumed",						    ANSWER_UNKNOWN},
    {"not tls.resumed",						ANSWER_UNKNOWN},
    {"packets > 3",						    ANSWER_UNKNOWN},
    {"last_seen > 2027-01-01",					 ANSWER_UNKNOWN},
    {"blocked_by.address in {10.0.0.0/8}",                             ANSWER_UNKNOWN},
    {"role == relay",						  ANSWER_UNKNOWN},
    {"role != relay",						  ANSWER_UNKNOWN},
    {"role not in {relay}",					    ANSWER_UNKNOWN},
    {"role is unknown",						ANSWER_YES    },
    {"role is not unknown",					    ANSWER_NO     },
    {"role is known",						  ANSWER_NO     },
    {"role is not known",					      ANSWER_YES    },
    {"role == unknown",						ANSWER_YES    },
    {"role != unknown",						ANSWER_NO     },
    {"protocol != unknown",					    ANSWER_YES    },
    {"tls.sni is unknown",					     ANSWER_YES    },
    {"tls.certificate.names is known",                                 ANSWER_NO     },
    {"server.port is known",					   ANSWER_YES    },

    {"tls.resumed and false",					  ANSWER_NO     },
    {"false and tls.resumed",					  ANSWER_NO     },
    {"tls.resumed and true",					   ANSWER_UNKNOWN},
    {"true and tls.resumed",					   ANSWER_UNKNOWN},
    {"tls.resumed and tls.resumed",				    ANSWER_UNKNOWN},
    {"tls.resumed or true",					    ANSWER_YES    },
    {"true or tls.resumed",					    ANSWER_YES    },
    {"tls.resumed or false",					   ANSWER_UNKNOWN},
    {"false or tls.resumed",					   ANSWER_UNKNOWN},
    {"not (tls.resumed and false)",				    ANSWER_YES    },
    {"not not true",						   ANSWER_YES    },
    {"true or true and false",					 ANSWER_YES    },
    {"(true or true) and false",				       ANSWER_NO     },
    {"not true or true",					       ANSWER_YES    },
    {"not (true or true)",					     ANSWER_NO     },
    {"false and false or true",					ANSWER_YES    },
    {"false or false or true and true",                                ANSWER_YES    },
    {"true and (false or (true and (false or not (false and true))))", ANSWER_YES    },
};

struct bench {
	struct arena  *arena;
	struct sets    sets;
	struct zones  *zones;
	struct session session;
};

static struct bench
bench_new(void)
{
	struct bench      bench = {.arena = arena_new(), .zones = zones_new(), .session = session_of(KNOWN)};
	const struct spot nowhere = {0};
	struct prefix     prefix;
	struct set       *mta = sets_add(&bench.sets, bench.arena, "mta", false);

	sets_add(&bench.sets, bench.arena, "nobody", false);
	prefix_parse("10.1.2.0/24", &prefix);
	set_add(mta, bench.arena, &prefix, nowhere);
	zones_add_defaults(bench.zones);
	return bench;
}

static struct expression *
compile(struct bench *bench, const char *text, struct complaints *complaints)
{
	struct document document = {"test", text, strlen(text)};
	struct node     node = {
		.kind = NODE_TEXT, .text = text, .spot = {"test", 1, 1}
        };
	struct expression_source source = {.document = &document,
					   .text = &node,
					   .sets = &bench->sets,
					   .arena = bench->arena,
					   .complaints = complaints};

	return expression_compile(&source);
}

static void
bench_free(struct bench *bench)
{
	arena_free(bench->arena);
	zones_free(bench->zones);
}

static void
expressions_answer_as_they_read(void)
{
	struct bench       bench = bench_new();
	struct complaints *complaints = complaints_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct expression *expression = compile(&bench, rows[i].text, complaints);
		enum answer        answer = ANSWER_UNKNOWN;

		CU_ASSERT_PTR_NOT_NULL(expression);
		if (expression != NULL)
			answer = expression_ask(expression, &bench.session.facts, bench.zones);
		else
			fprintf(stderr, "%s: %s\n", rows[i].text,
				complaints_text(complaints, complaints_count(complaints, GRAVITY_NOTE) - 1));
		if (answer != rows[i].answer)
			fprintf(stderr, "%s: %d instead of %d\n", rows[i].text, (int)answer,
				(int)rows[i].answer);
		CU_ASSERT_EQUAL(answer, rows[i].answer);
	}
	complaints_free(complaints);
	bench_free(&bench);
}

/* A random expression of depth ${depth} over `true`, `false` and a fact that is unknown, and what it must
 * answer. */
static enum answer
random_expression(unsigned *seed, unsigned depth, struct text *text)
{
	static const struct row leaves[] = {
	    {"true",        ANSWER_YES    },
            {"false",       ANSWER_NO     },
            {"tls.resumed", ANSWER_UNKNOWN}
        };
	const struct row *leaf = &leaves[rand_r(seed) % 3];
	enum answer       left, right;
	int               kind = rand_r(seed) % 4;

	if (depth == 0 || kind == 0) {
		text_add(text, leaf->text);
		return leaf->answer;
	}
	text_add(text, kind == 1 ? "not (" : "(");
	left = random_expression(seed, depth - 1, text);
	if (kind == 1) {
		text_add(text, ")");
		return ANSWER_YES - left;
	}
	text_add(text, kind == 2 ? " and " : " or ");
	right = random_expression(seed, depth - 1, text);
	text_add(text, ")");
	if (kind == 2)
		return left < right ? left : right;
	return left > right ? left : right;
}

static void
any_nesting_answers_as_kleene_says(void)
{
	struct bench       bench = bench_new();
	struct complaints *complaints = complaints_new();
	unsigned           seed = 20261122;

	for (int i = 0; i < 3000; i++) {
		struct text        text = {0};
		enum answer        expected = random_expression(&seed, 6, &text);
		struct expression *expression = compile(&bench, text.data, complaints);

		CU_ASSERT_PTR_NOT_NULL_FATAL(expression);
		CU_ASSERT_EQUAL(expression_ask(expression, &bench.session.facts, bench.zones), expected);
		text_free(&text);
	}
	complaints_free(complaints);
	bench_free(&bench);
}

/* ${count} times ${piece}, then ${last}, then ${count} times ${end}. */
static char *
repeated(const char *piece, const char *last, const char *end, unsigned count)
{
	struct text text = {0};

	for (unsigned i = 0; i < count; i++)
		text_add(&text, piece);
	text_add(&text, last);
	for (unsigned i = 0; i < count; i++)
		text_add(&text, end);
	return text.data;
}

static void
depth_and_length_are_bounded(void)
{
	struct bench       bench = bench_new();
	struct complaints *complaints = complaints_new();
	char              *deep = repeated("(", "true", ")", 20), *deeper = repeated("(", "true", ")", 10000);
	char              *wide = repeated("true and (", "true", ")", 20),
	     *longer = repeated("true or ", "true", "", 9999);

	CU_ASSERT_PTR_NOT_NULL(compile(&bench, deep, complaints));
	CU_ASSERT_PTR_NOT_NULL(compile(&bench, wide, complaints));
	CU_ASSERT_EQUAL(complaints_count(complaints, GRAVITY_NOTE), 0);
	CU_ASSERT_PTR_NULL(compile(&bench, deeper, complaints));
	CU_ASSERT_PTR_NULL(compile(&bench, longer, complaints));
	CU_ASSERT_EQUAL(complaints_count(complaints, GRAVITY_NOTE), 2);
	free(deep);
	free(deeper);
	free(wide);
	free(longer);
	complaints_free(complaints);
	bench_free(&bench);
}

static void
the_facts_of_an_expression_are_known(void)
{
	struct bench       bench = bench_new();
	struct complaints *complaints = complaints_new();
	struct expression *expression =
	    compile(&bench, "port == 25 and (security is known or false)", complaints);
	uint64_t expected[(FACT_COUNT + 63) / 64] = {0};

	expected[FACT_SERVER_PORT / 64] |= UINT64_C(1) << FACT_SERVER_PORT % 64;
	expected[FACT_SECURITY / 64] |= UINT64_C(1) << FACT_SECURITY % 64;
	CU_ASSERT_PTR_NOT_NULL_FATAL(expression);
	CU_ASSERT_EQUAL(memcmp(expression_facts(expression), expected, sizeof(expected)), 0);
	complaints_free(complaints);
	bench_free(&bench);
}

/* A count of 255 is no word, and so is known. */
static void
numbers_are_never_mistaken_for_the_word_unknown(void)
{
	struct bench       bench = bench_new();
	struct complaints *complaints = complaints_new();
	struct expression *expression = compile(&bench, "packets is known and packets == 255", complaints);
	struct session     session = session_of("packets=255");

	CU_ASSERT_PTR_NOT_NULL_FATAL(expression);
	CU_ASSERT_EQUAL(expression_ask(expression, &session.facts, bench.zones), ANSWER_YES);
	complaints_free(complaints);
	bench_free(&bench);
}

static void
dates_are_those_of_the_calendar(void)
{
	static const struct {
		const char *text;
		int64_t     first, last; /* seconds; 0, 0: no date */
	} dates[] = {
	    {"1970-01-01",                0,          86399     },
	    {"2027-01-31",                1801353600, 1801439999},
	    {"2028-02-29",                1835395200, 1835481599},
	    {"2027-02-29",                0,          0         },
	    {"2027-13-01",                0,          0         },
	    {"2027-00-10",                0,          0         },
	    {"2027-1-31",                 0,          0         },
	    {"2027-01-31T12:00:00Z",      1801396800, 1801396800},
	    {"2027-01-31T12:00:00+02:00", 1801389600, 1801389600},
	    {"2027-01-31T25:00:00Z",      0,          0         },
	    {"2027-01-31T12:00:00",       0,          0         },
	    {"9999-01-01",                0,          0         },
	    {"tomorrow",                  0,          0         },
	    {"",			  0,          0         },
	};
	int64_t first, last;

	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		bool is_date = expression_parse_date(dates[i].text, &first, &last);

		CU_ASSERT_EQUAL(is_date, dates[i].last != 0);
		if (!is_date)
			continue;
		CU_ASSERT_EQUAL(first, dates[i].first * 1000000000);
		CU_ASSERT_EQUAL(last, dates[i].last * 1000000000 + 999999999);
	}
}

SUITE("policy: expression", ROW(expressions_answer_as_they_read), ROW(any_nesting_answers_as_kleene_says),
      ROW(depth_and_length_are_bounded), ROW(the_facts_of_an_expression_are_known),
      ROW(numbers_are_never_mistaken_for_the_word_unknown), ROW(dates_are_those_of_the_calendar))
