/* SPDX-License-Identifier: Apache-2.0 */
/* A list of complaints about files that people wrote. */
#include "base/complain.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define MOST_COMPLAINTS 1000 /* a hostile file shall not fill the memory with our answers */

struct complaint {
	enum gravity gravity;
	char        *text;
};

struct complaints {
	struct complaint *list;
	size_t            count, room;
};

static const char *const gravity_words[] = {"note", "warning", "error"};

struct complaints *
complaints_new(void)
{
	return calloc(1, sizeof(struct complaints));
}

static struct complaint *
complaints_next(struct complaints *list)
{
	size_t            room = list->room == 0 ? 16 : list->room * 2;
	struct complaint *bigger;

	if (list->count == MOST_COMPLAINTS)
		return NULL;
	if (list->count < list->room)
		return &list->list[list->count++];
	if ((bigger = realloc(list->list, room * sizeof(*bigger))) == NULL)
		return NULL;
	list->list = bigger;
	list->room = room;
	return &list->list[list->count++];
}

static void
spot_print(struct text *text, struct spot spot)
{
	if (spot.file != NULL)
		text_printf(text, "%s:", spot.file);
	if (spot.file != NULL && spot.line > 0)
		text_printf(text, "%d:%d:", spot.line, spot.column);
	if (spot.file != NULL)
		text_add(text, " ");
}

void
complain(struct complaints *list, enum gravity gravity, struct spot spot, const char *format, ...)
{
	struct complaint *complaint = complaints_next(list);
	struct text       text = {0};
	char              sentence[1024];
	va_list           arguments;

	if (complaint == NULL)
		return;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	spot_print(&text, spot);
	text_printf(&text, "%s: %s", gravity_words[gravity], sentence);
	complaint->gravity = gravity;
	complaint->text = text.data;
}

size_t
complaints_count(const struct complaints *list, enum gravity at_least)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += list->list[i].gravity >= at_least;
	return count;
}

const char *
complaints_text(const struct complaints *list, size_t index)
{
	return index < list->count ? list->list[index].text : NULL;
}

void
complaints_print(const struct complaints *list, FILE *out)
{
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "%s\n", list->list[i].text);
}

void
complaints_free(struct complaints *list)
{
	if (list == NULL)
		return;
	for (size_t i = 0; i < list->count; i++)
		free(list->list[i].text);
	free(list->list);
	free(list);
}
