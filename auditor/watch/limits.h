/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_LIMITS_H
#define WATCH_LIMITS_H

#include <stdint.h>

#include "classify/classifier.h"
#include "flow/flow.h"
#include "policy/results.h"
#include "session/company.h"

/*
 * limits: how one amount of memory is divided among all that a gateway remembers.
 *
 * What is full sheds the least valuable of its own and counts it; nothing takes from what is another's.
 */
#define WATCH_MEMORY_LEAST (UINT64_C(32) << 20)
#define WATCH_MEMORY_DEFAULT (UINT64_C(128) << 20)

struct watch_limits {
	uint32_t                 ring; /* octets of the kernel's ring of one station */
	struct flow_limits       flows;
	struct classifier_limits classifier;
	struct company_limits    company;
	struct results_limits    between;     /* of one station, until they are handed over */
	struct results_limits    results;     /* of all together */
	size_t                   text_octets; /* that they refer to */
};

/* The share of each of ${stations} in ${octets} of memory. */
struct watch_limits watch_limits_of(uint64_t octets, unsigned stations);

#endif
