/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_TAKE_H
#define REPORT_TAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <json-c/json.h>

#include "base/address.h"
#include "base/arena.h"

/*
 * take: the members of an object that was read, typed.
 *
 * The first thing that is wrong is kept in ${wrong}; after it everything is zero, so that the caller looks
 * once, at the end.  Texts are copied to the arena, and were cleaned when they were written: that is undone
 * (clean_undo), for every format cleans what it prints.
 *
 * ${key}: a dot leads into an object ("client.address"); NULL stands for the value itself.
 */
struct take {
	struct json_object *from;
	struct arena       *arena;
	char                wrong[160]; /* "": nothing */
};

/* Whether there is such a member, and it is not null. */
bool take_has(const struct take *take, const char *key);

/* A member of any type; NULL if there is none or it is null. */
struct json_object *take_member(const struct take *take, const char *key);

/* Say what is wrong with ${key}, unless something else was before. */
void take_fail(struct take *take, const char *key, const char *what);

/* These must be there. */
bool     take_truth(struct take *take, const char *key);
uint64_t take_count(struct take *take, const char *key, uint64_t most);
int64_t  take_time(struct take *take, const char *key); /* nanoseconds */
/* One of ${count} words, by its index. */
unsigned take_word(struct take *take, const char *key, const char *const *words, size_t count);

/* Without a member, or with null: false, 0, no address, NULL. */
bool           take_truth_if(struct take *take, const char *key);
uint64_t       take_count_if(struct take *take, const char *key, uint64_t most);
struct address take_address_if(struct take *take, const char *key);
const char    *take_text_if(struct take *take, const char *key);
/* The same, cleaning and all: the text of a fact. */
const char *take_fact_if(struct take *take, const char *key);

/* As take_text_if, but it must be there. */
const char *take_text(struct take *take, const char *key);

/* An array of texts, ended by NULL; without a member an empty one. */
const char *const *take_texts(struct take *take, const char *key);

/* An array, or NULL if there is none. */
struct json_object *take_array(struct take *take, const char *key);

#endif
