/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_NOTIFY_H
#define WATCH_NOTIFY_H

/*
 * notify: what systemd wants to hear of a service of Type=notify, sd_notify(3): one datagram to the socket
 * that NOTIFY_SOCKET names.  Without that name nothing is done.
 */
void notify_state(const char *state);

/* WATCHDOG=1: the loop turns. */
void notify_alive(void);

#endif
