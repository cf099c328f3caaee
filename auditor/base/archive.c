/* SPDX-License-Identifier: Apache-2.0 */
/* Values as octets, and back. */
#include "base/archive.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/text.h"

#define DIGEST_SIZE 32
#define HEAD_LONGEST 64
#define FIRST_SLOTS 256
#define TEXT_LONGEST 65536

/* Texts that were told already: of a reader by number, of a writer by a table that is open addressed. */
struct told {
	const char **texts;
	size_t       count, room;
	uint32_t    *slots; /* number of the text and 1; 0: free */
	size_t       slot_count;
};

struct archive {
	bool            is_reading;
	struct text     out;
	struct bytes    in;
	struct arena   *arena, *own; /* own: of a writer's copies of texts */
	struct told     told;
	struct hash_key key;
	char            wrong[ARCHIVE_WRONG_SIZE];
};

static struct archive *
archive_new(struct arena *arena)
{
	struct archive *archive = calloc(1, sizeof(*archive));

	if (archive == NULL)
		return NULL;
	archive->is_reading = arena != NULL;
	archive->own = arena == NULL ? arena_new() : NULL;
	archive->arena = arena == NULL ? archive->own : arena;
	archive->key = hash_key_random();
	if (archive->arena != NULL)
		return archive;
	free(archive);
	return NULL;
}

struct archive *
archive_writer(const char *kind, unsigned version)
{
	struct archive *archive = archive_new(NULL);

	if (archive != NULL)
		text_printf(&archive->out, "%s/%u\n", kind, version);
	return archive;
}

static bool
digest(const void *data, size_t size, unsigned char octets[DIGEST_SIZE])
{
	return EVP_Digest(data, size, octets, NULL, EVP_sha256(), NULL) == 1;
}

/* The octets of the line that says what follows; 0: it does not. */
static size_t
read_head(const char *data, size_t size, const char *kind, unsigned *version)
{
	const char *end = memchr(data, '\n', size < HEAD_LONGEST ? size : HEAD_LONGEST);
	size_t      length = strlen(kind);
	char        line[HEAD_LONGEST], rest;

	if (end == NULL || (size_t)(end - data) <= length + 1 || memcmp(data, kind, length) != 0 ||
	    data[length] != '/' || data[length + 1] < '1' || data[length + 1] > '9')
		return 0;
	memcpy(line, data, (size_t)(end - data));
	line[end - data] = '\0';
	if (strlen(line) > length + 10 || sscanf(line + length + 1, "%u%c", version, &rest) != 1)
		return 0;
	return (size_t)(end - data) + 1;
}

struct archive *
archive_reader(const void *data, size_t size, const char *kind, unsigned version, struct arena *arena,
	       enum archive_state *state)
{
	unsigned char   octets[DIGEST_SIZE];
	unsigned        made = 0;
	size_t          head = size == 0 ? 0 : read_head(data, size, kind, &made);
	struct archive *archive;

	*state = head == 0        ? ARCHIVE_FOREIGN
		 : made < version ? ARCHIVE_OLDER
		 : made > version ? ARCHIVE_NEWER
				  : ARCHIVE_DAMAGED;
	if (*state != ARCHIVE_DAMAGED || size < head + DIGEST_SIZE ||
	    !digest(data, size - DIGEST_SIZE, octets) ||
	    memcmp(octets, (const char *)data + size - DIGEST_SIZE, DIGEST_SIZE) != 0)
		return NULL;
	*state = ARCHIVE_NO_MEMORY;
	if ((archive = archive_new(arena)) == NULL)
		return NULL;
	archive->in = bytes_of((const char *)data + head, size - head - DIGEST_SIZE);
	*state = ARCHIVE_GOOD;
	return archive;
}

bool
archive_is_reading(const struct archive *archive)
{
	return archive->is_reading;
}

void
archive_fail(struct archive *archive, const char *what)
{
	if (*archive->wrong == '\0')
		(void)snprintf(archive->wrong, sizeof(archive->wrong), "%s", what);
	archive->in.size = 0;
}

