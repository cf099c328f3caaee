/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_CLASSIFIER_ROOM_H
#define CLASSIFY_CLASSIFIER_ROOM_H

#include "base/intern.h"
#include "base/pool.h"
#include "classify/certificate.h"
#include "classify/classifier.h"

/*
 * The longest handshake message that is read when it comes in pieces.  ClientHellos with post-quantum shares
 * are below 3 KiB and certificate chains rarely above 10; a longer message is skipped and its facts stay
 * unknown.
 */
#define CLASSIFIER_MESSAGE_ROOM ((size_t)32 * 1024)

/* What is behind classify/classifier.h; for the files of this room alone. */
struct classifier {
	struct intern           *intern, *old_intern; /* old ones: within a renewal */
	struct intern           *names;               /* that stay */
	struct pool             *messages;            /* buffers of CLASSIFIER_MESSAGE_ROOM octets */
	struct pool             *dialogues;           /* objects of dialogue_size() octets */
	struct certificates     *certificates, *old_certificates;
	struct classifier_limits limits;
	struct classifier_counts counts; /* of texts and certificates, those before the last renewal */
};

#endif
