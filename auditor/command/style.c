/* SPDX-License-Identifier: Apache-2.0 */
/* Finds out what the terminal can do. */
#include "command/style.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define USUAL_WIDTH 100
#define LEAST_WIDTH 40
#define MOST_WIDTH 240

static bool
has_color(const struct audit_options *options)
{
	const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if (options->no_color || isatty(STDOUT_FILENO) != 1 || (no_color != NULL && *no_color != '\0'))
		return false;
	return terminal == NULL || strcmp(terminal, "dumb") != 0;
}

static unsigned
width_of_terminal(void)
{
	const char    *columns = getenv("COLUMNS");
	struct winsize size = {0};
	long           width = columns != NULL ? strtol(columns, NULL, 10) : 0;

	if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (width <= 0)
		width = USUAL_WIDTH;
	if (width < LEAST_WIDTH)
		width = LEAST_WIDTH;
	return width > MOST_WIDTH ? MOST_WIDTH : (unsigned)width;
}

struct report_style
style_for(bool is_stdout, const struct audit_options *options)
{
	return (struct report_style){
	    .has_color = is_stdout && has_color(options),
	    .has_utf8 = !is_stdout || strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
	    .width = is_stdout ? width_of_terminal() : USUAL_WIDTH,
	    .is_quiet = options->is_quiet,
	    .explain = options->explain,
	    .by_control = options->by_control,
	};
}
