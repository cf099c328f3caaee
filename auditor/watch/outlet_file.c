/* SPDX-License-Identifier: Apache-2.0 */
/* Events to a file, which is turned over when it has grown. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "watch/outlet.h"

struct file {
	int                   fd;      /* one more than the descriptor; 0: closed */
	bool                  is_torn; /* its last line has no end: who wrote it was killed */
	uint64_t              size;
	char                  path[PATH_MAX];
	struct outlet_options options;
};

static bool
file_claims(const char *address)
{
	return *address != '\0';
}

/* Whether its last octet is no end of a line; false also where it may not be read. */
static bool
is_torn(const char *path, off_t size)
{
	int  fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char last = '\n';

	if (fd < 0)
		return false;
	(void)!pread(fd, &last, 1, size - 1);
	close(fd);
	return last != '\n';
}

static bool
file_open(void *state, const char *address, const struct outlet_options *options, char *problem, size_t room)
{
	struct file *file = state;
	struct stat  status;
	int          fd = open(address, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);

	if (fd < 0 || fstat(fd, &status) != 0) {
		(void)snprintf(problem, room, "%s", strerror(errno));
		return false;
	}
	(void)snprintf(file->path, sizeof(file->path), "%s", address);
	file->fd = fd + 1;
	file->size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
	file->is_torn = file->size > 0 && is_torn(address, status.st_size);
	file->options = *options;
	return true;
}

static void
file_close(void *state)
{
	struct file *file = state;

	if (file->fd > 0)
		close(file->fd - 1);
	file->fd = 0;
}

/* What was opened as root may not be opened by whom we have become. */
static bool
file_is_current(const void *state, const char *address)
{
	const struct file *file = state;
	struct stat        named, open_one;

	return file->fd > 0 && stat(address, &named) == 0 && fstat(file->fd - 1, &open_one) == 0 &&
	       named.st_dev == open_one.st_dev && named.st_ino == open_one.st_ino;
}

/* FILE.2 becomes FILE.3, FILE.1 becomes FILE.2, FILE becomes FILE.1. */
static bool
turn_over(struct file *file)
{
	char from[PATH_MAX + 16], to[PATH_MAX + 16], problem[256], path[PATH_MAX];

	for (unsigned number = file->options.keep; number > 0; number--) {
		(void)snprintf(to, sizeof(to), "%s.%u", file->path, number);
		(void)snprintf(from, sizeof(from), number > 1 ? "%s.%u" : "%s", file->path, number - 1);
		(void)rename(from, to);
	}
	memcpy(path, file->path, sizeof(path));
	file_close(file);
	if (file->options.keep == 0)
		(void)unlink(path);
	return file_open(file, path, &file->options, problem, sizeof(problem));
}

/* A line in one call: whoever reads the file meanwhile sees whole lines, and a full disk gets none or all. */
static bool
file_write(void *state, const char *line, size_t size, int priority)
{
	struct file *file = state;
	char         end = '\n';
	size_t       whole = size + 1 + file->is_torn;
	struct iovec parts[3] = {
	    {.iov_base = &end, .iov_len = file->is_torn},
	    {.iov_base = NULL, .iov_len = size         },
	    {.iov_base = &end, .iov_len = 1            }
        };
	ssize_t written;

	(void)priority;
	memcpy(&parts[1].iov_base, &line, sizeof(line));
	if (file->fd > 0 && file->options.rotate_octets > 0 && file->size > 0 &&
	    file->size + size >= file->options.rotate_octets && !turn_over(file))
		return false;
	if (file->fd == 0)
		return false;
	written = writev(file->fd - 1, parts, 3);
	if (written == (ssize_t)whole) {
		file->size += whole;
		file->is_torn = false;
		return true;
	}
	/* What is there of a line is taken back. */
	if (written > 0)
		(void)!ftruncate(file->fd - 1, (off_t)file->size);
	if (written >= 0)
		errno = ENOSPC;
	return false;
}

const struct outlet_kind outlet_file = {"FILE",
					"a file; SIGHUP opens it again",
					file_claims,
					file_open,
					file_write,
					file_close,
					sizeof(struct file),
					file_is_current};
