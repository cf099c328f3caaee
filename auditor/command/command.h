/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

/*
 * command: one word of the command line.  To add one: write command/NAME.c with its function, and a
 * row in commands.c.
 */
struct command {
	const char *name;
	const char *says;                  /* one line for the list of commands */
	int (*run)(int argc, char **argv); /* argv[0] is the command's name; the exit status */
};

/* All commands, ended by a NULL name. */
extern const struct command commands[];

int audit_command(int argc, char **argv);
int policy_command(int argc, char **argv);
int explain_command(int argc, char **argv);
int watch_command(int argc, char **argv);
int ctl_command(int argc, char **argv);
int report_command(int argc, char **argv);

/* Exit statuses, public: docs/report.md.  A higher one outranks a lower one, but for usage, which outranks
 * all. */
enum exit_status {
	EXIT_CLEAN = 0,    /* nothing at or above --fail-on */
	EXIT_FINDINGS = 1, /* findings at or above it */
	EXIT_MISUSE = 2,   /* usage or policy error: nothing was audited, or an output could not be written */
	EXIT_UNREAD = 3,   /* an input could not be read to its end */
};

#endif
