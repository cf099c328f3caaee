/* SPDX-License-Identifier: Apache-2.0 */
/* Serves what a watch knows over HTTP, by libevent. */
#include "watch/http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <event2/util.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "watch/metrics.h"

#define HEADERS_MOST 8192
#define PATIENCE 10 /* seconds, with a client */
#define BACKLOG 16
#define UNIX_PREFIX "unix:"

struct http_server {
	struct guard  *guard;
	struct evhttp *server;
	char          *address;
	bool           is_unix, is_public;
	uint64_t       requests;
};

/* A page: what it is, and what writes it. */
struct page_row {
	const char *path, *type;
	bool (*write)(struct http_server *http, FILE *out);
};

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
write_report(struct http_server *http, const char *format, struct guard *live, FILE *out)
{
	struct writing writing = {.format = report_format(format), .live = live, .out = out};

	return writing.format != NULL && guard_report(http->guard, write_format, &writing) && writing.is_done;
}

static bool
write_json(struct http_server *http, FILE *out)
{
	return write_report(http, "json", NULL, out);
}

static bool
write_page(struct http_server *http, FILE *out)
{
	return write_report(http, "html", http->guard, out);
}

static bool
write_metrics(struct http_server *http, FILE *out)
{
	return write_report(http, "prometheus", NULL, out) && metrics_write(http->guard, http->requests, out);
}

static bool
write_series(struct http_server *http, FILE *out)
{
	struct json_object *object = guard_series(http->guard);
	bool                is_done = object != NULL &&
		       fputs(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
									JSON_C_TO_STRING_NOSLASHESCAPE),
			     out) >= 0 &&
		       fputc('\n', out) != EOF;

	json_object_put(object);
	return is_done;
}

static bool
write_healthy(struct http_server *http, FILE *out)
{
	(void)http;
	return fputs("ok\n", out) >= 0;
}

/* Ready: every interface is there. */
static bool
write_ready(struct http_server *http, FILE *out)
{
	struct station_state state;

	for (size_t i = 0; i < http->guard->station_count; i++) {
		station_state(http->guard->stations[i], &state);
		if (!state.is_up)
			return false;
	}
	return fputs("ready\n", out) >= 0;
}

static const struct page_row pages[] = {
    {"/",	    "text/html; charset=utf-8",                 write_page   },
    {"/metrics",     "text/plain; version=0.0.4; charset=utf-8", write_metrics},
    {"/report.json", "application/json",                         write_json   },
    {"/series.json", "application/json",                         write_series },
    {"/healthz",     "text/plain",			       write_healthy},
    {"/readyz",      "text/plain",			       write_ready  },
};

static const struct page_row *
page_of(const char *path)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (strcmp(pages[i].path, path) == 0)
			return &pages[i];
	return NULL;
}

/* A page of another site has its own name in Host, whatever address its name leads to. */
static bool
is_named_here(const struct http_server *http, struct evhttp_request *request)
{
	static const char *const here[] = {"localhost", "127.0.0.1", "[::1]"};
	const char              *host = evhttp_find_header(evhttp_request_get_input_headers(request), "Host");

	if (http->is_unix || http->is_public || host == NULL)
		return http->is_unix || http->is_public;
	for (size_t i = 0; i < sizeof(here) / sizeof(here[0]); i++) {
		size_t size = strlen(here[i]);

		if (strncasecmp(host, here[i], size) == 0 && (host[size] == '\0' || host[size] == ':'))
			return true;
	}
	return strcmp(host, http->address) == 0;
}

static void
add_headers(struct evhttp_request *request, const char *type)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);

	evhttp_add_header(headers, "Content-Type", type);
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, "X-Content-Type-Options", "nosniff");
	evhttp_add_header(headers, "Cross-Origin-Resource-Policy", "same-origin");
	evhttp_add_header(headers, "X-Frame-Options", "DENY");
}

static void
free_octets(const void *octets, size_t size, void *context)
{
	(void)octets, (void)size;
	free(context);
}

static void
send_page(struct http_server *http, struct evhttp_request *request, const struct page_row *page)
{
	struct evbuffer *body = evbuffer_new();
	char            *octets = NULL;
	size_t           size = 0;
	FILE            *out = open_memstream(&octets, &size);
	bool             is_done = out != NULL && page->write(http, out);

	if (out != NULL && fclose(out) != 0)
		is_done = false;
	if (body == NULL || !is_done) {
		free(octets);
		evhttp_send_error(request, HTTP_SERVUNAVAIL, "Service Unavailable");
	} else {
		add_headers(request, page->type);
		evbuffer_add_reference(body, octets, size, free_octets, octets);
		evhttp_send_reply(request, HTTP_OK, "OK", body);
	}
	if (body != NULL)
		evbuffer_free(body);
}

