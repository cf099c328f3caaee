/* SPDX-License-Identifier: Apache-2.0 */
/* Puts a report together, and judges the whole of it. */
#include "command/assemble.h"

#include "report/verdict.h"

static void
describe_inside(const struct policy *policy, struct text *inside)
{
	const struct prefix *prefix;
	char                 address[ADDRESS_TEXT_SIZE];

	for (size_t i = 0; (prefix = zones_prefix(policy_zones(policy), "inside", i)) != NULL; i++)
		text_printf(inside, "%s%s/%u", i > 0 ? ", " : "", address_print(&prefix->address, address),
			    prefix->length);
}

struct report
assemble_report(const struct assembly *assembly, struct text *inside)
{
	const struct policy *policy = assembly->policy;
	struct report        report;

	describe_inside(policy, inside);
	report = (struct report){
	    .version = MAILREEVE_VERSION,
	    .inputs = assembly->inputs,
	    .input_count = assembly->input_count,
	    .policy = {.name = policy_name(policy),
		       .version = policy_version(policy),
		       .sha256 = policy_sha256(policy),
		       .profile = policy_profile(policy),
		       .zones_guessed = policy_zones_guessed(policy),
		       .inside = inside->data != NULL ? inside->data : "",
		       .doubt = *results_doubt(assembly->results)},
	    .coverage = assembly->coverage,
	    .coverage_count = assembly->coverage_count,
	    .found = report_found_in(assembly->results),
	    .fail_on = assembly->fail_on,
	};
	report.verdict = report_verdict(&report, report.fail_on);
	return report;
}
