/* SPDX-License-Identifier: Apache-2.0 */
/* What results found, for a report to ask. */
#include "policy/keep.h"
#include "report/report.h"

static size_t
finding_count(void *of)
{
	return results_finding_count(of);
}

static const struct finding *
finding(void *of, size_t index)
{
	return results_finding(of, index);
}

static size_t
check_count(void *of)
{
	return results_check_count(of);
}

static struct check_tally
check(void *of, size_t index)
{
	return results_check(of, index);
}

static size_t
port_count(void *of)
{
	return results_port_count(of);
}

static struct port_tally
port(void *of, size_t index)
{
	return results_port(of, index);
}

static uint64_t
sessions(void *of)
{
	return results_sessions(of);
}

static size_t
named_servers(void *of)
{
	return results_named_count(of);
}

static struct named_tally
named_server(void *of, size_t index)
{
	return results_named(of, index);
}

static size_t
pair_count(void *of)
{
	return results_pair_count(of);
}

static struct pair_tally
pair(void *of, size_t index)
{
	return results_pair(of, index);
}

static bool
keep(void *of, const struct keep_changes *changes, struct text *octets)
{
	return results_keep(of, changes, octets);
}

struct report_found
report_found_in(struct results *results)
{
	return (struct report_found){.of = results,
				     .finding_count = finding_count,
				     .finding = finding,
				     .check_count = check_count,
				     .check = check,
				     .port_count = port_count,
				     .port = port,
				     .sessions = sessions,
				     .named_count = named_servers,
				     .named = named_server,
				     .pair_count = pair_count,
				     .pair = pair,
				     .keep = keep};
}
