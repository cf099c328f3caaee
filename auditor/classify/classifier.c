/* SPDX-License-Identifier: Apache-2.0 */
/* What the dialogues of one pipeline share, made and unmade. */
#include "classify/classifier_room.h"

#include <stdlib.h>

#include "classify/dialogue_room.h"

const struct classifier_limits classifier_limits_default = {
    .dialogues = 100000,
    .handshakes = 4096,
    .text_octets = (size_t)64 * 1024 * 1024,
    .certificates = 16384,
};

struct classifier *
classifier_new(const struct classifier_limits *limits)
{
	struct classifier *classifier = calloc(1, sizeof(*classifier));

	if (classifier == NULL)
		return NULL;
	classifier->intern = intern_new(limits->text_octets);
	classifier->messages = pool_new(CLASSIFIER_MESSAGE_ROOM, limits->handshakes);
	classifier->dialogues = pool_new(dialogue_size(), limits->dialogues);
	classifier->certificates = certificates_new(limits->certificates, limits->text_octets / 2);
	if (classifier->intern == NULL || classifier->messages == NULL || classifier->dialogues == NULL ||
	    classifier->certificates == NULL) {
		classifier_free(classifier);
		return NULL;
	}
	return classifier;
}

void
classifier_counts(const struct classifier *classifier, struct classifier_counts *counts)
{
	*counts = classifier->counts;
	counts->texts = intern_refused(classifier->intern) + certificates_refused(classifier->certificates);
	counts->certificates = certificates_parsed(classifier->certificates);
}

size_t
classifier_dialogues(const struct classifier *classifier)
{
	return pool_taken(classifier->dialogues);
}

const char *
classifier_text(struct classifier *classifier, const char *text, size_t size)
{
	return intern_text(classifier->intern, text, size);
}

void
classifier_free(struct classifier *classifier)
{
	if (classifier == NULL)
		return;
	certificates_free(classifier->certificates);
	pool_free(classifier->dialogues);
	pool_free(classifier->messages);
	intern_free(classifier->intern);
	free(classifier);
}
