/* SPDX-License-Identifier: Apache-2.0 */
/* Serves what a watch knows over HTTP, by libevent. */
#include "watch/http.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <event2/util.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "watch/http_pages.h"

#define HEADERS_MOST 8192
#define PATIENCE 10 /* seconds, with a client */
#define BACKLOG 16
#define CLIENTS_MOST 64 /* at once, about; others wait */
#define UNIX_PREFIX "unix:"

struct http_server {
	struct guard          *guard;
	struct evhttp         *server;
	struct evconnlistener *listener; /* the server's */
	struct event          *breath;   /* when it listens again */
	int                    first_fd; /* the lowest that a client can have */
	char                  *address;
	bool                   is_unix, is_public;
	uint64_t               requests;
};

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

/* RFC 9110 9.3.2: what is asked for by HEAD has the length and no body, for which libevent does not care. */
static bool
wants_body(struct evhttp_request *request)
{
	return evhttp_request_get_command(request) != EVHTTP_REQ_HEAD;
}

static void
refuse(struct evhttp_request *request, int status, const char *reason)
{
	if (wants_body(request))
		evhttp_send_error(request, status, reason);
	else
		evhttp_send_reply(request, status, reason, NULL);
}

/* ${octets} are given back once they are sent. */
static void
send_octets(struct evhttp_request *request, const struct http_page *page, char *octets, size_t size)
{
	struct evbuffer *body = evbuffer_new();
	char             length[32];

	(void)snprintf(length, sizeof(length), "%zu", size);
	if (body == NULL || evbuffer_add_reference(body, octets, size, free_octets, octets) != 0) {
		free(octets);
		refuse(request, HTTP_SERVUNAVAIL, "Service Unavailable");
	} else {
		add_headers(request, page->type);
		evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Length", length);
		evhttp_send_reply(request, HTTP_OK, "OK", wants_body(request) ? body : NULL);
	}
	if (body != NULL)
		evbuffer_free(body);
}

static void
send_page(struct http_server *http, struct evhttp_request *request, const struct http_page *page)
{
	char  *octets = NULL;
	size_t size = 0;
	FILE  *out = open_memstream(&octets, &size);
	bool   is_done = out != NULL && page->write(http->guard, out);

	if (out != NULL && fclose(out) != 0)
		is_done = false;
	if (is_done) {
		send_octets(request, page, octets, size);
	} else {
		free(octets);
		refuse(request, HTTP_SERVUNAVAIL, "Service Unavailable");
	}
}

static void
answer(struct evhttp_request *request, void *context)
{
	struct http_server      *http = context;
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
	const char              *path = uri != NULL ? evhttp_uri_get_path(uri) : NULL;
	const struct http_page  *page = path != NULL ? http_page_of(path) : NULL;

	http->requests++;
	if (!is_named_here(http, request))
		refuse(request, 403, "Forbidden");
	else if (page == NULL)
		refuse(request, HTTP_NOTFOUND, "Not Found");
	else
		send_page(http, request, page);
}

/* The lowest descriptor that is free; INT_MAX: none. */
static int
free_fd(const struct http_server *http)
{
	int fd = dup(evconnlistener_get_fd(http->listener));

	if (fd < 0)
		return INT_MAX;
	close(fd);
	return fd;
}

static void
on_breath(evutil_socket_t fd, short what, void *of)
{
	struct http_server *http = of;

	(void)fd, (void)what;
	evconnlistener_enable(http->listener);
}

/* For a client that was let in just now.  libevent does not say how many there are: descriptors tell. */
static struct bufferevent *
on_client(struct event_base *base, void *of)
{
	const struct timeval second = {1, 0};
	struct http_server  *http = of;

	if (free_fd(http) - http->first_fd >= CLIENTS_MOST) {
		evconnlistener_disable(http->listener);
		(void)event_add(http->breath, &second);
	}
	return bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
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
	if (evhttp_bind_listener(http->server, listener) != NULL) {
		http->listener = listener;
		http->first_fd = free_fd(http);
		return true;
	}
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
	http->breath = evtimer_new(guard->base, on_breath, http);
	if (http->address == NULL || http->server == NULL || http->breath == NULL ||
	    !listen_at(http, problem, room)) {
		http_free(http);
		return NULL;
	}
	evhttp_set_allowed_methods(http->server, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_max_headers_size(http->server, HEADERS_MOST);
	evhttp_set_max_body_size(http->server, 0);
	evhttp_set_timeout(http->server, PATIENCE);
	evhttp_set_bevcb(http->server, on_client, http);
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
	if (http->breath != NULL)
		event_free(http->breath);
	if (http->server != NULL)
		evhttp_free(http->server);
	if (http->is_unix && http->address != NULL)
		(void)unlink(http->address + strlen(UNIX_PREFIX));
	free(http->address);
	free(http);
}
