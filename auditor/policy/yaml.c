/* SPDX-License-Identifier: Apache-2.0 */
/* Builds nodes from the events of libyaml. */
#include "policy/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/text.h"

#define DEEPEST 12 /* policies need five */

/* Names are looked for one after the other. */
#define MOST_KEYS 2000

struct builder {
	yaml_parser_t          parser;
	const struct document *document;
	struct arena          *arena;
	struct complaints     *complaints;
	struct node           *root;
	struct node           *open[DEEPEST]; /* lists and tables that have not ended */
	struct node           *last_child[DEEPEST];
	unsigned               children[DEEPEST]; /* a key and its value are two */
	unsigned               depth;
	bool                   has_failed;
};

/*
 * `::1` and `[2001:db8::]` are plain texts by YAML 1.2 (7.3.3) and what people write in a list of prefixes;
 * libyaml 0.2.5 takes such colons for indicators.  So it is given U+E000, a character of private use, in
 * the place of each colon of a pair: as many columns, and put back in every text.
 */
#define COLON "\xee\x80\x80"

static const char *
hide_colons(const struct document *document, struct arena *arena, size_t *size)
{
	size_t width = sizeof(COLON) - 1, at = 0;
	char  *hidden = arena_take(arena, document->size * width + 1);

	if (hidden == NULL)
		return NULL;
	for (size_t i = 0; i < document->size;) {
		bool is_pair =
		    i + 1 < document->size && document->data[i] == ':' && document->data[i + 1] == ':';

		memcpy(hidden + at, is_pair ? COLON COLON : document->data + i, is_pair ? 2 * width : 1);
		at += is_pair ? 2 * width : 1;
		i += is_pair ? 2 : 1;
	}
	*size = at;
	return hidden;
}

/* In place; returns the new size. */
static size_t
show_colons(char *text, size_t size)
{
	size_t width = sizeof(COLON) - 1, to = 0;

	for (size_t from = 0; from < size;) {
		bool is_colon = size - from >= width && memcmp(text + from, COLON, width) == 0;

		text[to++] = is_colon ? ':' : text[from];
		from += is_colon ? width : 1;
	}
	text[to] = '\0';
	return to;
}

static struct spot
spot_of(const struct builder *builder, yaml_mark_t mark)
{
	struct spot spot = {builder->document->file, (int)mark.line + 1, (int)mark.column + 1};

	return spot;
}

static void
refuse(struct builder *builder, yaml_mark_t mark, const char *why)
{
	complain(builder->complaints, GRAVITY_ERROR, spot_of(builder, mark), "%s", why);
	builder->has_failed = true;
}

/* Whether all of it can be shown as it is; line ends, tabs and backslashes are harmless here. */
static bool
is_showable(const char *text, size_t size)
{
	struct text cleaned = {0};
	size_t      expected = 0;
	bool        is_same;

	for (size_t at = 0; at < size;) {
		size_t part = strcspn(text + at, "\n\t\\");

		if (part > size - at)
			part = size - at;
		text_clean(&cleaned, text + at, part);
		expected += part;
		if (at + part < size && text[at + part] == '\0')
			break;
		at += part + 1;
	}
	is_same = !cleaned.failed && cleaned.size == expected && strlen(text) == size;
	text_free(&cleaned);
	return is_same;
}

static void
node_attach(struct builder *builder, struct node *node)
{
	unsigned at = builder->depth - 1;

	if (builder->depth == 0)
		builder->root = node;
	else if (builder->last_child[at] == NULL)
		builder->open[at]->first = node;
	else
		builder->last_child[at]->next = node;
	if (builder->depth > 0)
		builder->last_child[at] = node;
}

static struct node *
node_new(struct builder *builder, enum node_kind kind, yaml_mark_t mark)
{
	struct node *node = arena_take(builder->arena, sizeof(*node));

	if (node == NULL) {
		refuse(builder, mark, "out of memory");
		return NULL;
	}
	node->kind = kind;
	node->spot = spot_of(builder, mark);
	node_attach(builder, node);
	if (builder->depth > 0 && builder->open[builder->depth - 1]->kind == NODE_TABLE &&
	    ++builder->children[builder->depth - 1] > MOST_KEYS * 2)
		refuse(builder, mark, "more than 2000 keys in one table");
	return node;
}

