/* SPDX-License-Identifier: Apache-2.0 */
/* A file that is replaced as a whole. */
#include "watch/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FILE_NAME "state"
#define NEW_NAME "state.new"
#define SECOND INT64_C(1000000000)

struct vault {
	char           *path;
	int             folder;
	pthread_t       thread;
	bool            is_running;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t  changed;
	void           *waiting; /* octets to be written; NULL: none */
	size_t          waiting_size;
	bool            is_over;
	char            aside[VAULT_NAME_SIZE]; /* "": the file that is there may be replaced */
	int64_t         saved;
	uint64_t        saves, failures;
	size_t          octets;
	char            problem[256];
};

struct vault *
vault_open(const char *folder, char *problem, size_t room)
{
	struct vault *vault = calloc(1, sizeof(*vault));
	const char   *hint;

	if (vault == NULL)
		return NULL;
	pthread_mutex_init(&vault->lock, NULL);
	pthread_cond_init(&vault->changed, NULL);
	vault->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	vault->path = strdup(folder);
	if (vault->path != NULL && vault->folder >= 0 && flock(vault->folder, LOCK_EX | LOCK_NB) == 0)
		return vault;
	hint = errno == ENOENT        ? "make it, for the user of --user to write in"
	       : errno == ENOTDIR     ? "it must be a folder"
	       : errno == EWOULDBLOCK ? "another mailreeve watch has it: give each a folder of its own"
				      : strerror(errno);
	(void)snprintf(problem, room, "--state %s: %s", folder, hint);
	vault_free(vault);
	return NULL;
}

/* ---- reading ---- */

static void *
read_whole(int fd, size_t most, size_t *size, char *problem, size_t room)
{
	struct stat status;
	char       *octets = NULL;
	ssize_t     more = 1;

	*size = 0;
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		(void)snprintf(problem, room, "it is no plain file");
	else if ((uint64_t)status.st_size > most)
		(void)snprintf(problem, room, "it is larger than --memory: %lld octets",
			       (long long)status.st_size);
	else if ((octets = malloc((size_t)status.st_size + 1)) == NULL)
		(void)snprintf(problem, room, "out of memory");
	while (octets != NULL && more > 0 && *size < (size_t)status.st_size) {
		more = read(fd, octets + *size, (size_t)status.st_size - *size);
		*size += more > 0 ? (size_t)more : 0;
	}
	if (more >= 0)
		return octets;
	(void)snprintf(problem, room, "%s", strerror(errno));
	free(octets);
	return NULL;
}

void *
vault_read(struct vault *vault, size_t most, size_t *size, char *problem, size_t room)
{
	int   fd = openat(vault->folder, FILE_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	void *octets;

	*problem = '\0';
	*size = 0;
	if (fd < 0) {
		if (errno != ENOENT)
			(void)snprintf(problem, room, "%s", strerror(errno));
		return NULL;
	}
	octets = read_whole(fd, most, size, problem, room);
	close(fd);
	return octets;
}

void
vault_set_aside(struct vault *vault, const char *why, int64_t now, char name[VAULT_NAME_SIZE])
{
	time_t    seconds = (time_t)(now / SECOND);
	struct tm parts;
	char      when[32] = "";

	if (gmtime_r(&seconds, &parts) != NULL)
		(void)strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &parts);
	(void)snprintf(name, VAULT_NAME_SIZE, FILE_NAME ".%s.%s", why, when);
	pthread_mutex_lock(&vault->lock);
	memcpy(vault->aside, name, VAULT_NAME_SIZE);
	pthread_mutex_unlock(&vault->lock);
}

/* ---- writing ---- */

static bool
write_octets(int fd, const char *octets, size_t size)
{
	while (size > 0) {
		ssize_t done = write(fd, octets, size);

		if (done < 0 && errno != EINTR)
			return false;
		octets += done > 0 ? done : 0;
		size -= done > 0 ? (size_t)done : 0;
	}
	return true;
}

