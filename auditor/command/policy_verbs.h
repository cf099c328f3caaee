/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_POLICY_VERBS_H
#define COMMAND_POLICY_VERBS_H

/*
 * The verbs of `mailreeve policy` that have a file of their own.  ${names} are their arguments; the result is
 * an exit status.
 */

/* 0: the two are the same in all that matters; 1: they differ, and the differences are printed. */
int policy_diff(int count, char **names);

/* 0: every example is judged as it says; 1: one is not, and is complained of.  All built-in policies by
 * default. */
int policy_test(int count, char **names);

#endif
