/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a file that appears with all that is in it. */
#include "command/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_TRIED 100
#define OWN_FILES "/proc/self/fd"

/* The folder that ${path} lies in. */
static void
folder_of(struct text *folder, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		text_add(folder, ".");
	else
		text_add_bytes(folder, path, slash == path ? 1 : (size_t)(slash - path));
}

static int
open_folder(const char *path, int flags)
{
	struct text folder = {0};
	int         file = -1;

	folder_of(&folder, path);
	errno = ENOMEM;
	if (!folder.failed)
		file = open(folder.data, flags | O_CLOEXEC, 0666);
	text_free(&folder);
	return file;
}

/* A file without a name; -1 with ENOTSUP where there is no such thing. */
static int
open_unnamed(const char *path)
{
#ifdef O_TMPFILE
	int file =
	    access(OWN_FILES, X_OK) == 0 ? open_folder(path, O_TMPFILE | O_WRONLY) : (errno = ENOTSUP, -1);

	/* What file systems and kernels say that do not know it. */
	if (file < 0 && (errno == EISDIR || errno == EINVAL || errno == EOPNOTSUPP))
		errno = ENOTSUP;
	return file;
#else
	(void)path;
	errno = ENOTSUP;
	return -1;
#endif
}

/* The permissions that open(2) would have given: mkstemp gives fewer. */
static void
usual_permissions(int file)
{
	mode_t mask = umask(0);

	umask(mask);
	(void)!fchmod(file, 0666 & ~mask);
}

static void
block_signals(sigset_t *before)
{
	sigset_t ending;

	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	sigaddset(&ending, SIGHUP);
	sigaddset(&ending, SIGQUIT);
	pthread_sigmask(SIG_BLOCK, &ending, before);
}

static int
open_named(struct whole *whole)
{
	int file = -1;

	text_printf(&whole->temporary, "%s.XXXXXX", whole->path);
	errno = ENOMEM;
	block_signals(&whole->signals);
	if (!whole->temporary.failed && (file = mkstemp(whole->temporary.data)) >= 0) {
		usual_permissions(file);
		return file;
	}
	pthread_sigmask(SIG_SETMASK, &whole->signals, NULL);
	text_free(&whole->temporary);
	return -1;
}

/* Take the temporary name away, if there is one. */
static void
drop_name(struct whole *whole)
{
	if (whole->temporary.size == 0)
		return;
	unlink(whole->temporary.data);
	text_free(&whole->temporary);
	pthread_sigmask(SIG_SETMASK, &whole->signals, NULL);
}

bool
whole_begin(struct whole *whole, const char *path)
{
	int file = open_unnamed(path), error;

	*whole = (struct whole){.path = path};
	if (file < 0 && errno == ENOTSUP)
		file = open_named(whole);
	if (file < 0)
		return false;
	if ((whole->out = fdopen(file, "w")) != NULL)
		return true;
	error = errno;
	close(file);
	drop_name(whole);
	errno = error;
	return false;
}

bool
whole_try(const char *path)
{
	struct whole whole;

	if (!whole_begin(&whole, path))
		return false;
	(void)whole_end(&whole, false, false);
	return true;
}

/* Give the file without a name one that nobody has. */
static bool
name_somehow(struct whole *whole, const char *own)
{
	for (unsigned i = 0; i < NAMES_TRIED; i++) {
		text_clear(&whole->temporary);
		text_printf(&whole->temporary, "%s.%ld.%u", whole->path, (long)getpid(), i);
		if (whole->temporary.failed)
			return false;
		if (linkat(AT_FDCWD, own, AT_FDCWD, whole->temporary.data, AT_SYMLINK_FOLLOW) == 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	return false;
}

static bool
publish_unnamed(struct whole *whole, bool may_replace)
{
	char own[sizeof(OWN_FILES) + 16];
	bool is_done;
	int  error;

	snprintf(own, sizeof(own), OWN_FILES "/%d", fileno(whole->out));
	if (linkat(AT_FDCWD, own, AT_FDCWD, whole->path, AT_SYMLINK_FOLLOW) == 0)
		return true;
	if (errno != EEXIST || !may_replace)
		return false;
	/* A link does not replace: only rename does. */
	block_signals(&whole->signals);
	if (!name_somehow(whole, own)) {
		error = errno;
		text_free(&whole->temporary);
		pthread_sigmask(SIG_SETMASK, &whole->signals, NULL);
		errno = error;
		return false;
	}
	is_done = rename(whole->temporary.data, whole->path) == 0;
	error = errno;
	drop_name(whole);
	errno = error;
	return is_done;
}

static bool
publish_named(struct whole *whole, bool may_replace)
{
	struct stat status;

	if (!may_replace) {
		if (link(whole->temporary.data, whole->path) == 0)
			return true;
		/* Without links a moment stays in which somebody else could take the name. */
		if ((errno != EPERM && errno != EOPNOTSUPP) || lstat(whole->path, &status) == 0)
			return false;
	}
	return rename(whole->temporary.data, whole->path) == 0;
}

/* The name is in the folder: that has to reach the disk, too. */
static void
sync_folder(const char *path)
{
	int folder = open_folder(path, O_RDONLY);

	if (folder < 0)
		return;
	(void)fsync(folder);
	close(folder);
}

bool
whole_end(struct whole *whole, bool is_good, bool may_replace)
{
	int error = errno;

	if (is_good) {
		is_good = fflush(whole->out) == 0 && fsync(fileno(whole->out)) == 0 &&
			  (whole->temporary.size == 0 ? publish_unnamed(whole, may_replace)
						      : publish_named(whole, may_replace));
		error = errno;
	}
	fclose(whole->out);
	drop_name(whole);
	if (is_good)
		sync_folder(whole->path);
	errno = error;
	return is_good;
}
