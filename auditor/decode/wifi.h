/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DECODE_WIFI_H
#define DECODE_WIFI_H

#include "decode/walk.h"

/*
 * Step over an IEEE 802.11 header, which some receivers pad to a multiple of
 * four octets before they hand the frame on.
 */
struct step wifi_frame(struct walk *walk, bool is_padded);

#endif
