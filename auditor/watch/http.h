/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_HTTP_H
#define WATCH_HTTP_H

#include "watch/guard_room.h"

/*
 * http: what a watch knows, for programs and browsers of this machine: /metrics for Prometheus, /report.json,
 * the report as a page, /healthz and /readyz.
 *
 * Reads nothing but GET and HEAD, serves nothing across origins, and answers only who names it as an address
 * of this machine, so that no page of another site can read it (DNS rebinding).
 */
struct http_server;

/*
 * Listen at ${address}: "127.0.0.1:9025", "[::1]:9025" or "unix:PATH"; an address beyond loopback only if
 * ${is_public}.  NULL with the reason in ${problem}.
 */
struct http_server *http_new(struct guard *guard, const char *address, bool is_public, char *problem,
			     size_t room);

uint64_t http_requests(const struct http_server *http);

void http_free(struct http_server *http);

#endif
