/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_YAML_H
#define POLICY_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/complain.h"
#include "base/arena.h"

/*
 * node: a piece of a YAML document, and where it stands.
 *
 * A thin view over libyaml's events.  What a policy has no use for and what
 * could be made to hurt is refused with a complaint: aliases, tags, a second
 * document, deep nesting, and characters that do not show.
 */
enum node_kind { NODE_TEXT, NODE_LIST, NODE_TABLE };

struct node {
	enum node_kind kind;
	bool           is_quoted; /* of a TEXT: written in quotes or as a block */
	const char    *text;      /* of a TEXT: UTF-8, ended by a NUL, and none inside */
	struct node   *first;     /* of a LIST its items; of a TABLE key, value, key, value … */
	struct node   *next;
	struct spot    spot;
};

/* A file in memory; all of it belongs to somebody else. */
struct document {
	const char *file; /* name for complaints */
	const char *data;
	size_t      size;
};

#define DOCUMENT_LARGEST ((size_t)1024 * 1024)

/* The document's root in ${arena}; NULL after complaining, or without memory. */
struct node *yaml_read(const struct document *document, struct arena *arena, struct complaints *complaints);

/* "a text", "a list" or "a table": for complaints. */
const char *yaml_kind(const struct node *node);

/* Whether ${node} is a text that says nothing: empty, ~ or null without quotes. */
bool yaml_is_empty(const struct node *node);

/* Where in the file the octet ${offset} of a TEXT's value stands, also in quotes, folded or in a block. */
struct spot yaml_spot(const struct document *document, const struct node *text, size_t offset);

/* Where the octet ${offset} of the file itself stands; the file as a whole if it has no such octet. */
struct spot yaml_spot_at(const struct document *document, size_t offset);

#endif
