/* SPDX-License-Identifier: Apache-2.0 */
/* Headers of haproxy's PROXY protocol, which stand before what the client says. */
#include <string.h>

#include "classify/opening.h"

static const uint8_t proxy_signature[12] = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

/* Version 2: a signature, 2 octets, the length of what follows. */
static enum opening_proxy
skip_binary(struct opening *opening, struct bytes heard, place where)
{
	uint8_t      rest[OPENING_ROOM];
	struct bytes header = heard, after;
	size_t       total;

	bytes_skip(&header, sizeof(proxy_signature) + 2);
	total = sizeof(proxy_signature) + 4 + (size_t)bytes_be16(&header);
	if (header.is_short)
		return PROXY_MORE;
	opening->proxy_left = (uint32_t)(total > heard.size ? total - heard.size : 0);
	after = heard;
	bytes_skip(&after, total > heard.size ? heard.size : total);
	if (after.size > 0)
		memcpy(rest, after.data, after.size);
	after.data = rest;
	opening_drop(opening, CLIENT);
	opening->is_proxied = true;
	if (after.size > 0)
		(void)opening_keep(opening, CLIENT, &after, where);
	return PROXY_NONE;
}

enum opening_proxy
opening_proxy(struct opening *opening, place where)
{
	static const char text[6] = "PROXY ";
	struct bytes      heard = opening_octets(opening, CLIENT);
	size_t signature = heard.size < sizeof(proxy_signature) ? heard.size : sizeof(proxy_signature);

	if (opening->is_proxied || opening->size[SERVER] > 0 || opening->has_line)
		return PROXY_NONE;
	if (memcmp(heard.data, text, heard.size < sizeof(text) ? heard.size : sizeof(text)) == 0) {
		if (heard.data[heard.size - 1] != '\n')
			return heard.size < 108 ? PROXY_MORE
						: PROXY_NONE; /* version 1 has at most 107 octets */
		opening_drop(opening, CLIENT);
		opening->is_proxied = true;
		return PROXY_MORE;
	}
	if (memcmp(heard.data, proxy_signature, signature) != 0)
		return PROXY_NONE;
	return signature < sizeof(proxy_signature) ? PROXY_MORE : skip_binary(opening, heard, where);
}
