/* SPDX-License-Identifier: Apache-2.0 */
/* Events of a watch as JSON. */
#include "watch/news.h"

#include <syslog.h>

#include "report/item.h"
#include "report/members.h"

struct json_object *
news_begin(const char *event, int64_t now)
{
	struct json_object *object = json_object_new_object();

	member_text(&object, "event", event);
	member_time(&object, "time", now);
	return object;
}

struct json_object *
news_of_finding(const struct report *context, const struct finding *finding, enum notice notice, int64_t now)
{
	struct json_object *object = news_begin("finding", now);

	member_text(&object, "news", notice == NOTICE_NEW ? "new" : "more");
	item_finding(&object, context, finding);
	return object;
}

struct json_object *
news_of_session(const struct report *context, const struct session *session, int64_t now)
{
	struct json_object *object = news_begin("session", now);

	item_session(&object, context, session);
	return object;
}

int
news_priority(enum severity severity)
{
	static const int priorities[SEVERITY_COUNT] = {
	    [SEVERITY_CRITICAL] = LOG_CRIT, [SEVERITY_HIGH] = LOG_ERR,  [SEVERITY_MEDIUM] = LOG_WARNING,
	    [SEVERITY_LOW] = LOG_NOTICE,    [SEVERITY_INFO] = LOG_INFO,
	};

	return severity < SEVERITY_COUNT ? priorities[severity] : LOG_INFO;
}
