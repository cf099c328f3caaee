/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_CLASSIFY_TALK_READER_H
#define TESTS_CLASSIFY_TALK_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "classify/dialogue.h"

#ifndef TALKS
#define TALKS "tests/talks"
#endif

/*
 * script: a talk of tests/talks, what was said in it and what is wanted of it.
 *
 * The lines of a talk:
 *   # comment                P 587             port of the server (default 25)
 *   C text   S text          a line of client or server, ended by CRLF; escapes \r \n \0 \\ \xHH
 *   c text   s text          the same without an end
 *   CX hex   SX hex          raw octets
 *   CT 1     ST 1            flight of the canned handshake; CT13, ST13: of TLS 1.3
 *   C* 3000 text             the text 3000 times, without an end
 *   ~ C 100                  octets that were not captured
 *   @ unsure|midstream|one-sided|cut|reset
 *   @ open                   the capture ended first
 *   @ no-mail                it must not be taken for mail
 *   = fact value             wanted; null: it must be unknown
 *   ! fact                   it must be unknown
 */
#define SAYINGS 256
#define WANTS 64

struct saying {
	enum side from;
	uint8_t  *octets; /* NULL: missed */
	size_t    size;
};

struct want {
	enum fact fact;
	char      value[80]; /* "null": unknown */
};

struct script {
	const char         *path;
	uint16_t            port;
	bool                is_unsure;
	bool                is_no_mail;
	bool                is_one_sided;
	struct dialogue_end end;
	struct saying       sayings[SAYINGS];
	size_t              count;
	struct want         wants[WANTS];
	size_t              want_count;
};

/* Read one talk; a line that is none fails the test. */
void script_read(struct script *script, const char *path);
void script_free(struct script *script);

/* Every talk, in the order of their names.  How many they were. */
size_t script_each(void (*run)(void *context, const struct script *script), void *context);

/* A fact as talks write it; "null" if it is unknown. */
const char *script_fact_text(const struct facts *facts, enum fact fact, char out[80]);

/* What the talk wants. */
void script_expect_facts(const struct script *script, const struct facts *facts);

/* What was lost may make facts unknown; what is known all the same is right.  ${how} tells what was lost. */
void script_expect_no_other(const struct script *script, const struct facts *whole, const struct facts *part,
			    const char *how, size_t number);

#endif
