/* SPDX-License-Identifier: Apache-2.0 */
/* Findings and checks as OCSF Compliance Findings (class 2003), one JSON object a line. */
#include <string.h>

#include <json-c/json.h>

#include "base/text.h"
#include "report/brief.h"
#include "report/clean.h"
#include "report/formats.h"
#include "report/item.h"
#include "report/lines.h"
#include "report/members.h"
#include "report/phrase.h"
#include "report/sink.h"
#include "report/span.h"

#define OCSF_VERSION "1.8.0"

struct events {
	struct sink          sink;
	const struct report *report;
	struct span          span;
};

/* severity_id of the base event: 1 informational to 5 critical. */
static const struct {
	unsigned    id;
	const char *caption;
} severities[SEVERITY_COUNT] = {
    [SEVERITY_CRITICAL] = {5, "Critical"     },
      [SEVERITY_HIGH] = {4, "High"         },
    [SEVERITY_MEDIUM] = {3, "Medium"       },
      [SEVERITY_LOW] = {2, "Low"          },
    [SEVERITY_INFO] = {1, "Informational"},
};

/* compliance.status_id: Warning is "did not yield a result due to missing information". */
static const struct {
	unsigned    id;
	const char *caption;
} statuses[VERDICT_COUNT] = {
    [VERDICT_FAIL] = {3, "Fail"   },
    [VERDICT_PASS] = {1, "Pass"   },
    [VERDICT_INCONCLUSIVE] = {2, "Warning"},
    [VERDICT_NOT_OBSERVED] = {0, "Unknown"},
    [VERDICT_WAIVED] = {3, "Fail"   },
};

/* Times are milliseconds since 1970. */
static void
add_time(struct json_object **to, const char *key, int64_t nanoseconds)
{
	member_object(to, key, json_object_new_int64(nanoseconds / 1000000));
}

static void
add_text(struct json_object **to, const char *key, const char *prose)
{
	if (prose != NULL && prose[0] != '\0')
		member_prose(to, key, prose);
}

static void
add_metadata(struct json_object **to, const struct report *report)
{
	member_text(to, "metadata.version", OCSF_VERSION);
	member_text(to, "metadata.product.name", "mailreeve");
	member_text(to, "metadata.product.vendor_name", "mailreeve");
	member_text(to, "metadata.product.version", report->version);
	if (report->generated != 0)
		add_time(to, "metadata.logged_time", report->generated);
}

/* Classification, severity, time: what every event has. */
static struct json_object *
event_of(const struct report *report, enum severity severity, int64_t time)
{
	struct json_object *object = json_object_new_object();

	member_count(&object, "activity_id", 1);
	member_text(&object, "activity_name", "Create");
	member_count(&object, "category_uid", 2);
	member_text(&object, "category_name", "Findings");
	member_count(&object, "class_uid", 2003);
	member_text(&object, "class_name", "Compliance Finding");
	member_count(&object, "type_uid", 200301);
	member_count(&object, "severity_id", severities[severity].id);
	member_text(&object, "severity", severities[severity].caption);
	add_time(&object, "time", time);
	add_metadata(&object, report);
	return object;
}

static struct json_object *
strings_of(const char *const *list, const char *otherwise)
{
	struct json_object *array = json_object_new_array();

	if (list == NULL || *list == NULL)
		member_prose(&array, NULL, otherwise);
	for (; list != NULL && *list != NULL; list++)
		member_prose(&array, NULL, *list);
	return array;
}

static struct json_object *
compliance_of(const struct report *report, const struct check *check, enum verdict verdict,
	      struct text *detail)
{
	struct json_object *object = json_object_new_object(), *checks = json_object_new_array();
	struct json_object *entry = json_object_new_object();

	member_prose(&object, "control", check->id);
	member_object(&object, "standards", strings_of(check->controls, report->policy.name));
	if (check->cites != NULL && *check->cites != NULL)
		member_object(&object, "requirements", strings_of(check->cites, ""));
	member_count(&object, "status_id", statuses[verdict].id);
	member_text(&object, "status", statuses[verdict].caption);
	member_made(&object, "status_detail", detail);
	member_prose(&entry, "uid", check->id);
	member_prose(&entry, "name", check->title);
	member_count(&entry, "status_id", statuses[verdict].id);
	member_text(&entry, "status", statuses[verdict].caption);
	member_object(&checks, NULL, entry);
	member_object(&object, "checks", checks);
	return object;
}

static struct json_object *
endpoint_of(const struct address *address, uint16_t port)
{
	struct json_object *object = json_object_new_object();

	member_address(&object, "ip", address);
	if (port != 0)
		member_count(&object, "port", port);
	return object;
}

