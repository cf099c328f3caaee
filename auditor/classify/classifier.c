/* SPDX-License-Identifier: Apache-2.0 */
/* What the dialogues of one pipeline share, made and unmade. */
#include "classify/classifier_room.h"

#include <stdlib.h>

#include "classify/dialogue_room.h"

/* For names of interfaces: hundreds, unless they are long. */
#define NAME_OCTETS ((size_t)64 * 1024)

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
	classifier->limits = *limits;
	classifier->intern = intern_new(limits->text_octets);
	classifier->names = intern_new(NAME_OCTETS);
	classifier->messages = pool_new(CLASSIFIER_MESSAGE_ROOM, limits->handshakes);
	classifier->dialogues = pool_new(dialogue_size(), limits->dialogues);
	classifier->certificates = certificates_new(limits->certificates, limits->text_octets / 2);
	if (classifier->intern == NULL || classifier->names == NULL || classifier->messages == NULL ||
	    classifier->dialogues == NULL || classifier->certificates == NULL) {
		classifier_free(classifier);
		return NULL;
	}
	return classifier;
}

void
classifier_counts(const struct classifier *classifier, struct classifier_counts *counts)
{
	*counts = classifier->counts;
	counts->texts += intern_refused(classifier->intern) + intern_refused(classifier->names) +
			 certificates_refused(classifier->certificates);
	counts->certificates += certificates_parsed(classifier->certificates);
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

const char *
classifier_name(struct classifier *classifier, const char *name, size_t size)
{
	return intern_text(classifier->names, name, size);
}

bool
classifier_is_filling(const struct classifier *classifier)
{
	return intern_is_filling(classifier->intern) || certificates_are_filling(classifier->certificates);
}

/* Certificates are not copied: they are parsed again when they come back. */
bool
classifier_renew(struct classifier *classifier)
{
	const struct classifier_limits *limits = &classifier->limits;
	struct intern                  *intern = intern_new(limits->text_octets);
	struct certificates *certificates = certificates_new(limits->certificates, limits->text_octets / 2);

	if (intern == NULL || certificates == NULL) {
		intern_free(intern);
		certificates_free(certificates);
		return false;
	}
	/* Those of names go on being counted by their own. */
	classifier_counts(classifier, &classifier->counts);
	classifier->counts.texts -= intern_refused(classifier->names);
	classifier->old_intern = classifier->intern;
	classifier->old_certificates = classifier->certificates;
	classifier->intern = intern;
	classifier->certificates = certificates;
	return true;
}

/* Names of ciphers and zones are not its own. */
static bool
is_own(const struct classifier *classifier, enum fact fact, const char *text)
{
	return fact == FACT_CERT_NAMES || intern_has(classifier->old_intern, text);
}

void
classifier_renew_facts(struct classifier *classifier, struct facts *facts)
{
	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		struct value value;
		const char  *text;

		if ((fact_rows[fact].type != TYPE_TEXT && fact_rows[fact].type != TYPE_TEXTS) ||
		    !facts_value(facts, fact, &value) || !is_own(classifier, fact, value.is.text))
			continue;
		if ((text = intern_copy(classifier->intern, value.is.text)) == NULL)
			facts_forget(facts, fact);
		else
			facts->values[fact] = (uint64_t)(uintptr_t)text;
	}
}

void
classifier_renewed(struct classifier *classifier)
{
	intern_is_renewed(classifier->intern);
	intern_free(classifier->old_intern);
	certificates_free(classifier->old_certificates);
	classifier->old_intern = NULL;
	classifier->old_certificates = NULL;
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
	intern_free(classifier->names);
	free(classifier);
}
