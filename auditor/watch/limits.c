/* SPDX-License-Identifier: Apache-2.0 */
/* Divides memory. */
#include "watch/limits.h"

/* What one of each takes, rounded up: a flow with its bucket, a dialogue, a client at a service with its
 * tallies. */
#define FLOW_OCTETS 512
#define DIALOGUE_OCTETS 5120
#define MESSAGE_OCTETS (32 * 1024)
#define CERTIFICATE_OCTETS 512
#define FINDING_OCTETS 640
#define PAIR_OCTETS 1024
#define SUBJECT_OCTETS 2048
#define WAITING_OCTETS 256
#define CONTACT_OCTETS 200
#define SWEEP_OCTETS 600
#define TALK_OCTETS 72

#define RING_MOST (UINT64_C(64) << 20)

static uint64_t
share(uint64_t octets, unsigned percent)
{
	return octets * percent / 100;
}

struct watch_limits
watch_limits_of(uint64_t octets, unsigned stations)
{
	struct watch_limits limits = {.flows = flow_limits_default, .classifier = classifier_limits_default};
	uint64_t            part = octets / (stations > 0 ? stations : 1);
	uint64_t            ring = share(part, 10);

	limits.ring = (uint32_t)(ring < RING_MOST ? ring : RING_MOST);
	limits.flows.flows = (uint32_t)(share(part, 22) / FLOW_OCTETS);
	limits.flows.held_octets = share(part, 5);
	limits.classifier.dialogues = (uint32_t)(share(part, 22) / DIALOGUE_OCTETS);
	limits.classifier.handshakes = (uint32_t)(share(part, 5) / MESSAGE_OCTETS);
	limits.classifier.text_octets = (size_t)share(part, 4);
	limits.classifier.certificates = (uint32_t)(share(part, 2) / CERTIFICATE_OCTETS);
	limits.company.waiting = (size_t)(share(part, 4) / WAITING_OCTETS);
	limits.company.contacts = (size_t)(share(part, 3) / CONTACT_OCTETS);
	limits.company.sweeps = (size_t)(share(part, 4) / SWEEP_OCTETS);
	limits.company.talks = (size_t)(share(part, 1) / TALK_OCTETS);
	limits.results.findings = (size_t)(share(part, 5) / FINDING_OCTETS);
	limits.results.pairs = (size_t)(share(part, 5) / PAIR_OCTETS);
	limits.results.subjects = (size_t)(share(part, 4) / SUBJECT_OCTETS);
	return limits;
}
