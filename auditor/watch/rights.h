/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_RIGHTS_H
#define WATCH_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * rights: what a watch may do once everything is open: as little as can be.
 *
 * rights_drop, before any thread runs and before any packet is read: become ${user} (NULL: mailreeve, else
 * nobody) if we are root, let go of every capability and of the right to get new ones.  rights_confine, when
 * all threads run: a seccomp filter for all of them, and where the kernel has Landlock no folder but those
 * that were named.  False with the reason in ${problem}: then the program must not go on.
 */
bool rights_drop(const char *user, char *problem, size_t room);
bool rights_confine(char *problem, size_t room);

#endif
