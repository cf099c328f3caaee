/* SPDX-License-Identifier: Apache-2.0 */
/* Words, numbers, quoted strings and literal announcements within a line. */
#include "classify/words.h"

#include <string.h>

static uint8_t
lower(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet | 0x20) : octet;
}

static bool
is_alike(const uint8_t *octets, const char *word, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (lower(octets[i]) != lower((uint8_t)word[i]))
			return false;
	return true;
}

bool
words_begin(struct bytes line, const char *prefix)
{
	size_t size = strlen(prefix);

	return line.size >= size && is_alike(line.data, prefix, size);
}

bool
words_are(struct bytes line, const char *word)
{
	return line.size == strlen(word) && is_alike(line.data, word, line.size);
}

bool
words_have(struct bytes line, const char *word)
{
	size_t size = strlen(word);

	for (; line.size > 0 && line.size >= size; bytes_skip(&line, 1))
		if (is_alike(line.data, word, size))
			return true;
	return false;
}

static bool
is_word_octet(uint8_t octet)
{
	octet = lower(octet);
	return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9');
}

bool
words_have_whole(struct bytes line, const char *word)
{
	size_t size = strlen(word);
	bool   is_start = true;

	for (; line.size >= size; bytes_skip(&line, 1)) {
		if (is_start && is_alike(line.data, word, size) &&
		    (line.size == size || !is_word_octet(line.data[size])))
			return true;
		is_start = !is_word_octet(line.data[0]);
	}
	return false;
}

static bool
is_blank(uint8_t octet)
{
	return octet == ' ' || octet == '\t';
}

struct bytes
words_next(struct bytes *line)
{
	size_t       size = 0;
	struct bytes word;

	while (size < line->size && !is_blank(line->data[size]))
		size++;
	word = bytes_of(line->data, size);
	word.is_short = line->is_short && size == line->size;
	bytes_skip(line, size);
	while (line->size > 0 && is_blank(line->data[0]))
		bytes_skip(line, 1);
	return word;
}

bool
words_number(struct bytes *line, uint64_t *number)
{
	size_t size = 0;

	*number = 0;
	for (; line->size > 0 && line->data[0] >= '0' && line->data[0] <= '9'; size++, bytes_skip(line, 1)) {
		unsigned digit = line->data[0] - (unsigned)'0';

		if (*number > (UINT64_MAX - digit) / 10)
			return false;
		*number = *number * 10 + digit;
	}
	return size > 0;
}

bool
words_are_masked(struct bytes word)
{
	size_t size = 0;

	while (size < word.size && word.data[size] == 'X')
		size++;
	if (size >= 4 && size + 1 == word.size && word.data[size] >= 'A' && word.data[size] <= 'Z')
		size++;
	return size >= 4 && size == word.size && !word.is_short;
}

bool
words_literal(struct bytes *line, struct literal *literal)
{
	size_t       at = line->size;
	struct bytes inside;

	if (at < 3 || line->data[at - 1] != '}')
		return false;
	for (at--; at > 0 && line->data[at] != '{'; at--)
		;
	if (line->data[at] != '{')
		return false;
	inside = bytes_of(line->data + at + 1, line->size - at - 2);
	if (!words_number(&inside, &literal->octets))
		return false;
	literal->is_synchronising = inside.size == 0;
	if (inside.size > 1 || (inside.size == 1 && inside.data[0] != '+' && inside.data[0] != '-'))
		return false;
	line->size = at > 0 && line->data[at - 1] == '~' ? at - 1 : at;
	return true;
}

bool
words_quoted(struct bytes *line, struct bytes *contents)
{
	size_t at = 1;

	if (line->size == 0 || line->data[0] != '"')
		return false;
	while (at < line->size && line->data[at] != '"')
		at += line->data[at] == '\\' ? 2 : 1;
	if (at > line->size)
		at = line->size;
	*contents = bytes_of(line->data + 1, at - 1);
	line->is_short |= at == line->size;
	bytes_skip(line, at < line->size ? at + 1 : at);
	return true;
}
