/* SPDX-License-Identifier: Apache-2.0 */
/* Makes one word of findings, doubts and undecided checks. */
#include "report/verdict.h"

/* Whether all inputs were read to their end. */
static bool
is_complete(const struct report *report)
{
	for (size_t i = 0; i < report->input_count; i++)
		if (!report->inputs[i].is_complete)
			return false;
	return true;
}

static bool
has_doubts(const struct report *report)
{
	for (size_t i = 0; i < report->coverage_count; i++)
		if (report->coverage[i].is_doubt && report->coverage[i].number > 0)
			return true;
	return !is_complete(report) || doubt_has(&report->policy.doubt, DOUBT_UNTOUCHED);
}

/* SEVERITY_COUNT if there is no finding but waived ones. */
static enum severity
worst_severity(const struct report_found *found)
{
	enum severity worst = SEVERITY_COUNT;
	size_t        count = found->finding_count(found->of);

	for (size_t i = 0; i < count; i++) {
		const struct finding *finding = found->finding(found->of, i);

		if (!finding->is_waived && finding->severity < worst)
			worst = finding->severity;
	}
	return worst;
}

enum verdict
report_verdict(const struct report *report, enum severity fail_on)
{
	const struct report_found *found = &report->found;
	size_t                     checks = found->check_count(found->of);

	if (worst_severity(found) <= fail_on)
		return VERDICT_FAIL;
	if (has_doubts(report) || found->sessions(found->of) == 0)
		return VERDICT_INCONCLUSIVE;
	for (size_t i = 0; i < checks; i++) {
		struct check_tally tally = found->check(found->of, i);

		/* A check that could not make it fail by being violated does not make it doubtful either. */
		if (tally.inconclusive > 0 && tally.check->severity <= fail_on)
			return VERDICT_INCONCLUSIVE;
	}
	return VERDICT_PASS;
}
