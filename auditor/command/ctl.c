/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve ctl: speaks to a running watch. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/text.h"
#include "command/command.h"
#include "command/options.h"
#include "watch/control.h"

#define USUAL_PATH "/run/mailreeve/control"

static void print_help(void);

/* clang-format off */
static const struct option_row rows[] = {
	{"control", '\0', "PATH", "the socket of the watch (default " USUAL_PATH ")", option_word, 0},
	{"help",    '\0', NULL,   "this text",                                       NULL,        0},
};
/* clang-format on */

static const struct option_table table = {"ctl", rows, sizeof(rows) / sizeof(rows[0]), print_help};

static void
print_usage(FILE *out)
{
	fputs("usage: mailreeve ctl [OPTION]... COMMAND\n\n"
	      "Speaks to a watch that was started with --control PATH.\n\n",
	      out);
	options_print(&table, out);
	fputs("\nCommands:\n", out);
	for (const struct control_command *command = control_commands; command->name != NULL; command++)
		fprintf(out, "  %-11s %s\n", command->name, command->says);
}

static void
print_help(void)
{
	print_usage(stdout);
}

static int
connect_to(const char *path)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int                fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && strlen(path) < sizeof(name.sun_path)) {
		memcpy(name.sun_path, path, strlen(path) + 1);
		if (connect(fd, (struct sockaddr *)&name, sizeof(name)) == 0)
			return fd;
	}
	fprintf(stderr, "mailreeve: ctl: %s: %s; is there a watch with --control?\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The answer as people read it; false if it is no, or none. */
static bool
print_answer(FILE *stream)
{
	char               *line = NULL;
	size_t              room = 0;
	bool                is_ok = false;
	struct json_object *answer = getline(&line, &room, stream) > 0 ? json_tokener_parse(line) : NULL, *ok;

	if (answer == NULL) {
		fputs("mailreeve: ctl: no answer\n", stderr);
	} else {
		is_ok = json_object_object_get_ex(answer, "ok", &ok) && json_object_get_boolean(ok);
		puts(json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PRETTY |
								JSON_C_TO_STRING_SPACED |
								JSON_C_TO_STRING_NOSLASHESCAPE));
	}
	json_object_put(answer);
	free(line);
	return is_ok;
}

static int
ask(const char *path, const char *command)
{
	int   fd = connect_to(path);
	FILE *stream = fd >= 0 ? fdopen(fd, "r+") : NULL;
	bool  is_ok = false;

	if (stream == NULL) {
		if (fd >= 0)
			close(fd);
		return EXIT_MISUSE;
	}
	if (fprintf(stream, "{\"command\": \"%s\"}\n", command) > 0 && fflush(stream) == 0)
		is_ok = print_answer(stream);
	fclose(stream);
	return is_ok ? EXIT_CLEAN : EXIT_MISUSE;
}

/* Says what else may have been meant, if it is none. */
static bool
is_command(const char *word)
{
	size_t count = 0;

	for (; control_commands[count].name != NULL; count++)
		if (strcmp(control_commands[count].name, word) == 0)
			return true;
	return options_refuse_near("ctl", "no such command", word,
				   text_nearest(word, control_commands, count, sizeof(control_commands[0])),
				   "mailreeve ctl --help lists them");
}

int
ctl_command(int argc, char **argv)
{
	const char *path = USUAL_PATH;
	int         status;

	if (!options_read(&table, &path, argc, argv, &status))
		return status;
	if (optind + 1 == argc)
		return is_command(argv[optind]) ? ask(path, argv[optind]) : EXIT_MISUSE;
	print_usage(stderr);
	return EXIT_MISUSE;
}
