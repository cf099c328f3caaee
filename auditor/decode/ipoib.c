/* SPDX-License-Identifier: Apache-2.0 */
/* IP over InfiniBand: RFC 4391 6, behind the global routing header: LINKTYPE_IPOIB. */

#include "decode/layers.h"

#define ROUTING_SIZE 40
#define HEADER_SIZE 4

struct step
layer_ipoib(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, ROUTING_SIZE + HEADER_SIZE);

	if (header == NULL)
		return walk_short(walk, ROUTING_SIZE + HEADER_SIZE);
	return step_to_ethertype(be16_at(header + ROUTING_SIZE));
}
