/* SPDX-License-Identifier: Apache-2.0 */
/* What connections showed of a server's address: how far away it is, how quick, and when it last answered. */
#include "flow/connection.h"

/* A public key: what shares a place, and so is forgotten, shall be the same in every run. */
static const struct hash_key key = {
    {UINT64_C(0x6d61696c72656576), UINT64_C(0x6520736572766572)}
};

static struct server *
slot_of(const struct connection *connection)
{
	const struct address *address = &connection->flow.ends[SERVER].address;

	return &connection->table->servers[hash_bytes(&key, address, sizeof(*address)) % SERVERS];
}

/* Of a SYN that was sent more than once nobody knows which one was answered (RFC 6298 3). */
static int64_t
answer_time(const struct connection *connection, const struct segment *segment)
{
	int64_t time = segment->time - connection->last_syn;

	return connection->syns == 1 && time > 0 ? time : 0;
}

void
servers_note(struct connection *connection, const struct segment *segment)
{
	struct server *server = slot_of(connection);
	int64_t        time = answer_time(connection, segment);

	if (!address_equal(&server->address, &connection->flow.ends[SERVER].address))
		*server =
		    (struct server){.address = connection->flow.ends[SERVER].address, .ttl = segment->ttl};
	server->ttl_varies |= server->ttl != segment->ttl;
	if (segment->time > server->answered)
		server->answered = segment->time;
	if (time > 0 && (server->quickest == 0 || time < server->quickest))
		server->quickest = time;
}

const struct server *
servers_find(const struct connection *connection)
{
	const struct server *server = slot_of(connection);

	return address_equal(&server->address, &connection->flow.ends[SERVER].address) ? server : NULL;
}