/* The first session; its frames are in the data, where OCSF has no place of its own for them. */
static struct json_object *
evidences_of(const struct report *report, const struct finding *finding)
{
	struct json_object *array = json_object_new_array(), *object = json_object_new_object();
	const struct proof *proof = &finding->proof;
	struct session      session;
	struct text         frames = {0};
	char                community[COMMUNITY_ID_SIZE];
	const char         *found;

	proof_session(proof, &session);
	if (proof->client.family != 0)
		member_object(&object, "src_endpoint", endpoint_of(&proof->client, proof->client_port));
	if (proof->server.family != 0)
		member_object(&object, "dst_endpoint", endpoint_of(&proof->server, proof->server_port));
	member_count(&object, "connection_info.direction_id", 0);
	member_count(&object, "connection_info.protocol_num", 6);
	member_text(&object, "connection_info.protocol_name", "tcp");
	if ((found = item_community(&session, community)) != NULL)
		member_text(&object, "connection_info.community_uid", found);
	brief_frames(&frames, report, finding);
	member_made(&object, "data.frames", &frames);
	member_object(&array, NULL, object);
	return array;
}

/* The service that was checked, as far as it is one. */
static struct json_object *
resources_of(const struct finding *finding)
{
	struct json_object *array = json_object_new_array(), *object = json_object_new_object();
	struct text         where = {0};

	phrase_service(&where, finding);
	member_made(&object, "name", &where);
	member_text(&object, "type", "mail service");
	member_object(&array, NULL, object);
	return array;
}

static void
put(struct events *events, struct json_object *object)
{
	sink_object(&events->sink, object);
	sink_text(&events->sink, "\n");
}

struct json_object *
ocsf_line(const struct report *report, const struct finding *finding)
{
	const struct check *check = finding->check;
	struct json_object *object = event_of(report, finding->severity, finding->last_seen);
	struct text         text = {0};
	char                id[FINDING_ID_SIZE];

	finding_id(finding, id);
	brief_finding(&text, finding);
	member_made(&object, "message", &text);
	member_text(&object, "finding_info.uid", id);
	member_prose(&object, "finding_info.title", check->title);
	add_text(&object, "finding_info.desc", check->because);
	add_time(&object, "finding_info.first_seen_time", finding->first_seen);
	add_time(&object, "finding_info.last_seen_time", finding->last_seen);
	brief_where(&text, finding);
	member_object(&object, "compliance", compliance_of(report, check, VERDICT_FAIL, &text));
	add_text(&object, "remediation.desc", check->fix);
	member_object(&object, "resources", resources_of(finding));
	member_object(&object, "evidences", evidences_of(report, finding));
	member_count(&object, "count", finding->count);
	add_time(&object, "start_time", finding->first_seen);
	add_time(&object, "end_time", finding->last_seen);
	member_count(&object, "status_id", finding->is_waived ? 3 : 1);
	member_text(&object, "status", finding->is_waived ? "Suppressed" : "New");
	return object;
}

/* A check without a finding; of one that applied to nothing there is nothing to say. */
static void
put_check(struct events *events, const struct check_tally *tally)
{
	const struct check *check = tally->check;
	bool                is_open = tally->verdict == VERDICT_INCONCLUSIVE;
	struct json_object *object =
	    event_of(events->report, is_open ? check->severity : SEVERITY_INFO, events->span.last);
	struct text text = {0};

	clean_prose(&text, check->title);
	text_add(&text, ": ");
	brief_check(&text, tally);
	member_made(&object, "message", &text);
	text_add(&text, "check/");
	clean_prose(&text, check->id);
	member_made(&object, "finding_info.uid", &text);
	member_prose(&object, "finding_info.title", check->title);
	add_text(&object, "finding_info.desc", check->because);
	brief_check(&text, tally);
	member_object(&object, "compliance", compliance_of(events->report, check, tally->verdict, &text));
	if (tally->applicable > 0)
		member_count(&object, "count", tally->applicable);
	member_count(&object, "status_id", 1);
	member_text(&object, "status", "New");
	put(events, object);
}

int
ocsf_write(const struct report *report, const struct report_style *style, FILE *out)
{
	const struct report_found *found = &report->found;
	size_t                     findings = found->finding_count(found->of);
	size_t                     checks = found->check_count(found->of);
	struct events              events = {
			 .sink = {out, 0},
                           .report = report, .span = span_of(report)
        };

	(void)style;
	for (size_t i = 0; i < findings && events.sink.error == 0; i++)
		put(&events, ocsf_line(report, found->finding(found->of, i)));
	for (size_t i = 0; i < checks && events.sink.error == 0; i++) {
		struct check_tally tally = found->check(found->of, i);

		if (tally.verdict == VERDICT_PASS || tally.verdict == VERDICT_INCONCLUSIVE)
			put_check(&events, &tally);
	}
	return sink_end(&events.sink);
}
