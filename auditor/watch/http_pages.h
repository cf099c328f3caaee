/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_HTTP_PAGES_H
#define WATCH_HTTP_PAGES_H

#include <stdio.h>

#include "watch/guard_room.h"

/* A page: where it is, what it is, and what writes it; false when that cannot be done now. */
struct http_page {
	const char *path, *type;
	bool (*write)(struct guard *guard, FILE *out);
};

/* The page at ${path}; NULL if there is none. */
const struct http_page *http_page_of(const char *path);

#endif
