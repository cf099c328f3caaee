/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FLOW_SIDE_H
#define FLOW_SIDE_H

/* side: who of the two ends of a flow; CLIENT opened the connection. */
enum side { CLIENT, SERVER };

static inline enum side
side_other(enum side side)
{
	return side == CLIENT ? SERVER : CLIENT;
}

#endif
