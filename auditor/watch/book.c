/* SPDX-License-Identifier: Apache-2.0 */
/* What all stations have found, added up as it comes. */
#include "watch/book.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/intern.h"

/* Eighths of a table: beyond that is room for what a station hands over at once, a third of it. */
#define CROWDED 5

struct book {
	pthread_mutex_t lock; /* of: */
	struct results *results;
	struct intern  *texts;
	size_t          text_octets;
};

struct book *
book_new(const struct policy *policy, const struct results_limits *limits, size_t text_octets)
{
	struct book *book = calloc(1, sizeof(*book));

	if (book == NULL)
		return NULL;
	pthread_mutex_init(&book->lock, NULL);
	book->text_octets = text_octets;
	book->texts = intern_new(text_octets);
	if ((book->results = results_new(policy, limits)) != NULL && book->texts != NULL)
		return book;
	book_free(book);
	return NULL;
}

static const char *
copy_text(void *texts, const char *text)
{
	return intern_copy(texts, text);
}

/* Of findings that are gone, or that others told better, the texts are still there. */
static void
renew_texts(struct book *book)
{
	struct intern *texts = intern_is_filling(book->texts) ? intern_new(book->text_octets) : NULL;

	if (texts == NULL)
		return;
	results_renew_texts(book->results, copy_text, texts);
	intern_is_renewed(texts);
	intern_free(book->texts);
	book->texts = texts;
}

/* Made empty first: what is in two places would be counted twice. */
void
book_take(struct book *book, struct results *results)
{
	struct results *taken;

	if (results_sessions(results) == 0 || (taken = results_take(results)) == NULL)
		return;
	pthread_mutex_lock(&book->lock);
	results_renew_texts(taken, copy_text, book->texts);
	results_merge(book->results, taken);
	if (results_are_crowded(book->results, CROWDED))
		results_age(book->results);
	pthread_mutex_unlock(&book->lock);
	results_free(taken);
}

void
book_add(struct book *book, const struct results *results)
{
	pthread_mutex_lock(&book->lock);
	results_merge(book->results, results);
	pthread_mutex_unlock(&book->lock);
}

void
book_tell(struct book *book, struct results *live, book_each *each, void *context)
{
	pthread_mutex_lock(&book->lock);
	results_changes(book->results, live, each, context);
	renew_texts(book);
	pthread_mutex_unlock(&book->lock);
}

void
book_tell_all(struct book *book, book_each *each, void *context)
{
	pthread_mutex_lock(&book->lock);
	if (results_settle(book->results))
		for (size_t i = 0; i < results_finding_count(book->results); i++)
			each(context, results_finding(book->results, i));
	pthread_mutex_unlock(&book->lock);
}

void
book_copy(struct book *book, struct results *into)
{
	pthread_mutex_lock(&book->lock);
	results_merge(into, book->results);
	pthread_mutex_unlock(&book->lock);
}

void
book_free(struct book *book)
{
	if (book == NULL)
		return;
	results_free(book->results);
	intern_free(book->texts);
	pthread_mutex_destroy(&book->lock);
	free(book);
}
