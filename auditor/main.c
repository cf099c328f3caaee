/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the command. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "command/command.h"

static void
print_usage(FILE *out)
{
	fputs("usage: mailreeve COMMAND [OPTION]… [ARGUMENT]…\n\n"
	      "Audits the ports that mail uses, from packets: what is plaintext, what leaks,\n"
	      "what is blocked and by whom.\n\nCommands:\n",
	      out);
	for (const struct command *command = commands; command->name != NULL; command++)
		fprintf(out, "  %-8s %s\n", command->name, command->says);
	fputs("\n  mailreeve COMMAND --help   tells a command's options\n"
	      "  mailreeve --version        tells the version\n",
	      out);
}

static const struct command *
find_command(const char *name)
{
	for (const struct command *command = commands; command->name != NULL; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

static size_t
count_commands(void)
{
	size_t count = 0;

	while (commands[count].name != NULL)
		count++;
	return count;
}

static int
refuse(const char *word)
{
	const char *near = text_nearest(word, commands, count_commands(), sizeof(commands[0]));
	struct text clean = {0};

	text_clean(&clean, word, strlen(word));
	fprintf(stderr, "mailreeve: no such command: %s", clean.data != NULL ? clean.data : "");
	fprintf(stderr, near != NULL ? " (did you mean %s?)\n" : " (mailreeve --help lists them)\n", near);
	text_free(&clean);
	return EXIT_MISUSE;
}

/* A reader that had enough (`| head`) is no error. */
static bool
is_reader_gone(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

	return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

/* What could not be written is not lost without a word, whichever command wrote it. */
static int
finish(int status)
{
	int problem = fflush(stdout) != 0 ? errno : 0;

	if (status == EXIT_MISUSE || (problem == 0 && !ferror(stdout)) || is_reader_gone())
		return status;
	fprintf(stderr, "mailreeve: standard output: %s\n",
		problem != 0 ? strerror(problem) : "could not be written");
	return EXIT_MISUSE;
}

int
main(int argc, char **argv)
{
	const struct command *command;

	signal(SIGPIPE,
	       SIG_IGN); /* writing to a closed pipe is an error like any other, told by the command */
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_MISUSE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		print_usage(stdout);
		return finish(EXIT_CLEAN);
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		puts("mailreeve " MAILREEVE_VERSION);
		return finish(EXIT_CLEAN);
	}
	if ((command = find_command(argv[1])) == NULL)
		return refuse(argv[1]);
	return finish(command->run(argc - 1, argv + 1));
}
