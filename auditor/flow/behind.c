/* SPDX-License-Identifier: Apache-2.0 */
/* Tells behind which interface and in which VLAN the ends of a connection lie. */
#include "flow/connection.h"

/* Systems begin at 64, 128 or 255: a packet that has so much passed no router. */
static bool
is_from_the_link(const struct segment *segment)
{
	return !segment->is_wrapped && (segment->ttl == 64 || segment->ttl == 128 || segment->ttl == 255);
}

static void
note(struct flow_behind *behind, const struct tap *tap)
{
	behind->has_interfaces |=
	    behind->tap.interface != 0 && tap->interface != 0 && behind->tap.interface != tap->interface;
	behind->has_vlans |= behind->tap.vlan != 0 && tap->vlan != 0 &&
			     (behind->tap.vlan != tap->vlan || behind->tap.inner_vlan != tap->inner_vlan);
	if (behind->tap.interface == 0)
		behind->tap.interface = tap->interface;
	if (behind->tap.vlan == 0) {
		behind->tap.vlan = tap->vlan;
		behind->tap.inner_vlan = tap->inner_vlan;
	}
}

void
behind_note(struct connection *connection, enum side from, const struct segment *segment)
{
	struct flow_behind *behind = connection->flow.behind;

	if (segment->tap.interface == 0 && segment->tap.vlan == 0)
		return;
	if (segment->way == WAY_OUT) {
		behind[side_other(from)].is_by_way = true;
		note(&behind[side_other(from)], &segment->tap);
	} else if (segment->way == WAY_IN) {
		behind[from].is_by_way = true;
		note(&behind[from], &segment->tap);
	} else if (is_from_the_link(segment)) {
		behind[from].is_by_ttl = true;
		note(&behind[from], &segment->tap);
	}
}

/* What a mirror port shows comes in at the probe, whoever sent it. */
static bool
is_mirrored(const struct flow *flow)
{
	const struct flow_behind *client = &flow->behind[CLIENT], *server = &flow->behind[SERVER];

	return client->is_by_way && server->is_by_way && client->tap.interface == server->tap.interface &&
	       client->tap.vlan == server->tap.vlan && client->tap.inner_vlan == server->tap.inner_vlan;
}

struct tap
flow_lies_behind(const struct flow *flow, enum side side)
{
	const struct flow_behind *behind = &flow->behind[side];
	struct tap                tap = behind->tap;

	if (!behind->is_by_ttl && is_mirrored(flow))
		return (struct tap){0, 0, 0};
	if (behind->has_interfaces)
		tap.interface = 0;
	if (behind->has_vlans)
		tap.vlan = tap.inner_vlan = 0;
	return tap;
}