bool
archive_is_good(const struct archive *archive)
{
	return *archive->wrong == '\0';
}

const char *
archive_wrong(const struct archive *archive)
{
	return archive->wrong;
}

/* ---- numbers ---- */

static void
write_number(struct archive *archive, uint64_t number)
{
	unsigned char octets[10];
	size_t        size = 0;

	for (; number > 0x7f; number >>= 7)
		octets[size++] = (unsigned char)(number | 0x80);
	octets[size++] = (unsigned char)number;
	text_add_bytes(&archive->out, octets, size);
}

static uint64_t
read_number(struct archive *archive)
{
	uint64_t number = 0;
	uint8_t  octet = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		octet = bytes_u8(&archive->in);
		if (archive->in.is_short || (shift == 63 && octet > 1))
			break;
		number |= (uint64_t)(octet & 0x7f) << shift;
		if (octet < 0x80)
			return number;
	}
	archive_fail(archive, archive->in.is_short ? "it ends too early" : "a number is too large");
	return 0;
}

uint64_t
archive_number(struct archive *archive, uint64_t number, uint64_t most)
{
	if (!archive->is_reading) {
		write_number(archive, number);
		return number;
	}
	number = archive_is_good(archive) ? read_number(archive) : 0;
	if (number <= most)
		return number;
	archive_fail(archive, "a number is larger than it can be");
	return 0;
}

/* As small numbers of either sign: 0, -1, 1, -2 ... */
int64_t
archive_signed(struct archive *archive, int64_t number)
{
	uint64_t folded = (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0);

	folded = archive_number(archive, folded, UINT64_MAX);
	return (int64_t)(folded >> 1 ^ (folded & 1 ? UINT64_MAX : 0));
}

bool
archive_truth(struct archive *archive, bool truth)
{
	return archive_number(archive, truth, 1) != 0;
}

size_t
archive_count(struct archive *archive, size_t count, size_t least)
{
	return (size_t)archive_number(archive, count, archive->in.size / (least > 0 ? least : 1));
}

const void *
archive_octets(struct archive *archive, const void *data, size_t *size)
{
	*size = archive_count(archive, *size, 1);
	if (archive->is_reading)
		return bytes_take(&archive->in, *size).data;
	text_add_bytes(&archive->out, data, *size);
	return data;
}

struct address
archive_address(struct archive *archive, struct address address)
{
	static const struct address none;
	static const size_t         sizes[] = {[0] = 0, [4] = 4, [6] = 16};
	struct bytes                octets;

	if (!archive->is_reading) {
		write_number(archive, address.family);
		text_add_bytes(&archive->out, address.octets, sizes[address.family]);
		return address;
	}
	address = none;
	address.family = (uint8_t)archive_number(archive, 0, 6);
	octets = bytes_take(&archive->in, sizes[address.family]);
	if (octets.is_short || (address.family != 0 && sizes[address.family] == 0)) {
		archive_fail(archive, "an address is none");
		return none;
	}
	if (octets.size > 0)
		memcpy(address.octets, octets.data, octets.size);
	return address;
}

/* ---- texts ---- */

static bool
told_add(struct told *told, const char *text)
{
	size_t       room = told->room == 0 ? FIRST_SLOTS : told->room * 2;
	const char **texts;

	if (told->count == told->room) {
		if ((texts = realloc(told->texts, room * sizeof(*texts))) == NULL)
			return false;
		told->texts = texts;
		told->room = room;
	}
	told->texts[told->count++] = text;
	return true;
}

static uint32_t *
slot_of(const struct archive *archive, uint32_t *slots, size_t count, const char *text)
{
	size_t slot = (size_t)hash_bytes(&archive->key, text, strlen(text)) & (count - 1);

	while (slots[slot] != 0 && strcmp(archive->told.texts[slots[slot] - 1], text) != 0)
		slot = (slot + 1) & (count - 1);
	return &slots[slot];
}

