/* SPDX-License-Identifier: Apache-2.0 */
/* Community IDs against those that the specification's authors publish. */
#include <string.h>

#include "base/community.h"
#include "unit.h"

static const char *
id_of(const char *client, uint16_t client_port, const char *server, uint16_t server_port)
{
	static char    id[COMMUNITY_ID_SIZE];
	struct address from, to;

	CU_ASSERT_TRUE_FATAL(address_parse(client, &from));
	CU_ASSERT_TRUE_FATAL(address_parse(server, &to));
	return community_id(&from, client_port, &to, server_port, id) ? id : "none";
}

/* From the specification's baseline and the documentation of its Python reference, pycommunityid. */
static void
published_connections_have_their_published_ids(void)
{
	CU_ASSERT_STRING_EQUAL(id_of("128.232.110.120", 34855, "66.35.250.204", 80),
			       "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
	CU_ASSERT_STRING_EQUAL(id_of("127.0.0.1", 1234, "10.0.0.1", 80), "1:mgRgpIZSu0KHDp/QrtcWZpkJpMU=");
	CU_ASSERT_STRING_EQUAL(id_of("10.0.0.1", 10, "10.0.0.2", 20), "1:9j2Dzwrw7T9E+IZi4b4IVT66HBI=");
}

static void
both_directions_have_the_same_id(void)
{
	CU_ASSERT_STRING_EQUAL(id_of("66.35.250.204", 80, "128.232.110.120", 34855),
			       "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
	CU_ASSERT_STRING_EQUAL(id_of("10.0.0.2", 20, "10.0.0.1", 10), "1:9j2Dzwrw7T9E+IZi4b4IVT66HBI=");
}

static void
a_talk_of_a_host_with_itself_is_ordered_by_its_ports(void)
{
	char id[COMMUNITY_ID_SIZE];

	strcpy(id, id_of("::1", 50000, "::1", 143));
	CU_ASSERT_STRING_EQUAL(id_of("::1", 143, "::1", 50000), id);
	CU_ASSERT_STRING_NOT_EQUAL(id_of("::1", 143, "::1", 50001), id);
}

static void
ends_of_two_families_have_none(void)
{
	CU_ASSERT_STRING_EQUAL(id_of("10.0.0.1", 1, "2001:db8::1", 2), "none");
}

SUITE("base: community", ROW(published_connections_have_their_published_ids),
      ROW(both_directions_have_the_same_id), ROW(a_talk_of_a_host_with_itself_is_ordered_by_its_ports),
      ROW(ends_of_two_families_have_none))
