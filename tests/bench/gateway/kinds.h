/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_KINDS_H
#define BENCH_KINDS_H

#include "talk.h"

/* kind: one kind of flow; a table of them is drawn from by weight. */
struct kind {
	unsigned weight;
	uint16_t port;
	uint8_t  protocol;
	void (*speak)(struct talk *talk, struct chance *chance, const struct stock *stock);
};

const struct kind *kind_draw(const struct kind *kinds, size_t count, struct chance *chance);

#endif
