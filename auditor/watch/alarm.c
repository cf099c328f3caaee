/* SPDX-License-Identifier: Apache-2.0 */
/* Says when something is lost, without saying it each second. */
#include "watch/alarm.h"

bool
alarm_rings(struct alarm *alarm, int64_t now, const uint64_t *totals, size_t count, uint64_t *lost)
{
	bool is_quiet = alarm->when != 0 && now >= alarm->when && now - alarm->when < ALARM_QUIET;
	bool is_lost = false;

	for (size_t i = 0; i < count; i++) {
		lost[i] = totals[i] >= alarm->told[i] ? totals[i] - alarm->told[i] : totals[i];
		is_lost |= lost[i] > 0;
	}
	if (!is_lost || is_quiet)
		return false;
	for (size_t i = 0; i < count; i++)
		alarm->told[i] = totals[i];
	alarm->when = now;
	return true;
}
