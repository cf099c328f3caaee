/* SPDX-License-Identifier: Apache-2.0 */
/* Writes reports to files: a temporary name, then rename, so that nobody ever reads half of one. */
#include "command/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

static const struct format *
format_by_ending(const char *path)
{
	const char          *dot = strrchr(path, '.');
	const struct format *format = dot != NULL ? report_format(dot + 1) : NULL;

	return format != NULL ? format : report_format("text");
}

bool
output_parse(struct output *output, const char *text, const struct format *format)
{
	const char *equals = strchr(text, '=');
	char        name[32];

	output->path = text;
	output->format = format;
	if (equals != NULL && (size_t)(equals - text) < sizeof(name)) {
		memcpy(name, text, (size_t)(equals - text));
		name[equals - text] = '\0';
		if ((output->format = report_format(name)) != NULL)
			output->path = equals + 1;
		else
			output->format = format;
	}
	if (output->format == NULL)
		output->format = format_by_ending(output->path);
	if (*output->path == '\0') {
		fputs("mailreeve: audit: --output wants [FORMAT=]FILE\n", stderr);
		return false;
	}
	return true;
}

static bool
say(const char *path, const char *what)
{
	struct text clean = {0};

	text_clean(&clean, path, strlen(path));
	fprintf(stderr, "mailreeve: %s: %s\n", clean.data != NULL ? clean.data : "?", what);
	text_free(&clean);
	return false;
}

/* A device or pipe is written in place: there is nothing to replace. */
static bool
is_written_in_place(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static bool
temporary_name(struct text *name, const char *path)
{
	text_printf(name, "%s.XXXXXX", path);
	return !name->failed;
}

bool
output_prepare(const struct output *output, bool may_overwrite)
{
	struct stat status;
	struct text name = {0};
	int         file;

	if (output->path == NULL || is_written_in_place(output->path))
		return true;
	if (stat(output->path, &status) == 0 && S_ISDIR(status.st_mode))
		return say(output->path, "is a folder: name a file for the report");
	if (!may_overwrite && access(output->path, F_OK) == 0)
		return say(output->path, "exists already: name another file, or add --force to replace it");
	if (!temporary_name(&name, output->path) || (file = mkstemp(name.data)) < 0) {
		text_free(&name);
		return say(output->path, strerror(errno));
	}
	close(file);
	unlink(name.data);
	text_free(&name);
	return true;
}

static bool
write_stream(const struct output *output, const struct report *report, const struct report_style *style,
	     FILE *out)
{
	return output->format->write(report, style, out) == 0 && fflush(out) == 0 && !ferror(out);
}

static bool
write_in_place(const struct output *output, const struct report *report, const struct report_style *style)
{
	FILE *out = fopen(output->path, "w");
	bool  is_done = out != NULL && write_stream(output, report, style, out);

	if (out != NULL && fclose(out) != 0)
		is_done = false;
	return is_done || say(output->path, strerror(errno));
}

/* The permissions that open(2) would have given: mkstemp gives fewer. */
static void
usual_permissions(int file)
{
	mode_t mask = umask(0);

	umask(mask);
	(void)!fchmod(file, 0666 & ~mask);
}

static bool
write_temporary(const struct output *output, const struct report *report, const struct report_style *style,
		int file)
{
	FILE *out = fdopen(file, "w");
	bool  is_done = out != NULL && write_stream(output, report, style, out) && fsync(file) == 0;

	if (out == NULL)
		close(file);
	else if (fclose(out) != 0)
		is_done = false;
	return is_done;
}

static bool
write_whole(const struct output *output, const struct report *report, const struct report_style *style)
{
	struct text name = {0};
	bool        is_done = false;
	int         file;

	if (temporary_name(&name, output->path) && (file = mkstemp(name.data)) >= 0) {
		usual_permissions(file);
		is_done =
		    write_temporary(output, report, style, file) && rename(name.data, output->path) == 0;
		if (!is_done)
			unlink(name.data);
	}
	if (!is_done)
		say(output->path, strerror(errno));
	text_free(&name);
	return is_done;
}

bool
output_write(const struct output *output, const struct report *report, const struct report_style *style)
{
	if (output->path == NULL) {
		if (write_stream(output, report, style, stdout))
			return true;
		/* Whoever read from us has enough: nothing to complain about. */
		return errno == EPIPE || say("standard output", strerror(errno));
	}
	if (is_written_in_place(output->path))
		return write_in_place(output, report, style);
	return write_whole(output, report, style);
}
