/* SPDX-License-Identifier: Apache-2.0 */
/* The table of mail ports. */
#include "classify/port.h"

#include <stddef.h>

/* clang-format off */
const struct port port_rows[] = {
    {  24, PROTOCOL_LMTP,        ROLE_DELIVERY,   false, false, "lmtp"},
    {  25, PROTOCOL_SMTP,        ROLE_RELAY,      false, true,  "smtp"},
    { 110, PROTOCOL_POP3,        ROLE_ACCESS,     false, true,  "pop3"},
    { 143, PROTOCOL_IMAP,        ROLE_ACCESS,     false, true,  "imap"},
    { 465, PROTOCOL_SMTP,        ROLE_SUBMISSION, true,  true,  "submissions"},
    { 587, PROTOCOL_SMTP,        ROLE_SUBMISSION, false, true,  "submission"},
    { 993, PROTOCOL_IMAP,        ROLE_ACCESS,     true,  true,  "imaps"},
    { 995, PROTOCOL_POP3,        ROLE_ACCESS,     true,  true,  "pop3s"},
    {2525, PROTOCOL_SMTP,        ROLE_SUBMISSION, false, false, "submission-alternate"},
    {4190, PROTOCOL_MANAGESIEVE, ROLE_MANAGEMENT, false, true,  "sieve"},
    {   0, PROTOCOL_NONE,        ROLE_UNKNOWN,    false, false, NULL},
};
/* clang-format on */

const struct port *
port_find(uint16_t number)
{
	const struct port *row = port_rows;

	while (row->number != 0 && row->number != number)
		row++;
	return row->number != 0 ? row : NULL;
}
