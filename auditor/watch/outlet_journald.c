/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events to the journal of systemd, by its native protocol: one datagram of FIELD=value lines
 * (systemd.io/JOURNAL_NATIVE_PROTOCOL).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "watch/outlet.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"

struct journal {
	int fd; /* one more than the descriptor; 0: closed */
};

static bool
journald_claims(const char *address)
{
	return strcmp(address, "journald") == 0;
}

static bool
journald_open(void *state, const char *address, const struct outlet_options *options, char *problem,
	      size_t room)
{
	struct journal    *journal = state;
	struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = JOURNAL_SOCKET};
	int                fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)address, (void)options;
	if (fd >= 0 && connect(fd, (struct sockaddr *)&name, sizeof(name)) == 0) {
		journal->fd = fd + 1;
		return true;
	}
	(void)snprintf(problem, room, "%s: %s", JOURNAL_SOCKET, strerror(errno));
	if (fd >= 0)
		close(fd);
	return false;
}

/* An event is one line of JSON, so the value needs no length before it. */
static bool
journald_write(void *state, const char *line, size_t size, int priority)
{
	struct journal *journal = state;
	char            head[96];
	struct iovec    parts[3];
	struct msghdr   message = {.msg_iov = parts, .msg_iovlen = 3};
	int             head_size =
	    snprintf(head, sizeof(head), "SYSLOG_IDENTIFIER=mailreeve\nPRIORITY=%d\nMESSAGE=", priority);
	char end = '\n';

	parts[0] = (struct iovec){.iov_base = head, .iov_len = (size_t)head_size};
	memcpy(&parts[1].iov_base, &line, sizeof(line));
	parts[1].iov_len = size;
	parts[2] = (struct iovec){.iov_base = &end, .iov_len = 1};
	return journal->fd > 0 && sendmsg(journal->fd - 1, &message, MSG_NOSIGNAL) >= 0;
}

static void
journald_close(void *state)
{
	struct journal *journal = state;

	if (journal->fd > 0)
		close(journal->fd - 1);
	journal->fd = 0;
}

const struct outlet_kind outlet_journald = {
    "journald",     "the journal of systemd", journald_claims,        journald_open,
    journald_write, journald_close,           sizeof(struct journal), NULL};
