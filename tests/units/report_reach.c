/* SPDX-License-Identifier: Apache-2.0 */
/* What a report says of blocked ports: attempts and answers, controls, expectations, what was reached. */
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "report_sample.h"
#include "unit.h"

static struct sample *sample;
static char          *printed;

static void
begin(void)
{
	sample = sample_new();
	CU_ASSERT_PTR_NOT_NULL_FATAL(sample);
}

static bool
says(const char *format, const char *words)
{
	struct report_style style = sample_style(200);
	bool                is_said;

	printed = sample_print(sample, format, &style);
	CU_ASSERT_PTR_NOT_NULL_FATAL(printed);
	is_said = strstr(printed, words) != NULL;
	free(printed);
	return is_said;
}

static void
end(void)
{
	sample_free(sample);
}

/* Port 587 from inside to outside: 412 attempts, 0 answered. */
static struct finding *
make_route(void)
{
	struct finding *finding = &sample->findings[0];

	finding->subject = SUBJECT_ROUTE;
	memset(&finding->client, 0, sizeof(finding->client));
	memset(&finding->server, 0, sizeof(finding->server));
	finding->from = "inside";
	finding->to = "outside";
	finding->port = 587;
	finding->path = PATH_EGRESS;
	finding->clients = 37;
	finding->servers = 5;
	finding->ports = 1;
	finding->count = finding->of = 412;
	finding->knows_attempts = true;
	finding->control.is_wanted = true;
	return finding;
}

static void
a_route_tells_its_numbers(void)
{
	begin();
	make_route();
	CU_ASSERT_TRUE(says("text", "37 clients"));
	CU_ASSERT_TRUE(says("text", "5 servers, port 587, egress from inside to outside"));
	CU_ASSERT_TRUE(says("text", "412 attempts, 0 answered"));
	CU_ASSERT_TRUE(says("json", "\"subject\":\"route\",\"client\":null,\"server\":null,\"port\":587"));
	CU_ASSERT_TRUE(says("json", "\"from\":\"inside\",\"to\":\"outside\",\"clients\":37"));
	CU_ASSERT_TRUE(says("json", "\"attempts\":412,\"answered\":0"));
	end();
}

static void
without_a_control_the_server_may_be_down(void)
{
	begin();
	make_route();
	CU_ASSERT_TRUE(says("text", "the server may simply be down"));
	CU_ASSERT_TRUE(says("json", "\"control\":null,\"evidence\""));
	sample->findings[0].control.is_wanted = false;
	CU_ASSERT_FALSE(says("text", "the server may simply be down"));
	CU_ASSERT_FALSE(says("json", "\"control\":null,\"evidence\""));
	end();
}

static void
a_control_is_told_with_its_frame(void)
{
	struct finding *finding;

	begin();
	finding = make_route();
	finding->control.kind = CONTROL_OTHER_PORT;
	finding->control.where = place_of(1, 77);
	finding->control.port = 443;
	CU_ASSERT_TRUE(address_parse("10.0.0.6", &finding->control.client));
	CU_ASSERT_TRUE(address_parse("203.0.113.7", &finding->control.server));
	CU_ASSERT_TRUE(says("text", "203.0.113.7:443 worked"));
	CU_ASSERT_TRUE(says("text", ", frame 77 of branch/eth0.pcap"));
	CU_ASSERT_TRUE(says("json", "\"control\":{\"kind\":\"other-port\",\"client\":\"10.0.0.6\","
				    "\"server\":\"203.0.113.7\",\"port\":443"));
	CU_ASSERT_TRUE(says("json", "\"frame\":77}"));
	end();
}

static void
expectations_have_numbers_and_a_table(void)
{
	begin();
	CU_ASSERT_FALSE(says("text", "Expectations"));
	CU_ASSERT_FALSE(says("json", "\"expectation\""));
	sample->checks[0].is_expectation = true;
	sample->tallies[0].answered = 7;
	CU_ASSERT_TRUE(says("text", "Expectations"));
	CU_ASSERT_TRUE(says("json", "\"expectation\":{\"attempts\":10,\"answered\":7,\"as_expected\":5,"
				    "\"undecided\":1}"));
	end();
}

/* The sample has a port that was dropped. */
static void
what_was_reached_is_told_by_port_and_path(void)
{
	begin();
	CU_ASSERT_TRUE(says("text", "Reached"));
	CU_ASSERT_TRUE(says("text", " dropped\n"));
	for (size_t i = 0; i < SAMPLE_PORTS; i++)
		sample->ports[i].outcome = OUTCOME_ESTABLISHED;
	CU_ASSERT_FALSE(says("text", "Reached"));
	end();
}

SUITE("report: reach", ROW(a_route_tells_its_numbers), ROW(without_a_control_the_server_may_be_down),
      ROW(a_control_is_told_with_its_frame), ROW(expectations_have_numbers_and_a_table),
      ROW(what_was_reached_is_told_by_port_and_path))
