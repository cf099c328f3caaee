/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_PHRASE_H
#define REPORT_PHRASE_H

#include <stdint.h>

#include "base/text.h"
#include "policy/finding.h"
#include "report/page.h"

/* phrase: numbers, times and places as people say them.  Each appends to ${text}. */

/* 12,345 */
void phrase_number(struct text *text, uint64_t number);

/* "3 critical, 1 medium", or nothing where all are 0. */
void phrase_severities(struct text *text, const uint64_t numbers[SEVERITY_COUNT]);

/* "by netops until 2027-01-31: the provider turns TLS on" */
void phrase_waiver(struct text *text, const struct waiver_says *waiver);

/* "1 session", "12,345 sessions": ${thing} in the singular. */
void phrase_things(struct text *text, uint64_t number, const char *thing);

/* "2 min 3 s": the two largest units; below a second "40 ms". */
void phrase_duration(struct text *text, int64_t nanoseconds);

/* "2026-11-22 03:34:00 - 03:36:03 UTC", what is equal said once. */
void phrase_times(struct text *text, const struct page *page, int64_t first, int64_t last);

/* "10.0.0.5 -> 203.0.113.7:143, egress"; "12 clients -> 203.0.113.7:143", "10.0.0.5 -> 40 servers, port 25"
 */
void phrase_where(struct text *text, const struct page *page, const struct finding *finding);

/* 10.0.0.5; "any" for none. */
void phrase_address(struct text *text, const struct address *address);

/* "10.0.0.5", "12 clients", "at least 256 clients" */
void phrase_client(struct text *text, const struct finding *finding);

/* "203.0.113.7:143", "[2001:db8::7]:143", "203.0.113.7", "40 servers", "40 servers, port 25", "2 servers with
 * key 3f5a0c…" (its first 16 digits) */
void phrase_service(struct text *text, const struct finding *finding);

/* "ICMP: administratively prohibited, from 192.0.2.1", "RST in the name of 203.0.113.7"; nothing if nobody is
 * known. */
void phrase_blocker(struct text *text, const struct finding *finding);

/* "10.0.0.6 -> 203.0.113.7:587 worked, 2026-11-22 03:34:00 UTC, frame 12", or that nothing is known to have;
 * nothing if nobody was kept out.  ${capture}: whose frame it is, where there are several captures, or NULL.
 */
void phrase_control(struct text *text, const struct page *page, const struct finding *finding,
		    const char *capture);

/* "3 of 4" */
void phrase_of(struct text *text, uint64_t count, uint64_t of);

/* "3 of 4 sessions", "all 4 sessions"; of a gathered finding "4 sessions", or "412 attempts, 0 answered" */
void phrase_share(struct text *text, const struct finding *finding);

/* "security plaintext, auth.in_clear true; first from 10.0.0.5:50123" */
void phrase_proof(struct text *text, const struct proof *proof);

/* A Wireshark display filter for the sessions of ${finding}: of one session among many, for that one alone.
 */
void phrase_finding_filter(struct text *text, const struct finding *finding);

/* A Wireshark display filter for the sessions between two addresses; of family 0: any.  No port: any. */
void phrase_filter(struct text *text, const struct address *client, const struct address *server,
		   const uint16_t *ports, unsigned port_count);

#endif
