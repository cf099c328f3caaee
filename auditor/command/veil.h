/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_VEIL_H
#define COMMAND_VEIL_H

#include <stdbool.h>

#include "report/disguise.h"

/* veil: what --pseudonymize puts over a report before it is printed. */
struct veil {
	struct pseudonym *pseudonym; /* NULL: nothing was asked for */
	struct disguise  *disguise;
};

/* Read the key that ${source} names, if it is not NULL.  False after saying what is wrong with it. */
bool veil_prepare(struct veil *veil, const char *source);

/* ${report}, or the same in disguise, until veil_free; NULL after saying that memory ran out. */
const struct report *veil_over(struct veil *veil, const struct report *report);

void veil_free(struct veil *veil);

#endif