static void
answer(struct evhttp_request *request, void *context)
{
	struct http_server      *http = context;
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
	const char              *path = uri != NULL ? evhttp_uri_get_path(uri) : NULL;
	const struct page_row   *page = path != NULL ? page_of(path) : NULL;

	http->requests++;
	if (!is_named_here(http, request))
		evhttp_send_error(request, 403, "Forbidden");
	else if (page == NULL)
		evhttp_send_error(request, HTTP_NOTFOUND, "Not Found");
	else
		send_page(http, request, page);
}

static bool
is_loopback(const struct sockaddr_storage *name)
{
	const struct sockaddr_in  *four = (const struct sockaddr_in *)(const void *)name;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)name;

	if (name->ss_family == AF_INET)
		return ntohl(four->sin_addr.s_addr) >> 24 == 127;
	return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

static bool
say(char *problem, size_t room, const char *address, const char *what)
{
	(void)snprintf(problem, room, "--http %s: %s", address, what);
	return false;
}

static bool
name_unix(const char *path, struct sockaddr_storage *name, int *size)
{
	struct sockaddr_un *local = (struct sockaddr_un *)(void *)name;

	if (strlen(path) >= sizeof(local->sun_path))
		return false;
	memset(name, 0, sizeof(*name));
	local->sun_family = AF_UNIX;
	memcpy(local->sun_path, path, strlen(path) + 1);
	*size = sizeof(*local);
	(void)unlink(path);
	return true;
}

static bool
name_of(const struct http_server *http, struct sockaddr_storage *name, int *size, char *problem, size_t room)
{
	*size = sizeof(*name);
	if (http->is_unix)
		return name_unix(http->address + strlen(UNIX_PREFIX), name, size) ||
		       say(problem, room, http->address, "the path is too long");
	if (evutil_parse_sockaddr_port(http->address, (struct sockaddr *)name, size) != 0)
		return say(problem, room, http->address,
			   "no address with a port, as 127.0.0.1:9025 or [::1]:9025");
	if (!is_loopback(name) && !http->is_public)
		return say(
		    problem, room, http->address,
		    "can be reached from other machines: use a loopback address, or say --http-public");
	return true;
}

static bool
listen_at(struct http_server *http, char *problem, size_t room)
{
	struct sockaddr_storage name;
	int                     size;
	struct evconnlistener  *listener;

	if (!name_of(http, &name, &size, problem, room))
		return false;
	listener = evconnlistener_new_bind(http->guard->base, NULL, NULL,
					   LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE,
					   BACKLOG, (struct sockaddr *)&name, size);
	if (listener == NULL)
		return say(problem, room, http->address, strerror(errno));
	if (evhttp_bind_listener(http->server, listener) != NULL)
		return true;
	evconnlistener_free(listener);
	return say(problem, room, http->address, "out of memory");
}

struct http_server *
http_new(struct guard *guard, const char *address, bool is_public, char *problem, size_t room)
{
	struct http_server *http = calloc(1, sizeof(*http));

	(void)snprintf(problem, room, "out of memory");
	if (http == NULL)
		return NULL;
	http->guard = guard;
	http->is_public = is_public;
	http->is_unix = strncmp(address, UNIX_PREFIX, strlen(UNIX_PREFIX)) == 0;
	http->address = strdup(address);
	http->server = evhttp_new(guard->base);
	if (http->address == NULL || http->server == NULL || !listen_at(http, problem, room)) {
		http_free(http);
		return NULL;
	}
	evhttp_set_allowed_methods(http->server, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_max_headers_size(http->server, HEADERS_MOST);
	evhttp_set_max_body_size(http->server, 0);
	evhttp_set_timeout(http->server, PATIENCE);
	evhttp_set_gencb(http->server, answer, http);
	return http;
}

uint64_t
http_requests(const struct http_server *http)
{
	return http != NULL ? http->requests : 0;
}

void
http_free(struct http_server *http)
{
	if (http == NULL)
		return;
	if (http->server != NULL)
		evhttp_free(http->server);
	if (http->is_unix && http->address != NULL)
		(void)unlink(http->address + strlen(UNIX_PREFIX));
	free(http->address);
	free(http);
}
