/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_RIGHTS_H
#define WATCH_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * rights: what a watch may do once everything is open: as little as can be.
 */
#define MOST_FOLDERS 32

/* Where files may be opened later; whoever gives the paths keeps them.  A file stands for its folder. */
struct rights {
	const char *user; /* NULL: mailreeve, else nobody */
	const char *readable[MOST_FOLDERS];
	size_t      readable_count;
	const char *writable[MOST_FOLDERS];
	size_t      writable_count;
};

/*
 * Before any thread runs and before any packet is read: become the user, if we are root; let go of every
 * capability and of the way to new ones; and where the kernel has Landlock (landlock(7)), of all files but
 * those in the folders: ${has_landlock} says whether it was there.  False with the reason in ${problem}: then
 * the program must not go on.
 */
bool rights_drop(const struct rights *rights, bool *has_landlock, char *problem, size_t room);

/*
 * When all threads run: for all of them no other system calls than a running watch needs (seccomp(2)); a
 * refused one fails with EPERM.  bind(2) is for the ${count} packet sockets of ${sockets} alone (-1: none),
 * which may have to follow their interface.  False with the reason in ${problem}: then the program must not
 * go on.
 */
bool rights_confine(const int *sockets, size_t count, char *problem, size_t room);

#endif
