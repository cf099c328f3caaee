/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_LINKTYPE_H
#define CAPTURE_LINKTYPE_H

#include <stdint.h>

/*
 * linktype: LINKTYPE_ is what files store, the same everywhere; DLT_ is what libpcap's functions take, and a
 * few of them differ from system to system.
 */
int linktype_to_dlt(int link_type);
int linktype_of_dlt(int dlt);

/*
 * The most octets a packet of this link type is ever captured with.  A record that claims more is damaged:
 * the bounds are those of libpcap and Wireshark, which say the same.
 */
uint32_t linktype_longest(int link_type);

#endif
