/* SPDX-License-Identifier: Apache-2.0 */
/* Decides where reports go, and writes them there. */
#include "command/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "command/whole.h"

/* Endings that are not the name of a format. */
static const struct {
	const char *ending, *format;
} endings[] = {
    {"txt",  "text"      },
    {"md",   "markdown"  },
    {"xml",  "junit"     },
    {"prom", "prometheus"},
};

static const struct format *
format_by_ending(const char *path)
{
	const char          *dot = strrchr(path, '.');
	const struct format *format = dot != NULL ? report_format(dot + 1) : NULL;

	for (size_t i = 0; dot != NULL && i < sizeof(endings) / sizeof(endings[0]); i++)
		if (strcmp(endings[i].ending, dot + 1) == 0)
			format = report_format(endings[i].format);
	return format != NULL ? format : report_format("text");
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

/* What stands before the first "=" if it can only be meant as a format: "jsn=x" is a mistake, "./a=b" a file.
 */
static bool
is_format_name(const char *text, const char *equals)
{
	return equals != NULL && equals > text &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz") == (size_t)(equals - text);
}

bool
output_parse(struct output *output, const char *text, const struct format *format)
{
	const char *equals = strchr(text, '=');
	char        name[32];

	*output = (struct output){format, text, false};
	if (is_format_name(text, equals)) {
		snprintf(name, sizeof(name), "%.*s", (int)(equals - text), text);
		if ((output->format = report_format(name)) == NULL)
			return say(text, "--output wants [FORMAT=]FILE, and there is no such format "
					 "(mailreeve audit --help "
					 "lists them)");
		output->path = equals + 1;
	}
	if (output->format == NULL)
		output->format = format_by_ending(output->path);
	if (*output->path == '\0') {
		fputs("mailreeve: audit: --output wants [FORMAT=]FILE\n", stderr);
		return false;
	}
	if (strcmp(output->path, "-") == 0)
		output->path = NULL;
	return true;
}

/* A device or pipe is written in place: there is nothing to replace. */
static bool
is_written_in_place(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static bool
is_same(const struct output *one, const struct output *other)
{
	if (one->path == NULL || other->path == NULL)
		return one->path == other->path;
	return strcmp(one->path, other->path) == 0 && !is_written_in_place(one->path);
}

static bool
prepare(const struct output *output)
{
	struct stat status;

	if (output->path == NULL || is_written_in_place(output->path))
		return true;
	if (stat(output->path, &status) == 0 && S_ISDIR(status.st_mode))
		return say(output->path, "is a folder: name a file for the report");
	if (!output->may_overwrite && lstat(output->path, &status) == 0)
		return say(output->path, "exists already: name another file, or add --force to replace it");
	return whole_try(output->path) || say(output->path, strerror(errno));
}

bool
outputs_prepare(struct output *outputs, size_t count, bool may_overwrite)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < i; j++)
			if (is_same(&outputs[i], &outputs[j]))
				return say(outputs[i].path != NULL ? outputs[i].path : "standard output",
					   "two reports cannot go to one place");
		outputs[i].may_overwrite = may_overwrite;
		if (!prepare(&outputs[i]))
			return false;
	}
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

static bool
write_whole(const struct output *output, const struct report *report, const struct report_style *style)
{
	struct whole whole;
	bool         is_done;

	if (!whole_begin(&whole, output->path))
		return say(output->path, strerror(errno));
	is_done = write_stream(output, report, style, whole.out);
	is_done = whole_end(&whole, is_done, output->may_overwrite);
	return is_done ||
	       say(output->path, errno == EEXIST ? "exists by now: it was not replaced" : strerror(errno));
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
