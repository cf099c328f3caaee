/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that a watch serves, and what writes them. */
#include "watch/http_pages.h"

#include <string.h>

#include "watch/http.h"
#include "watch/metrics.h"

struct writing {
	const struct format *format;
	struct guard        *live; /* a report with what is now; or NULL */
	FILE                *out;
	bool                 is_done;
};

static void
write_format(void *context, const struct report *report)
{
	static const struct report_style style = {.width = 100, .has_utf8 = true};
	struct writing                  *writing = context;
	struct live_place                places[MOST_STATIONS];
	struct report_live               live;
	struct report                    with_live = *report;

	if (writing->live != NULL) {
		guard_live(writing->live, &live, places);
		with_live.live = &live;
	}
	writing->is_done = writing->format->write(&with_live, &style, writing->out) == 0;
}

static bool
write_report(struct guard *guard, const char *format, struct guard *live, FILE *out)
{
	struct writing writing = {.format = report_format(format), .live = live, .out = out};

	return writing.format != NULL && guard_report(guard, write_format, &writing) && writing.is_done;
}

static bool
write_json(struct guard *guard, FILE *out)
{
	return write_report(guard, "json", NULL, out);
}

static bool
write_page(struct guard *guard, FILE *out)
{
	return write_report(guard, "html", guard, out);
}

static bool
write_metrics(struct guard *guard, FILE *out)
{
	return write_report(guard, "prometheus", NULL, out) &&
	       metrics_write(guard, http_requests(guard->http), out);
}

static bool
write_series(struct guard *guard, FILE *out)
{
	struct json_object *object = guard_series(guard);
	bool                is_done = object != NULL &&
		       fputs(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
									JSON_C_TO_STRING_NOSLASHESCAPE),
			     out) >= 0 &&
		       fputc('\n', out) != EOF;

	json_object_put(object);
	return is_done;
}

static bool
write_healthy(struct guard *guard, FILE *out)
{
	(void)guard;
	return fputs("ok\n", out) >= 0;
}

/* Ready: every interface is there. */
static bool
write_ready(struct guard *guard, FILE *out)
{
	struct station_state state;

	for (size_t i = 0; i < guard->station_count; i++) {
		station_state(guard->stations[i], &state);
		if (!state.is_up)
			return false;
	}
	return fputs("ready\n", out) >= 0;
}

static const struct http_page pages[] = {
    {"/",	    "text/html; charset=utf-8",                 write_page   },
    {"/metrics",     "text/plain; version=0.0.4; charset=utf-8", write_metrics},
    {"/report.json", "application/json",                         write_json   },
    {"/series.json", "application/json",                         write_series },
    {"/healthz",     "text/plain",			       write_healthy},
    {"/readyz",      "text/plain",			       write_ready  },
};

const struct http_page *
http_page_of(const char *path)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (strcmp(pages[i].path, path) == 0)
			return &pages[i];
	return NULL;
}
