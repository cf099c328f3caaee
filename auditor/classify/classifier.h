/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_CLASSIFIER_H
#define CLASSIFY_CLASSIFIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * classifier: what all dialogues of one pipeline share: the strings that facts
 * point to, the certificates parsed so far, and the memory that dialogues live in.
 */
struct classifier;

struct classifier_limits {
	uint32_t dialogues;    /* at most so many live at once; default 100,000 */
	uint32_t handshakes;   /* of them with a TLS handshake message in pieces; default 4,096 */
	size_t   text_octets;  /* for strings that facts point to; default 64 MiB */
	uint32_t certificates; /* distinct certificates remembered; default 16,384 */
};

extern const struct classifier_limits classifier_limits_default;

/* Each time a limit was reached; what it cost is unknown facts, never wrong ones. */
struct classifier_counts {
	uint64_t dialogues;    /* begun */
	uint64_t refused;      /* not begun for want of room */
	uint64_t handshakes;   /* handshakes not followed for want of room */
	uint64_t texts;        /* strings not kept for want of room */
	uint64_t certificates; /* parsed */
};

struct classifier *classifier_new(const struct classifier_limits *limits);

void classifier_counts(const struct classifier *classifier, struct classifier_counts *counts);

/* Dialogues at this moment. */
size_t classifier_dialogues(const struct classifier *classifier);

/*
 * The one clean copy of a text of ${size} octets for a fact that another room notes; it lives as long as the
 * classifier.  NULL when the room for texts is used up.
 */
const char *classifier_text(struct classifier *classifier, const char *text, size_t size);

/* The same for a few names, as of interfaces, that stay however often texts are renewed. */
const char *classifier_name(struct classifier *classifier, const char *name, size_t size);

/*
 * For a watch that goes on for months: texts that nothing refers to any more are given up by copying the
 * others.  When classifier_is_filling: classifier_renew; then of all facts that are still of use
 * classifier_renew_facts, and of all dialogues dialogue_renew (classify/dialogue.h); then
 * classifier_renewed, after which the old texts are gone.  False without memory: nothing has changed.
 */
struct facts;
bool classifier_is_filling(const struct classifier *classifier);
bool classifier_renew(struct classifier *classifier);
void classifier_renew_facts(struct classifier *classifier, struct facts *facts);
void classifier_renewed(struct classifier *classifier);

/* After this no fact of any of its sessions may be read: their texts are gone. */
void classifier_free(struct classifier *classifier);

#endif
