/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_NEWS_H
#define WATCH_NEWS_H

#include <json-c/json.h>

#include "report/report.h"
#include "watch/notices.h"

/*
 * news: what a watch says, as objects with the member "event" first; the members of findings and sessions
 * are those of the report.  NULL without memory.
 */
struct json_object *news_begin(const char *event, int64_t now);

struct json_object *news_of_finding(const struct report *context, const struct finding *finding,
				    enum notice notice, int64_t now);

struct json_object *news_of_session(const struct report *context, const struct session *session, int64_t now);

/* The priority of syslog(3) for a severity. */
int news_priority(enum severity severity);

#endif
