/* SPDX-License-Identifier: Apache-2.0 */
/* Answers the commands of mailreeve ctl. */
#include "watch/control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/complain.h"
#include "report/members.h"

#define REQUEST_MOST 4096
#define CLIENTS_MOST 16
#define PATIENCE 10 /* seconds, with a client that says nothing or takes nothing */

struct control_server {
	struct guard          *guard;
	struct evconnlistener *listener;
	char                  *path;
	unsigned               clients;
};

static bool
run_status(struct guard *guard, struct json_object **answer)
{
	member_object(answer, "status", guard_status(guard));
	return true;
}

static bool
run_interfaces(struct guard *guard, struct json_object **answer)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < guard->station_count; i++) {
		struct json_object  *item = json_object_new_object();
		struct station_state state;

		station_state(guard->stations[i], &state);
		member_name(&item, "interface", state.interface);
		member_truth(&item, "up", state.is_up);
		if (!state.is_up)
			member_name(&item, "problem", state.problem);
		member_object(&list, NULL, item);
	}
	member_object(answer, "interfaces", list);
	return true;
}

static void
take_counts(void *context, const struct report *report)
{
	struct json_object **answer = context;

	for (size_t i = 0; i < report->coverage_count; i++)
		member_count(answer, report->coverage[i].name, report->coverage[i].number);
}

static bool
run_counters(struct guard *guard, struct json_object **answer)
{
	struct json_object *counts = json_object_new_object();
	bool                is_done = guard_report(guard, take_counts, &counts);

	member_object(answer, "counters", counts);
	return is_done;
}

static void
take_complaints(struct json_object **answer, const struct complaints *complaints)
{
	struct json_object *list = json_object_new_array();
	const char         *text;

	for (size_t i = 0; (text = complaints_text(complaints, i)) != NULL; i++)
		member_name(&list, NULL, text);
	member_object(answer, "complaints", list);
}

static bool
run_reload(struct guard *guard, struct json_object **answer)
{
	struct complaints *complaints = complaints_new();
	bool               is_loaded = complaints != NULL && guard_reload(guard, complaints);

	if (complaints != NULL)
		take_complaints(answer, complaints);
	complaints_free(complaints);
	if (!is_loaded)
		member_text(answer, "error", "the new policy has errors: the old one stays");
	return is_loaded;
}

static void
take_report(void *context, const struct report *report)
{
	struct json_object **answer = context;
	char                *octets = NULL;
	size_t               size = 0;
	FILE                *out = open_memstream(&octets, &size);
	bool                 is_written;

	if (out == NULL)
		return;
	is_written = report_format("json")->write(report, NULL, out) == 0;
	if (fclose(out) == 0 && is_written)
		member_object(answer, "report", json_tokener_parse(octets));
	free(octets);
}

static bool
run_report(struct guard *guard, struct json_object **answer)
{
	return guard_report(guard, take_report, answer);
}

static bool
run_verbose(struct guard *guard, struct json_object **answer)
{
	(void)answer;
	guard->options.is_quiet = false;
	return true;
}

static bool
run_quiet(struct guard *guard, struct json_object **answer)
{
	(void)answer;
	guard->options.is_quiet = true;
	return true;
}

const struct control_command control_commands[] = {
    {"status",     "what it watches, by which policy, since when, with what drops", run_status    },
    {"counters",   "coverage so far, as in a report",                               run_counters  },
    {"interfaces", "which interfaces are there",                                    run_interfaces},
    {"reload",     "load the policy anew; with errors in it the old one stays",     run_reload    },
    {"report",     "the report so far, as JSON",                                    run_report    },
    {"verbose",    "say what happens on standard error",                            run_verbose   },
    {"quiet",      "say nothing there but errors",                                  run_quiet     },
    {NULL,         NULL,							    NULL          },
};

