/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SERVERS_H
#define REPORT_SERVERS_H

#include <json-c/json.h>

#include "base/text.h"
#include "report/report.h"

/* servers: what was seen of the servers that the policy names. */

/* How many of them were neither called nor called anybody. */
uint64_t servers_unseen(const struct report *report);

/* Append "2 of 5 servers that the policy names had no session that was seen: 192.0.2.7 (mta), …; which is
 * neither good nor bad", if there are any; all of them are in the JSON form. */
void servers_phrase(struct text *text, const struct report *report);

void servers_item(struct json_object **to, const struct named_tally *named);

#endif