static bool
write_beside(const struct vault *vault, const void *octets, size_t size)
{
	int fd = openat(vault->folder, NEW_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool is_done = fd >= 0 && write_octets(fd, octets, size) && fsync(fd) == 0;
	int  error = errno;

	if (fd >= 0 && close(fd) != 0 && is_done) {
		error = errno;
		is_done = false;
	}
	if (fd >= 0 && !is_done)
		(void)unlinkat(vault->folder, NEW_NAME, 0);
	errno = error;
	return is_done;
}

static bool
move_aside(struct vault *vault)
{
	char name[VAULT_NAME_SIZE];

	pthread_mutex_lock(&vault->lock);
	memcpy(name, vault->aside, sizeof(name));
	pthread_mutex_unlock(&vault->lock);
	if (*name == '\0')
		return true;
	if (renameat(vault->folder, FILE_NAME, vault->folder, name) != 0 && errno != ENOENT)
		return false;
	pthread_mutex_lock(&vault->lock);
	if (strcmp(name, vault->aside) == 0)
		*vault->aside = '\0';
	pthread_mutex_unlock(&vault->lock);
	return true;
}

static void
note(struct vault *vault, bool is_done, size_t size, int error)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	pthread_mutex_lock(&vault->lock);
	vault->saves += is_done;
	vault->failures += !is_done;
	if (is_done) {
		vault->saved = (int64_t)now.tv_sec * SECOND + now.tv_nsec;
		vault->octets = size;
	}
	(void)snprintf(vault->problem, sizeof(vault->problem), "%s", is_done ? "" : strerror(error));
	pthread_mutex_unlock(&vault->lock);
}

bool
vault_write(struct vault *vault, const void *octets, size_t size, bool *is_passing)
{
	bool is_done = move_aside(vault) && write_beside(vault, octets, size) &&
		       renameat(vault->folder, NEW_NAME, vault->folder, FILE_NAME) == 0 &&
		       fsync(vault->folder) == 0;
	int error = errno;

	*is_passing = !is_done && (error == ENOSPC || error == EDQUOT || error == EIO);
	note(vault, is_done, size, error);
	return is_done;
}

static void *
run(void *context)
{
	struct vault *vault = context;

	pthread_mutex_lock(&vault->lock);
	while (vault->waiting != NULL || !vault->is_over) {
		void  *octets = vault->waiting;
		size_t size = vault->waiting_size;
		bool   is_passing;

		if (octets == NULL) {
			pthread_cond_wait(&vault->changed, &vault->lock);
			continue;
		}
		vault->waiting = NULL;
		pthread_mutex_unlock(&vault->lock);
		(void)vault_write(vault, octets, size, &is_passing);
		free(octets);
		pthread_mutex_lock(&vault->lock);
	}
	pthread_mutex_unlock(&vault->lock);
	return NULL;
}

bool
vault_start(struct vault *vault)
{
	vault->is_running = pthread_create(&vault->thread, NULL, run, vault) == 0;
	return vault->is_running;
}

void
vault_put(struct vault *vault, void *octets, size_t size)
{
	pthread_mutex_lock(&vault->lock);
	free(vault->waiting);
	vault->waiting = octets;
	vault->waiting_size = size;
	pthread_cond_signal(&vault->changed);
	pthread_mutex_unlock(&vault->lock);
}

void
vault_state(struct vault *vault, struct vault_state *state)
{
	pthread_mutex_lock(&vault->lock);
	*state = (struct vault_state){.folder = vault->path,
				      .saved = vault->saved,
				      .saves = vault->saves,
				      .failures = vault->failures,
				      .octets = vault->octets};
	memcpy(state->problem, vault->problem, sizeof(state->problem));
	pthread_mutex_unlock(&vault->lock);
}

void
vault_free(struct vault *vault)
{
	if (vault == NULL)
		return;
	pthread_mutex_lock(&vault->lock);
	vault->is_over = true;
	pthread_cond_signal(&vault->changed);
	pthread_mutex_unlock(&vault->lock);
	if (vault->is_running)
		pthread_join(vault->thread, NULL);
	free(vault->waiting);
	if (vault->folder >= 0)
		close(vault->folder);
	free(vault->path);
	pthread_mutex_destroy(&vault->lock);
	pthread_cond_destroy(&vault->changed);
	free(vault);
}
