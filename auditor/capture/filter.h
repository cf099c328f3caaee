/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_FILTER_H
#define CAPTURE_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/packet.h"

/* filter: one pcap-filter(7) expression, compiled by libpcap once for each link type that comes along. */
struct filter;

enum filter_answer { FILTER_TAKES, FILTER_REFUSES, FILTER_FAILED };

/* A filter that keeps its own copy of ${expression}; NULL with a line in ${problem} if it is empty. */
struct filter *filter_new(const char *expression, char *problem, size_t room);

/* Whether ${expression} makes sense for captures of some usual link type; else libpcap's reason in
 * ${problem}. */
bool filter_is_sound(const char *expression, char *problem, size_t room);

/* Compile for ${link_type} ahead of the first packet.  False with libpcap's reason in ${problem}. */
bool filter_prepare(struct filter *filter, int link_type, char *problem, size_t room);

/* FILTER_FAILED, with the reason: the expression makes no sense for the packet's link type. */
enum filter_answer filter_ask(struct filter *filter, const struct packet *packet, char *problem, size_t room);

void filter_free(struct filter *filter);

#endif
