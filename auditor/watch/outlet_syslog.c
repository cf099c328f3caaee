/* SPDX-License-Identifier: Apache-2.0 */
/* Events to syslog(3), each with the priority of its severity. */
#include <string.h>
#include <syslog.h>

#include "watch/outlet.h"

static bool
syslog_claims(const char *address)
{
	return strcmp(address, "syslog") == 0;
}

static bool
syslog_open(void *state, const char *address, const struct outlet_options *options, char *problem,
	    size_t room)
{
	(void)state, (void)address, (void)options, (void)problem, (void)room;
	openlog("mailreeve", LOG_PID | LOG_NDELAY, LOG_DAEMON);
	return true;
}

static bool
syslog_write(void *state, const char *line, size_t size, int priority)
{
	(void)state;
	syslog(priority, "%.*s", (int)size, line);
	return true;
}

static void
syslog_close(void *state)
{
	(void)state;
	closelog();
}

const struct outlet_kind outlet_syslog = {
    "syslog", "syslog(3), facility daemon", syslog_claims, syslog_open, syslog_write, syslog_close, 1, NULL};
