/* SPDX-License-Identifier: Apache-2.0 */
/* Finds where in the file a part of a text stands that YAML has unfolded. */
#include "policy/yaml.h"

#include <string.h>

/* A place in the file while walking through it. */
struct walk {
	const char *at, *end;
	int         line, column;
};

static void
walk_step(struct walk *walk)
{
	char octet = *walk->at++;

	if (octet == '\n') {
		walk->line++;
		walk->column = 1;
	} else if ((octet & 0xc0) != 0x80) { /* columns count characters, not octets */
		walk->column++;
	}
}

static bool
is_space(char octet)
{
	return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
}

static void
walk_spaces(struct walk *walk)
{
	while (walk->at < walk->end && is_space(*walk->at))
		walk_step(walk);
}

/* Past what stands before the value: a quote, or the header of a block. */
static void
walk_into(struct walk *walk)
{
	if (walk->at == walk->end)
		return;
	if (*walk->at == '"' || *walk->at == '\'') {
		walk_step(walk);
		return;
	}
	if (*walk->at != '|' && *walk->at != '>')
		return;
	while (walk->at < walk->end && *walk->at != '\n')
		walk_step(walk);
	walk_spaces(walk);
}

static struct walk
walk_begin(const struct document *document)
{
	struct walk walk = {document->data, document->data + document->size, 1, 1};

	if (walk.end - walk.at >= 3 && memcmp(walk.at, "\xef\xbb\xbf", 3) == 0)
		walk.at += 3;
	return walk;
}

struct spot
yaml_spot_at(const struct document *document, size_t offset)
{
	struct walk walk = walk_begin(document);
	struct spot spot = {document->file, 0, 0};

	if (offset >= document->size)
		return spot;
	while (walk.at < document->data + offset)
		walk_step(&walk);
	spot.line = walk.line;
	spot.column = walk.column;
	return spot;
}

/* Folding changes white space only, so that value and file are the same but for the length of gaps. */
struct spot
yaml_spot(const struct document *document, const struct node *text, size_t offset)
{
	struct walk walk = walk_begin(document);
	struct spot spot = text->spot;

	while (walk.at < walk.end &&
	       (walk.line < spot.line || (walk.line == spot.line && walk.column < spot.column)))
		walk_step(&walk);
	walk_into(&walk);
	for (size_t i = 0; i < offset && walk.at < walk.end; i++) {
		if (is_space(text->text[i]))
			walk_spaces(&walk);
		else if (*walk.at == text->text[i])
			walk_step(&walk);
		else
			break; /* an escape: near enough */
	}
	spot.line = walk.line;
	spot.column = walk.column;
	return spot;
}