static const struct control_command *
command_of(const char *line, size_t size)
{
	struct json_tokener *tokener = json_tokener_new_ex(4);
	struct json_object  *request, *name;
	const char          *word = "";
	size_t               i = 0;

	request = tokener != NULL ? json_tokener_parse_ex(tokener, line, (int)size) : NULL;
	if (request != NULL && json_object_is_type(request, json_type_object) &&
	    json_object_object_get_ex(request, "command", &name) &&
	    json_object_is_type(name, json_type_string))
		word = json_object_get_string(name);
	while (control_commands[i].name != NULL && strcmp(control_commands[i].name, word) != 0)
		i++;
	json_object_put(request);
	if (tokener != NULL)
		json_tokener_free(tokener);
	return control_commands[i].name != NULL ? &control_commands[i] : NULL;
}

static struct json_object *
answer(struct guard *guard, const char *line, size_t size)
{
	const struct control_command *command = command_of(line, size);
	struct json_object           *object = json_object_new_object();
	bool                          is_done = false;

	if (command == NULL)
		member_text(&object, "error", "no such command; mailreeve ctl --help lists them");
	else
		is_done = command->run(guard, &object);
	member_truth(&object, "ok", is_done);
	return object;
}

static void
end_client(struct control_server *control, struct bufferevent *client)
{
	bufferevent_free(client);
	control->clients--;
}

static void
on_lines(struct bufferevent *client, void *context)
{
	struct control_server *control = context;
	struct evbuffer       *input = bufferevent_get_input(client);
	size_t                 size;
	char                  *line;

	while ((line = evbuffer_readln(input, &size, EVBUFFER_EOL_LF)) != NULL) {
		struct json_object *object = answer(control->guard, line, size);
		const char         *text = json_object_to_json_string_length(
			    object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &size);

		if (text != NULL) {
			bufferevent_write(client, text, size);
			bufferevent_write(client, "\n", 1);
		}
		json_object_put(object);
		free(line);
	}
	if (evbuffer_get_length(input) > REQUEST_MOST)
		end_client(control, client);
}

static void
on_end(struct bufferevent *client, short what, void *context)
{
	(void)what;
	end_client(context, client);
}

static void
on_client(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *name, int size, void *context)
{
	static const struct timeval patience = {.tv_sec = PATIENCE};
	struct control_server      *control = context;
	struct bufferevent         *client;

	(void)listener, (void)name, (void)size;
	client = control->clients < CLIENTS_MOST
		     ? bufferevent_socket_new(control->guard->base, fd, BEV_OPT_CLOSE_ON_FREE)
		     : NULL;
	if (client == NULL) {
		evutil_closesocket(fd);
		return;
	}
	control->clients++;
	bufferevent_setcb(client, on_lines, NULL, on_end, control);
	bufferevent_set_timeouts(client, &patience, &patience);
	bufferevent_enable(client, EV_READ | EV_WRITE);
}

/* What nobody listens on is left of a watch that is gone. */
static bool
clear_path(const struct sockaddr_un *name)
{
	int  fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool is_taken = fd >= 0 && connect(fd, (const struct sockaddr *)name, sizeof(*name)) == 0;

	if (fd >= 0)
		close(fd);
	if (is_taken) {
		errno = EADDRINUSE;
		return false;
	}
	return unlink(name->sun_path) == 0 || errno == ENOENT;
}

static bool
listen_at(struct control_server *control)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	mode_t             mask;

	if (strlen(control->path) >= sizeof(name.sun_path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(name.sun_path, control->path, strlen(control->path) + 1);
	if (!clear_path(&name))
		return false;
	mask = umask(0117);
	control->listener = evconnlistener_new_bind(control->guard->base, on_client, control,
						    LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC,
						    CLIENTS_MOST, (struct sockaddr *)&name, sizeof(name));
	umask(mask);
	return control->listener != NULL;
}

struct control_server *
control_new(struct guard *guard, const char *path, char *problem, size_t room)
{
	struct control_server *control = calloc(1, sizeof(*control));

	if (control != NULL && (control->path = strdup(path)) != NULL) {
		control->guard = guard;
		if (listen_at(control))
			return control;
	}
	(void)snprintf(problem, room, "--control %s: %s", path, strerror(errno));
	control_free(control);
	return NULL;
}

void
control_free(struct control_server *control)
{
	if (control == NULL)
		return;
	if (control->listener != NULL) {
		evconnlistener_free(control->listener);
		(void)unlink(control->path);
	}
	free(control->path);
	free(control);
}
