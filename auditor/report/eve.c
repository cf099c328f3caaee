/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as alerts in Suricata's EVE form, one JSON object a line, for pipelines that take eve.json. */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/hash.h"
#include "base/text.h"
#include "report/formats.h"
#include "report/item.h"
#include "report/lines.h"
#include "report/members.h"
#include "report/sink.h"

/* Alerts of another generator than Suricata's rules (gid 1), so that ours cannot be taken for theirs. */
#define GENERATOR 587

/* The number of a check, the same in every run. */
static uint64_t
number_of(const char *id)
{
	static const struct hash_key key = {
	    {UINT64_C(0x6d61696c72656576), UINT64_C(0x65207369676e6174)}
        };

	return hash_bytes(&key, id, strlen(id)) % INT32_MAX + 1;
}

/* Suricata's priorities: 1 is the worst, its own rules go to 3.  And what rule writers say beside it. */
static const struct {
	unsigned    severity;
	const char *says;
} levels[SEVERITY_COUNT] = {
    [SEVERITY_CRITICAL] = {1, "Critical"     },
      [SEVERITY_HIGH] = {1, "Major"        },
    [SEVERITY_MEDIUM] = {2, "Minor"        },
      [SEVERITY_LOW] = {3, "Minor"        },
    [SEVERITY_INFO] = {3, "Informational"},
};

/* EVE's metadata are lists of texts. */
static void
add_tag(struct json_object **to, const char *key, const char *value)
{
	struct json_object *array = json_object_new_array();

	member_prose(&array, NULL, value);
	member_object(to, key, array);
}

static struct json_object *
metadata_of(const struct finding *finding)
{
	struct json_object *object = json_object_new_object();
	char                id[FINDING_ID_SIZE], last[TEXT_TIME_SIZE];
	char                count[24];

	finding_id(finding, id);
	snprintf(count, sizeof(count), "%llu", (unsigned long long)finding->count);
	add_tag(&object, "signature_severity", levels[finding->severity].says);
	add_tag(&object, "mailreeve_check", finding->check->id);
	add_tag(&object, "mailreeve_severity", severity_words[finding->severity]);
	add_tag(&object, "mailreeve_finding", id);
	add_tag(&object, "mailreeve_sessions", count);
	add_tag(&object, "mailreeve_last_seen", text_time(finding->last_seen, last));
	return object;
}

static struct json_object *
alert_of(const struct finding *finding)
{
	struct json_object *object = json_object_new_object();

	member_text(&object, "action", "allowed");
	member_count(&object, "gid", GENERATOR);
	member_count(&object, "signature_id", number_of(finding->check->id));
	member_count(&object, "rev", 1);
	member_prose(&object, "signature", finding->check->title);
	member_text(&object, "category", "Mail transport policy");
	member_count(&object, "severity", levels[finding->severity].severity);
	member_object(&object, "metadata", metadata_of(finding));
	return object;
}

/* EVE writes the offset, where RFC 3339 has a Z. */
static void
add_timestamp(struct json_object **to, int64_t time)
{
	char  printed[TEXT_TIME_SIZE + sizeof("+0000")];
	char *end;

	text_time(time, printed);
	end = strrchr(printed, 'Z');
	memcpy(end, "+0000", sizeof("+0000"));
	member_text(to, "timestamp", printed);
}

/* The ends of the first session; a finding that nobody was seen for has none. */
static void
add_ends(struct json_object **to, const struct proof *proof)
{
	struct session session;
	char           id[SESSION_ID_SIZE], community[COMMUNITY_ID_SIZE];
	const char    *found;

	proof_session(proof, &session);
	session_id(&session, id);
	/* Readers in JavaScript know integers up to 2^53. */
	member_count(to, "flow_id", strtoull(id, NULL, 16) >> 11);
	member_address(to, "src_ip", &proof->client);
	member_count(to, "src_port", proof->client_port);
	member_address(to, "dest_ip", &proof->server);
	member_count(to, "dest_port", proof->server_port);
	member_text(to, "proto", "TCP");
	if ((found = item_community(&session, community)) != NULL)
		member_text(to, "community_id", found);
}

struct json_object *
eve_line(const struct report *report, const struct finding *finding)
{
	struct json_object *object = json_object_new_object();
	const struct proof *proof = &finding->proof;

	add_timestamp(&object, proof->first_frame != PLACE_NONE ? proof->first_seen : finding->first_seen);
	member_text(&object, "event_type", "alert");
	if (proof->first_frame != PLACE_NONE)
		add_ends(&object, proof);
	if (finding->place_count > 0) {
		member_count(&object, "pcap_cnt", place_frame(finding->places[0]));
		member_name(&object, "pcap_filename", item_capture(report, finding->places[0]));
	}
	member_object(&object, "alert", alert_of(finding));
	return object;
}

int
eve_write(const struct report *report, const struct report_style *style, FILE *out)
{
	const struct report_found *found = &report->found;
	size_t                     count = found->finding_count(found->of);
	struct sink                sink = {out, 0};

	(void)style;
	for (size_t i = 0; i < count && sink.error == 0; i++) {
		const struct finding *finding = found->finding(found->of, i);

		/* EVE has no word for an exception: an alert would be acted on. */
		if (finding->is_waived)
			continue;
		sink_object(&sink, eve_line(report, finding));
		sink_text(&sink, "\n");
	}
	return sink_end(&sink);
}