static bool
has_slots(struct archive *archive)
{
	struct told *told = &archive->told;
	size_t       count = told->slot_count == 0 ? FIRST_SLOTS : told->slot_count * 2;
	uint32_t    *slots;

	if (told->count * 2 < told->slot_count)
		return true;
	if ((slots = calloc(count, sizeof(*slots))) == NULL)
		return false;
	for (size_t i = 0; i < told->count; i++)
		*slot_of(archive, slots, count, told->texts[i]) = (uint32_t)i + 1;
	free(told->slots);
	told->slots = slots;
	told->slot_count = count;
	return true;
}

/* 0: none; 1: a new one, which follows; others: that of the number less 2. */
static void
write_text(struct archive *archive, const char *text)
{
	uint32_t *slot = NULL;
	size_t    size = text == NULL ? 0 : strlen(text);

	if (text == NULL || size > TEXT_LONGEST) {
		write_number(archive, 0);
		return;
	}
	if (!has_slots(archive)) {
		archive->out.failed = true;
		return;
	}
	slot = slot_of(archive, archive->told.slots, archive->told.slot_count, text);
	if (*slot != 0) {
		write_number(archive, (uint64_t)*slot + 1);
		return;
	}
	write_number(archive, 1);
	write_number(archive, size);
	text_add_bytes(&archive->out, text, size);
	if ((text = arena_text(archive->own, text, size)) == NULL || !told_add(&archive->told, text))
		archive->out.failed = true;
	else
		*slot = (uint32_t)archive->told.count;
}

static const char *
read_new_text(struct archive *archive)
{
	size_t       size = archive_number(archive, 0, TEXT_LONGEST);
	struct bytes octets = bytes_take(&archive->in, size);
	const char  *text;

	if (!archive_is_good(archive))
		return NULL;
	if (octets.is_short || (size > 0 && memchr(octets.data, '\0', size) != NULL)) {
		archive_fail(archive, "a text is none");
		return NULL;
	}
	text = arena_text(archive->arena, size > 0 ? (const char *)octets.data : "", size);
	if (text != NULL && told_add(&archive->told, text))
		return text;
	archive_fail(archive, "out of memory");
	return NULL;
}

const char *
archive_text(struct archive *archive, const char *text)
{
	uint64_t number;

	if (!archive->is_reading) {
		write_text(archive, text);
		return text;
	}
	number = archive_number(archive, 0, archive->told.count + 1);
	if (number == 1)
		return read_new_text(archive);
	return number == 0 ? NULL : archive->told.texts[number - 2];
}

unsigned
archive_word(struct archive *archive, unsigned word, const char *const *words, size_t count)
{
	const char *text = archive_text(archive, word < count ? words[word] : NULL);
	unsigned    index = 0;

	if (!archive->is_reading)
		return word;
	if (!archive_is_good(archive))
		return 0;
	while (index < count && text != NULL && strcmp(words[index], text) != 0)
		index++;
	if (text == NULL)
		return (unsigned)count;
	if (index < count)
		return index;
	archive_fail(archive, "it has a word that this version does not know");
	return 0;
}

/* ---- the whole ---- */

void
archive_end(struct archive *archive)
{
	if (archive_is_good(archive) && archive->in.size > 0)
		archive_fail(archive, "something is left over");
}

const void *
archive_close(struct archive *archive, size_t *size)
{
	unsigned char octets[DIGEST_SIZE];

	if (archive->out.failed || !digest(archive->out.data, archive->out.size, octets))
		return NULL;
	text_add_bytes(&archive->out, octets, sizeof(octets));
	*size = archive->out.size;
	return archive->out.failed ? NULL : archive->out.data;
}

void
archive_free(struct archive *archive)
{
	if (archive == NULL)
		return;
	text_free(&archive->out);
	arena_free(archive->own);
	free(archive->told.texts);
	free(archive->told.slots);
	free(archive);
}
