/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_VAULT_H
#define WATCH_VAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * vault: one file in a folder of its own, that is whole at any time: after kill -9, after the power went.
 *
 * It is written beside, brought to the disk and then put into its place, by a thread: whoever hands octets
 * over never waits.  Of two that wait to be written the later one is.  One process has the folder at a time.
 */
struct vault;

struct vault_state {
	const char *folder;
	int64_t     saved; /* wall clock of the last success, nanoseconds; 0: none yet */
	uint64_t    saves, failures;
	size_t      octets;       /* of the last one that was saved */
	char        problem[256]; /* of the last try; "": none */
};

/* Open the folder, and keep others out; NULL with the reason in ${problem}. */
struct vault *vault_open(const char *folder, char *problem, size_t room);

/*
 * What the file holds, to be freed, or NULL: there is none and ${problem} is "", or it cannot be had for that
 * reason: more than ${most} octets, no plain file.
 */
void *vault_read(struct vault *vault, size_t most, size_t *size, char *problem, size_t room);

#define VAULT_NAME_SIZE 64

/*
 * From now on the file that is there is to be kept under another name, which tells ${why} and the time ${now}
 * and is written to ${name}: it is moved before the next one is written, and none is written unless it could
 * be.
 */
void vault_set_aside(struct vault *vault, const char *why, int64_t now, char name[VAULT_NAME_SIZE]);

/*
 * Write ${size} octets at ${octets} now, waiting for it.  False with the reason in vault_state; ${is_passing}
 * tells that the disk was full or failed, which may pass: nothing is wrong with the folder.
 */
bool vault_write(struct vault *vault, const void *octets, size_t size, bool *is_passing);

/* Begin the thread; false with errno. */
bool vault_start(struct vault *vault);

/* Hand over ${octets}, from malloc(3), to be written by the thread. */
void vault_put(struct vault *vault, void *octets, size_t size);

void vault_state(struct vault *vault, struct vault_state *state);

/* Wait for what was handed over, end the thread and let others have the folder. */
void vault_free(struct vault *vault);

#endif
