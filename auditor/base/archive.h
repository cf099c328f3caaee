/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ARCHIVE_H
#define BASE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/arena.h"

/*
 * archive: values as octets and back, by one description of both ways.
 *
 * Whoever keeps a thing writes one function that hands on its members in order; each call returns what it was
 * given when the archive is written, and what stands there when it is read.  So what was written is what is
 * read.
 *
 * The octets are a line with the kind and its version, then numbers (LEB128) and texts, each different text
 * once, and at the end the SHA-256 of all of it.  The checksum tells accidents, not malice: nothing that is
 * read is trusted.  After the first thing that is wrong every value is 0, every list empty and every text
 * NULL, so that the caller asks once, at the end.
 */
struct archive;

/* What octets turn out to be before anything is read from them. */
enum archive_state {
	ARCHIVE_GOOD,
	ARCHIVE_FOREIGN, /* of another kind, or of none */
	ARCHIVE_OLDER,   /* of that kind, in an earlier version, which had other members */
	ARCHIVE_NEWER,   /* in a later one */
	ARCHIVE_DAMAGED, /* not what was written, by its checksum */
	ARCHIVE_NO_MEMORY
};

#define ARCHIVE_WRONG_SIZE 160

/* A new one of ${kind}, a word, to be written; NULL without memory. */
struct archive *archive_writer(const char *kind, unsigned version);

/*
 * One of ${kind} in ${version}, and no other, to be read from ${size} octets at ${data}, which must outlive
 * it.  Its texts live in ${arena}.  NULL with the reason in ${state}.
 */
struct archive *archive_reader(const void *data, size_t size, const char *kind, unsigned version,
			       struct arena *arena, enum archive_state *state);

bool archive_is_reading(const struct archive *archive);

/* What is read may not be more than ${most}. */
uint64_t archive_number(struct archive *archive, uint64_t number, uint64_t most);
int64_t  archive_signed(struct archive *archive, int64_t number);
bool     archive_truth(struct archive *archive, bool truth);

/* NULL is kept as such. */
const char *archive_text(struct archive *archive, const char *text);

/*
 * The index of one of ${count} words, or ${count} itself for none of them; kept by its spelling, so that a
 * later version may have others.
 */
unsigned archive_word(struct archive *archive, unsigned word, const char *const *words, size_t count);

struct address archive_address(struct archive *archive, struct address address);

/* How many elements follow, ${least} octets each or more: what is read is never more than there can be. */
size_t archive_count(struct archive *archive, size_t count, size_t least);

/* ${size} octets at ${data}; of what is read the place is returned and ${size} set. */
const void *archive_octets(struct archive *archive, const void *data, size_t *size);

/* Say what is wrong, unless something else was before. */
void archive_fail(struct archive *archive, const char *what);

bool archive_is_good(const struct archive *archive);

/* What is wrong; "": nothing. */
const char *archive_wrong(const struct archive *archive);

/* Nothing more is to be read: what is left over is wrong. */
void archive_end(struct archive *archive);

/* Of one that is written: end it, and give its octets, which live as long as it does; NULL without memory. */
const void *archive_close(struct archive *archive, size_t *size);

void archive_free(struct archive *archive);

#endif
