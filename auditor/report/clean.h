/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_CLEAN_H
#define REPORT_CLEAN_H

#include "base/complain.h"
#include "base/text.h"

/*
 * clean: what files said, made fit to print.  Each appends to ${text}.
 *
 * Names of captures and texts of policies may hold any octets.  The texts of
 * facts were cleaned when they were interned.
 */

/* A name, see text_clean. */
void clean_name(struct text *text, const char *name);

/* Sentences: white space of any kind and length becomes one space, none stays at the ends. */
void clean_prose(struct text *text, const char *prose);

/* The text of a fact: its escapes stay as they are, and so does everything else that is clean. */
void clean_fact(struct text *text, const char *fact, size_t size);

/* What was cleaned, as it was before: clean_name of it is ${clean} again. */
void clean_undo(struct text *text, const char *clean);

/* "file:line"; nothing at all without a file. */
void clean_spot(struct text *text, const struct spot *spot);

#endif
