/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_MEMBERS_H
#define REPORT_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <json-c/json.h>

#include "base/address.h"
#include "base/text.h"

/*
 * members: fill a json-c object without asking after each member whether there was memory.
 *
 * When memory runs out, the object is given back and the pointer to it becomes
 * NULL; further calls do nothing.  So the caller looks once, at the end.
 *
 * ${key}: a dot makes a nested object ("tls.version"), NULL says that ${to} is an array.
 */
void member_null(struct json_object **to, const char *key);
void member_truth(struct json_object **to, const char *key, bool truth);
void member_count(struct json_object **to, const char *key, uint64_t count);
/* Nanoseconds since 1970, printed as RFC 3339 UTC. */
void member_time(struct json_object **to, const char *key, int64_t time);
/* null for no address. */
void member_address(struct json_object **to, const char *key, const struct address *address);
/* As it is; NULL is null. */
void member_text(struct json_object **to, const char *key, const char *text);
/* A file's name, cleaned; NULL is null. */
void member_name(struct json_object **to, const char *key, const char *name);
/* A policy's sentence, cleaned; NULL is null. */
void member_prose(struct json_object **to, const char *key, const char *prose);
/* An array of such, from a list that ends with NULL; NULL is an empty one. */
void member_sentences(struct json_object **to, const char *key, const char *const *list);
/* The text of a fact, not NULL. */
void member_fact(struct json_object **to, const char *key, const char *fact, size_t size);
/* What was just made in ${text}, which is freed. */
void member_made(struct json_object **to, const char *key, struct text *text);
/* An object or array of which this takes possession; NULL says that memory ran out. */
void member_object(struct json_object **to, const char *key, struct json_object *object);
/* The member ${key} of ${from}, which both have then; it is not copied.  NULL says that memory ran out. */
void member_shared(struct json_object **to, const char *key, struct json_object *from);

/* Print each member of ${object} now, so that printing what shares it is a copy of octets. */
void members_print(struct json_object *object);

#endif
