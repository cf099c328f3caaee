/* SPDX-License-Identifier: Apache-2.0 */
/* A list of complaints about files that people wrote. */
#include "base/complain.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define LINE_LARGEST 512
#define MOST_COMPLAINTS 1000 /* a hostile file shall not fill the memory with our answers */

struct complaint {
	enum gravity gravity;
	struct spot  spot;
	size_t       arrival, file_rank;
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
	complaint->spot = spot;
	complaint->spot.file = spot.file != NULL ? strdup(spot.file) : NULL;
	complaint->arrival = (size_t)(complaint - list->list);
	complaint->text = text.data;
}

static bool
is_same_file(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The first complaint about that file: it stands for the file in the order. */
static size_t
first_of_file(const struct complaints *list, const char *file)
{
	size_t first = 0;

	while (first < list->count && !is_same_file(list->list[first].spot.file, file))
		first++;
	return first;
}

static int
compare(const void *a, const void *b)
{
	const struct complaint *first = a, *second = b;

	if (first->file_rank != second->file_rank)
		return first->file_rank < second->file_rank ? -1 : 1;
	if (first->spot.line != second->spot.line)
		return first->spot.line < second->spot.line ? -1 : 1;
	if (first->spot.column != second->spot.column)
		return first->spot.column < second->spot.column ? -1 : 1;
	return first->arrival < second->arrival ? -1 : first->arrival > second->arrival;
}

void
complaints_sort(struct complaints *list)
{
	for (size_t i = 0; i < list->count; i++)
		list->list[i].file_rank = first_of_file(list, list->list[i].spot.file);
	if (list->count > 0)
		qsort(list->list, list->count, sizeof(*list->list), compare);
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

/* The ${number}th line of the file, without its end, in ${text}; false if it cannot be had. */
static bool
read_line(const char *file, int number, char text[LINE_LARGEST])
{
	FILE *from = fopen(file, "rb");
	int   at = 0;

	if (from == NULL)
		return false;
	while (at < number && fgets(text, LINE_LARGEST, from) != NULL)
		at += at + 1 == number || strchr(text, '\n') != NULL;
	fclose(from);
	text[strcspn(text, "\r\n")] = '\0';
	return at == number;
}

/* The octets before the ${column}th character. */
static size_t
octets_before(const char *text, int column)
{
	size_t size = 0;

	for (int at = 1; at < column && text[size] != '\0'; at++)
		do
			size++;
		while (((unsigned char)text[size] & 0xc0) == 0x80);
	return size;
}

static int
columns_of(const char *text)
{
	int columns = 0;

	for (; *text != '\0'; text++)
		columns += ((unsigned char)*text & 0xc0) != 0x80;
	return columns;
}

/* The line, and under it a caret at the column.  Nothing where the file cannot be read again. */
static void
print_caret(const struct spot *spot, FILE *out)
{
	char        line[LINE_LARGEST] = "";
	struct text before = {0}, whole = {0};

	if (spot->file == NULL || spot->line <= 0 || !read_line(spot->file, spot->line, line))
		return;
	text_clean(&before, line, octets_before(line, spot->column));
	text_clean(&whole, line, strlen(line));
	if (whole.data != NULL && !whole.failed && !before.failed)
		fprintf(out, "    %s\n    %*s^\n", whole.data,
			before.data != NULL ? columns_of(before.data) : 0, "");
	text_free(&before);
	text_free(&whole);
}

void
complaints_print(const struct complaints *list, FILE *out)
{
	for (size_t i = 0; i < list->count; i++) {
		fprintf(out, "%s\n", list->list[i].text);
		print_caret(&list->list[i].spot, out);
	}
}

void
complaints_free(struct complaints *list)
{
	if (list == NULL)
		return;
	for (size_t i = 0; i < list->count; i++) {
		free(list->list[i].text);
		free((char *)(uintptr_t)list->list[i].spot.file);
	}
	free(list->list);
	free(list);
}
