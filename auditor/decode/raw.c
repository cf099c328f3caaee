/* SPDX-License-Identifier: Apache-2.0 */
/* Packets that begin with the IP header. */

#include "decode/layers.h"

struct step
layer_raw(struct walk *walk)
{
	return step_to_ip_version(walk, DECODED_MALFORMED);
}
