/* SPDX-License-Identifier: Apache-2.0 */
/* The order of clients at services. */
#include "policy/pair.h"

int
pair_key_compare(const struct pair_key *a, const struct pair_key *b)
{
	int order = address_compare(&a->server, &b->server);

	if (order == 0)
		order = (int)a->port - (int)b->port;
	if (order == 0)
		order = address_compare(&a->client, &b->client);
	if (order == 0)
		order = (int)a->path - (int)b->path;
	return order != 0 ? order : digest_compare(&a->key, &b->key);
}
