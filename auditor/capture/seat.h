/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_SEAT_H
#define CAPTURE_SEAT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * seat: the interface that a packet socket is bound to (packet(7)), and how it gets onto a new one.
 *
 * An interface that is deleted and made anew is another one to the kernel, and the socket hears nothing of
 * it.  To open a new socket wants CAP_NET_RAW; to bind the old one again does not.
 */
#define SEAT_NAME 16 /* IFNAMSIZ */

struct seat {
	int  fd;
	int  index;   /* 0: of all interfaces, or of what is none */
	int  carrier; /* ARPHRD_ number: what its frames begin with */
	bool is_promiscuous;
	char name[SEAT_NAME]; /* as it was first called */
};

enum seat_state {
	SEAT_TAKEN, /* packets can come */
	SEAT_AWAY,  /* the interface is down or gone */
	SEAT_UNSURE /* not bound to one, or the system has no packet sockets: nothing is known */
};

/* ${fd} is bound to the interface ${name} by now. */
void seat_take(struct seat *seat, int fd, const char *name, bool is_promiscuous);

/*
 * Look what became of the interface, and take one that was made anew under its name.  ${was_away} becomes
 * true if packets may have been missed since the last call, however short it was; it is never made false.
 * Says in ${problem} why it is away.
 */
enum seat_state seat_look(struct seat *seat, bool *was_away, char *problem, size_t room);

#endif
