/* SPDX-License-Identifier: Apache-2.0 */
/* What a watch tells while it runs: findings and sessions, as events. */
#include <string.h>
#include <syslog.h>

#include "watch/guard_state.h"
#include "watch/mailbox.h"
#include "watch/news.h"

/* So long a closed connection is waited for: packets may still come. */
#define LATELY INT64_C(15000000000)

/* So often all findings are gone through, if not oftener than they may be told again. */
#define ALL_EVERY INT64_C(60000000000)

/* Events that are not about a finding are told as JSON alone. */
static void
put_event(struct guard *guard, const char *line, size_t size, int priority)
{
	for (size_t i = 0; i < guard->outlet_count; i++)
		if (guard->options.lines[i] == NULL)
			outlet_put(guard->outlets[i], line, size, priority);
}

void
guard_put(struct guard *guard, struct json_object *object, int priority)
{
	size_t      size;
	const char *line;

	if (object == NULL)
		return;
	line = json_object_to_json_string_length(
	    object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &size);
	if (line != NULL)
		put_event(guard, line, size, priority);
	json_object_put(object);
}

/* To each outlet whose format is ${format}, printed once. */
static void
put_lines(struct guard *guard, const struct line_format *format, const struct report *context,
	  const struct finding *finding)
{
	struct text line = {0};

	for (size_t i = 0; i < guard->outlet_count; i++) {
		if (guard->options.lines[i] != format)
			continue;
		if (line.size == 0)
			format->write(&line, context, finding);
		if (!line.failed)
			outlet_put(guard->outlets[i], line.data, line.size, news_priority(finding->severity));
	}
	text_free(&line);
}

/* What events need of a report: the names of the captures. */
struct context {
	struct guard       *guard;
	struct report       report;
	struct report_input inputs[PAST_INPUTS];
	int64_t             now;
};

static void
set_context(struct context *context, struct guard *guard)
{
	memset(context, 0, sizeof(*context));
	context->guard = guard;
	context->now = guard_now();
	context->report.version = MAILREEVE_VERSION;
	context->report.policy.name = policy_name(guard->policy);
	context->report.inputs = context->inputs;
	context->report.input_count = guard_state_inputs(guard, context->inputs);
}

static void
hear_finding(void *of, const struct finding *finding)
{
	struct context *context = of;
	struct guard   *guard = context->guard;
	enum notice     notice;

	if (finding->is_waived)
		return;
	notice = notices_hear(guard->notices, finding, context->now, guard->options.repeat);
	if (notice == NOTICE_NONE)
		return;
	guard_put(guard, news_of_finding(&context->report, finding, notice, context->now),
		  news_priority(finding->severity));
	for (const struct line_format *format = report_lines; format->name != NULL; format++)
		put_lines(guard, format, &context->report, finding);
}

static void
put_line(void *of, const char *line, size_t size)
{
	put_event(of, line, size, LOG_INFO);
}

void
guard_look(struct guard *guard)
{
	struct context context;

	set_context(&context, guard);
	for (size_t i = 0; i < guard->station_count; i++)
		station_look(guard->stations[i], context.now, hear_finding, &context);
	mailbox_empty(guard->mailbox, put_line, guard);
}

/* What several sessions show together; those that closed lately are not over yet. */
static void
tell_together(struct guard *guard)
{
	struct context  context;
	struct results *live;

	set_context(&context, guard);
	if ((live = guard_gather(guard, context.now - LATELY, results_gather)) == NULL)
		return;
	book_tell(guard->book, live, hear_finding, &context);
	results_free(live);
}

void
guard_tell_book(struct guard *guard)
{
	struct context context;

	set_context(&context, guard);
	book_tell_all(guard->book, hear_finding, &context);
}

/* What had grown too soon to be told again, and has been left alone since, is told by this. */
static void
tell_all(struct guard *guard)
{
	int64_t every = guard->options.repeat < ALL_EVERY ? guard->options.repeat : ALL_EVERY;
	int64_t now = guard_now();

	if (every == 0 || now - guard->told_all < every)
		return;
	guard->told_all = now;
	guard_tell_book(guard);
}

void
guard_tell(struct guard *guard)
{
	bool has_news = false;

	for (size_t i = 0; i < guard->station_count; i++)
		has_news |= station_has_news(guard->stations[i]);
	if (has_news)
		tell_together(guard);
	tell_all(guard);
}

/* From a station's thread. */
void
guard_keep_session(void *of, const struct session *session)
{
	struct guard       *guard = of;
	struct context      context;
	struct json_object *object;
	const char         *line;
	size_t              size;

	set_context(&context, guard);
	if ((object = news_of_session(&context.report, session, context.now)) == NULL)
		return;
	line = json_object_to_json_string_length(
	    object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &size);
	if (line != NULL)
		mailbox_put(guard->mailbox, line, size);
	json_object_put(object);
}
