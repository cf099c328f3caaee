/* SPDX-License-Identifier: Apache-2.0 */
/* Divides memory. */
#include "watch/limits.h"

/* What one of each takes, rounded up: a flow with its bucket, a dialogue, a client at a service with its
 * tallies. */
#define FLOW_OCTETS 512
#define DIALOGUE_OCTETS 5120
#define MESSAGE_OCTETS (32 * 1024)
#define CERTIFICATE_OCTETS 512
#define FINDING_OCTETS 1280
#define PAIR_OCTETS 1024
#define SUBJECT_OCTETS 2048
#define GROUP_OCTETS 5120
#define WAITING_OCTETS 256
#define CONTACT_OCTETS 200
#define SWEEP_OCTETS 600
#define TALK_OCTETS 72

/* One session may need several of each. */
#define RECORDS_LEAST 4

#define RING_MOST (UINT64_C(64) << 20)

static uint64_t
share(uint64_t octets, unsigned percent)
{
	return octets * percent / 100;
}

static size_t
records(uint64_t octets, unsigned percent, unsigned each)
{
	uint64_t count = share(octets, percent) / each;

	return (size_t)(count > RECORDS_LEAST ? count : RECORDS_LEAST);
}

static struct results_limits
results_of(uint64_t octets)
{
	return (struct results_limits){
	    .findings = records(octets, 33, FINDING_OCTETS),
	    .pairs = records(octets, 25, PAIR_OCTETS),
	    .subjects = records(octets, 25, SUBJECT_OCTETS),
	    .groups = records(octets, 17, GROUP_OCTETS),
	};
}

/* What is found counts twice: a report is made of a copy.  So do texts, and the certificates that have them:
 * where they are renewed, old and new are there at once. */
struct watch_limits
watch_limits_of(uint64_t octets, unsigned stations)
{
	struct watch_limits limits = {.flows = flow_limits_default, .classifier = classifier_limits_default};
	uint64_t            part = octets / (stations > 0 ? stations : 1);
	uint64_t            ring = share(part, 9);

	limits.ring = (uint32_t)(ring < RING_MOST ? ring : RING_MOST);
	limits.flows.flows = (uint32_t)(share(part, 17) / FLOW_OCTETS);
	limits.flows.held_octets = share(part, 3);
	limits.classifier.dialogues = (uint32_t)(share(part, 18) / DIALOGUE_OCTETS);
	limits.classifier.handshakes = (uint32_t)(share(part, 4) / MESSAGE_OCTETS);
	limits.classifier.text_octets = (size_t)share(part, 2);
	limits.classifier.certificates = (uint32_t)(share(part, 2) / CERTIFICATE_OCTETS);
	limits.company.waiting = (size_t)(share(part, 4) / WAITING_OCTETS);
	limits.company.contacts = (size_t)(share(part, 2) / CONTACT_OCTETS);
	limits.company.sweeps = (size_t)(share(part, 2) / SWEEP_OCTETS);
	limits.company.talks = (size_t)(share(part, 1) / TALK_OCTETS);
	limits.between = results_of(share(part, 4));
	limits.results = results_of(share(octets, 12));
	limits.text_octets = (size_t)share(octets, 1);
	return limits;
}
