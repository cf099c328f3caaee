/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_ODD_END_H
#define CLASSIFY_ODD_END_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "classify/word.h"

/*
 * odd_end: what a server of SMTP may take for the end of a message though it is none: a dot between line ends
 * that are not both CRLF, or with zero octets beside it.  What stands behind it is then taken for commands:
 * SMTP smuggling (CVE-2023-51764 to -51766).
 *
 * Zero it when a message begins, and scan all of its content, in pieces of any size.
 */
struct odd_end {
	uint8_t at;          /* how far the scan got */
	uint8_t before;      /* the line end before the dot */
	bool    has_nul;     /* zero octets beside the dot */
	bool    is_found;    /* the first one of the message, and: */
	uint8_t form;        /* enum end_word */
	bool    is_last;     /* nothing stands behind it as yet */
	bool    is_followed; /* something else than line ends does */
};

/* How many of the octets stand before the end of the first one that was found; all if none is. */
size_t odd_end_scan(struct odd_end *end, struct bytes octets);

#endif
