/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_CONTROL_H
#define WATCH_CONTROL_H

#include "watch/guard_room.h"

/*
 * control: a UNIX socket over which `mailreeve ctl` speaks to a running watch.
 *
 * A request is a line of JSON, {"command": "status"}; the answer is a line of JSON with "ok": true, or false
 * and "error".  Who may open the socket (mode 0660, owner and group) may command.
 */
struct control_server;

/* Listen at ${path}; what is left there of a watch that is gone is removed.  NULL with the reason. */
struct control_server *control_new(struct guard *guard, const char *path, char *problem, size_t room);

void control_free(struct control_server *control);

/* The commands, ended by a NULL name. */
struct control_command {
	const char *name;
	const char *says; /* for people */
	/* Adds members to ${answer}; false after adding "error". */
	bool (*run)(struct guard *guard, struct json_object **answer);
};
extern const struct control_command control_commands[];

#endif