static void
on_scalar(struct builder *builder, const yaml_event_t *event)
{
	size_t       size = event->data.scalar.length;
	struct node *node = node_new(builder, NODE_TEXT, event->start_mark);
	char        *text = arena_text(builder->arena, (const char *)event->data.scalar.value, size);

	if (node == NULL)
		return;
	node->is_quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	node->text = text;
	if (text == NULL)
		refuse(builder, event->start_mark, "out of memory");
	else if (!is_showable(text, show_colons(text, size)))
		refuse(builder, event->start_mark,
		       "this text holds a control character, or one that does not show");
}

static void
on_open(struct builder *builder, const yaml_event_t *event, enum node_kind kind)
{
	struct node *node;

	if (builder->depth == DEEPEST) {
		refuse(builder, event->start_mark, "nested too deeply");
		return;
	}
	if ((node = node_new(builder, kind, event->start_mark)) == NULL)
		return;
	builder->open[builder->depth] = node;
	builder->last_child[builder->depth] = NULL;
	builder->children[builder->depth] = 0;
	builder->depth++;
}

static bool
has_tag(const yaml_event_t *event)
{
	if (event->type == YAML_SCALAR_EVENT)
		return event->data.scalar.tag != NULL;
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return event->data.sequence_start.tag != NULL;
	return event->type == YAML_MAPPING_START_EVENT && event->data.mapping_start.tag != NULL;
}

static void
on_event(struct builder *builder, const yaml_event_t *event)
{
	if (has_tag(event)) {
		refuse(builder, event->start_mark, "tags (!name) are not allowed in a policy");
		return;
	}
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (builder->root != NULL)
			refuse(builder, event->start_mark, "a second document: a policy is one document");
		break;
	case YAML_ALIAS_EVENT:
		refuse(builder, event->start_mark, "aliases (*name) are not allowed in a policy");
		break;
	case YAML_SCALAR_EVENT:
		on_scalar(builder, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		on_open(builder, event, NODE_LIST);
		break;
	case YAML_MAPPING_START_EVENT:
		on_open(builder, event, NODE_TABLE);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		builder->depth--;
		break;
	default:
		break;
	}
}

/* libyaml's own words for a mistake; its reader knows an offset only, which in UTF-16 is no place. */
static void
on_error(struct builder *builder)
{
	const yaml_parser_t *parser = &builder->parser;
	const char          *problem = parser->problem != NULL ? parser->problem : "out of memory";
	struct spot          spot = spot_of(builder, parser->problem_mark);

	builder->has_failed = true;
	if (parser->error == YAML_READER_ERROR)
		spot =
		    yaml_spot_at(builder->document,
				 parser->encoding == YAML_UTF8_ENCODING ? parser->problem_offset : SIZE_MAX);
	if (parser->error == YAML_READER_ERROR)
		complain(builder->complaints, GRAVITY_ERROR, spot, "not YAML: %s (octet %zu)", problem,
			 parser->problem_offset);
	else if (parser->context != NULL)
		complain(builder->complaints, GRAVITY_ERROR, spot, "not YAML: %s, %s", parser->context,
			 problem);
	else
		complain(builder->complaints, GRAVITY_ERROR, spot, "not YAML: %s", problem);
}

struct node *
yaml_read(const struct document *document, struct arena *arena, struct complaints *complaints)
{
	struct builder builder = {.document = document, .arena = arena, .complaints = complaints};
	struct spot    whole = {document->file, 0, 0};
	yaml_event_t   event;
	bool           is_over = false;
	size_t         size = 0;
	const char    *data = hide_colons(document, arena, &size);

	if (data == NULL || yaml_parser_initialize(&builder.parser) == 0)
		return NULL;
	yaml_parser_set_input_string(&builder.parser, (const unsigned char *)data, size);
	while (!is_over && !builder.has_failed) {
		if (yaml_parser_parse(&builder.parser, &event) == 0) {
			on_error(&builder);
			break;
		}
		on_event(&builder, &event);
		is_over = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&builder.parser);
	if (builder.root == NULL && !builder.has_failed)
		complain(complaints, GRAVITY_ERROR, whole, "the file is empty");
	return builder.has_failed ? NULL : builder.root;
}

const char *
yaml_kind(const struct node *node)
{
	static const char *const kinds[] = {"a text", "a list", "a table"};

	return kinds[node->kind];
}

bool
yaml_is_empty(const struct node *node)
{
	static const char *const nothing[] = {"", "~", "null", "Null", "NULL"};

	if (node->kind != NODE_TEXT || node->is_quoted)
		return false;
	for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++)
		if (strcmp(node->text, nothing[i]) == 0)
			return true;
	return false;
}
