/* SPDX-License-Identifier: Apache-2.0 */
/* Events to a UNIX stream socket that somebody listens on. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "watch/outlet.h"

#define PREFIX "unix:"

struct socket_state {
	int fd; /* one more than the descriptor; 0: closed */
};

static bool
unix_claims(const char *address)
{
	return strncmp(address, PREFIX, strlen(PREFIX)) == 0;
}

static bool
unix_open(void *state, const char *address, const struct outlet_options *options, char *problem, size_t room)
{
	struct socket_state *socket_state = state;
	struct sockaddr_un   name = {.sun_family = AF_UNIX};
	int                  fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)options;
	(void)snprintf(name.sun_path, sizeof(name.sun_path), "%s", address + strlen(PREFIX));
	if (fd >= 0 && connect(fd, (struct sockaddr *)&name, sizeof(name)) == 0) {
		socket_state->fd = fd + 1;
		return true;
	}
	(void)snprintf(problem, room, "%s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return false;
}

static bool
send_all(int fd, const char *octets, size_t size)
{
	while (size > 0) {
		ssize_t sent = send(fd, octets, size, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		octets += sent;
		size -= (size_t)sent;
	}
	return true;
}

static bool
unix_write(void *state, const char *line, size_t size, int priority)
{
	struct socket_state *socket_state = state;

	(void)priority;
	return socket_state->fd > 0 && send_all(socket_state->fd - 1, line, size) &&
	       send_all(socket_state->fd - 1, "\n", 1);
}

static void
unix_close(void *state)
{
	struct socket_state *socket_state = state;

	if (socket_state->fd > 0)
		close(socket_state->fd - 1);
	socket_state->fd = 0;
}

const struct outlet_kind outlet_unix = {PREFIX "PATH",
					"a UNIX stream socket that somebody listens on",
					unix_claims,
					unix_open,
					unix_write,
					unix_close,
					sizeof(struct socket_state),
					NULL};
