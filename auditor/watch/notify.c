/* SPDX-License-Identifier: Apache-2.0 */
/* Tells systemd how the service is. */
#include "watch/notify.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* Type=notify-reload wants to know when a reload began, by the monotonic clock. */
static int
compose(char *message, size_t room, const char *state)
{
	struct timespec now;

	if (strcmp(state, "RELOADING=1") != 0)
		return snprintf(message, room, "%s", state);
	clock_gettime(CLOCK_MONOTONIC, &now);
	return snprintf(message, room, "RELOADING=1\nMONOTONIC_USEC=%llu",
			(unsigned long long)now.tv_sec * 1000000 + (unsigned long long)now.tv_nsec / 1000);
}

void
notify_state(const char *state)
{
	const char        *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	char               message[128];
	int                size = compose(message, sizeof(message), state), fd;

	if (path == NULL || (*path != '/' && *path != '@') || strlen(path) >= sizeof(name.sun_path))
		return;
	memcpy(name.sun_path, path, strlen(path));
	if (*path == '@')
		name.sun_path[0] = '\0'; /* a name in the abstract space: unix(7) */
	if ((fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) < 0)
		return;
	(void)sendto(fd, message, (size_t)size, MSG_NOSIGNAL, (struct sockaddr *)&name,
		     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path)));
	close(fd);
}

void
notify_alive(void)
{
	if (getenv("WATCHDOG_USEC") != NULL)
		notify_state("WATCHDOG=1");
}
