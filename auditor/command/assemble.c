/* SPDX-License-Identifier: Apache-2.0 */
/* Puts a report together, and judges the whole of it. */
#include "command/assemble.h"

static bool
has_doubts(const struct assembly *assembly)
{
	for (size_t i = 0; i < assembly->coverage_count; i++)
		if (assembly->coverage[i].is_doubt && assembly->coverage[i].number > 0)
			return true;
	for (size_t i = 0; i < assembly->input_count; i++)
		if (!assembly->inputs[i].is_complete)
			return true;
	return false;
}

/* SEVERITY_COUNT if there is no finding but waived ones. */
static enum severity
worst_severity(const struct report_found *found)
{
	enum severity worst = SEVERITY_COUNT;

	for (size_t i = 0; i < found->finding_count(found->of); i++) {
		const struct finding *finding = found->finding(found->of, i);

		if (!finding->is_waived && finding->severity < worst)
			worst = finding->severity;
	}
	return worst;
}

/* The worst finding decides; without one, whatever was not seen keeps it from being a pass. */
enum verdict
assemble_verdict(const struct assembly *assembly, const struct report_found *found)
{
	if (worst_severity(found) <= assembly->fail_on)
		return VERDICT_FAIL;
	if (has_doubts(assembly) || results_sessions(assembly->results) == 0)
		return VERDICT_INCONCLUSIVE;
	for (size_t i = 0; i < results_check_count(assembly->results); i++) {
		struct check_tally tally = results_check(assembly->results, i);

		/* A check that could not make it fail by being violated does not make it doubtful either. */
		if (tally.inconclusive > 0 && tally.check->severity <= assembly->fail_on)
			return VERDICT_INCONCLUSIVE;
	}
	return VERDICT_PASS;
}

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
	struct report_found  found = report_found_in(assembly->results);

	describe_inside(policy, inside);
	return (struct report){
	    .version = MAILREEVE_VERSION,
	    .inputs = assembly->inputs,
	    .input_count = assembly->input_count,
	    .policy = {.name = policy_name(policy),
		       .version = policy_version(policy),
		       .sha256 = policy_sha256(policy),
		       .profile = policy_profile(policy),
		       .zones_guessed = policy_zones_guessed(policy),
		       .inside = inside->data != NULL ? inside->data : ""},
	    .coverage = assembly->coverage,
	    .coverage_count = assembly->coverage_count,
	    .found = found,
	    .verdict = assemble_verdict(assembly, &found),
	};
}
