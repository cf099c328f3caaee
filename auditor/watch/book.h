/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_BOOK_H
#define WATCH_BOOK_H

#include "policy/policy.h"
#include "policy/results.h"

/*
 * book: what all stations have found, under one policy.
 *
 * A station adds up what it finds in results of its own, and hands them over when it is looked at or when
 * they are full.  So nothing is gathered twice, and what a handover costs depends on what is new in it alone.
 * All functions may be called by any thread.
 */
struct book;

/* ${policy} must outlive it; ${text_octets}: of texts that findings refer to.  NULL without memory. */
struct book *book_new(const struct policy *policy, const struct results_limits *limits, size_t text_octets);

/* Take over all of ${results}, which are empty afterwards, with copies of their texts.  Without memory they
 * are left as they are, for later. */
void book_take(struct book *book, struct results *results);

/* Add ${results}, made under its policy, which stay as they are. */
void book_add(struct book *book, const struct results *results);

/*
 * Tell ${each} of what is new or has grown since the last call (results_changes), with what ${live} counts
 * beside; it is used up by that.  Texts of earlier copies are then gone, if there was not much room left.
 */
typedef void book_each(void *context, const struct finding *finding);
void         book_tell(struct book *book, struct results *live, book_each *each, void *context);

/* Tell ${each} of all findings. */
void book_tell_all(struct book *book, book_each *each, void *context);

/* Add all of it to ${into}, made under the same policy. */
void book_copy(struct book *book, struct results *into);

void book_free(struct book *book);

#endif
