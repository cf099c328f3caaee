/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as single lines. */
#include "report/lines.h"

#include <string.h>

#include "report/brief.h"
#include "report/clean.h"
#include "report/sink.h"

static void
take_object(struct text *line, struct json_object *object)
{
	const char *printed = json_object_to_json_string_ext(object, SINK_JSON);

	if (object == NULL || printed == NULL)
		line->failed = true;
	else
		text_add(line, printed);
	json_object_put(object);
}

static void
write_eve(struct text *line, const struct report *context, const struct finding *finding)
{
	take_object(line, eve_line(context, finding));
}

static void
write_ocsf(struct text *line, const struct report *context, const struct finding *finding)
{
	take_object(line, ocsf_line(context, finding));
}

/* As long as it is: it can be searched, and whoever reads it has scissors. */
static void
write_text(struct text *line, const struct report *context, const struct finding *finding)
{
	char time[TEXT_TIME_SIZE];

	(void)context;
	text_printf(line, "%s %-8s ", text_time(finding->last_seen, time), severity_words[finding->severity]);
	clean_prose(line, finding->check->id);
	text_add(line, "  ");
	brief_finding(line, finding);
}

const struct line_format report_lines[] = {
    {"eve",  "Suricata EVE alerts",      write_eve },
    {"ocsf", "OCSF Compliance Findings", write_ocsf},
    {"text", "for people",               write_text},
    {NULL,   NULL,		       NULL      },
};

const struct line_format *
report_line(const char *name)
{
	for (const struct line_format *format = report_lines; format->name != NULL; format++)
		if (strcmp(format->name, name) == 0)
			return format;
	return NULL;
}
