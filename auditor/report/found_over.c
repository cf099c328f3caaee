/* SPDX-License-Identifier: Apache-2.0 */
/* What another report found, handed on as it is. */
#include "report/report.h"

static size_t
finding_count(void *of)
{
	const struct report_found *below = of;

	return below->finding_count(below->of);
}

static const struct finding *
finding(void *of, size_t index)
{
	const struct report_found *below = of;

	return below->finding(below->of, index);
}

static size_t
check_count(void *of)
{
	const struct report_found *below = of;

	return below->check_count(below->of);
}

static struct check_tally
check(void *of, size_t index)
{
	const struct report_found *below = of;

	return below->check(below->of, index);
}

static size_t
port_count(void *of)
{
	const struct report_found *below = of;

	return below->port_count(below->of);
}

static struct port_tally
port(void *of, size_t index)
{
	const struct report_found *below = of;

	return below->port(below->of, index);
}

static uint64_t
sessions(void *of)
{
	const struct report_found *below = of;

	return below->sessions(below->of);
}

static size_t
server_count(void *of)
{
	const struct report_found *below = of;

	return below->named_count(below->of);
}

static struct named_tally
server(void *of, size_t index)
{
	const struct report_found *below = of;

	return below->named(below->of, index);
}

static size_t
pair_count(void *of)
{
	const struct report_found *below = of;

	return below->pair_count(below->of);
}

static struct pair_tally
pair(void *of, size_t index)
{
	const struct report_found *below = of;

	return below->pair(below->of, index);
}

static bool
keep(void *of, const struct keep_changes *changes, struct text *octets)
{
	const struct report_found *below = of;

	return below->keep(below->of, changes, octets);
}

struct report_found
report_found_over(struct report_found *below)
{
	return (struct report_found){.of = below,
				     .finding_count = finding_count,
				     .finding = finding,
				     .check_count = check_count,
				     .check = check,
				     .port_count = port_count,
				     .port = port,
				     .sessions = sessions,
				     .named_count = server_count,
				     .named = server,
				     .pair_count = pair_count,
				     .pair = pair,
				     .keep = below->keep != NULL ? keep : NULL,
				     .is_sealed = below->is_sealed};
}
