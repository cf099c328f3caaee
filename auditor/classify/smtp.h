/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_SMTP_H
#define CLASSIFY_SMTP_H

#include "classify/protocol.h"

/* smtp: how SMTP and LMTP are told, and told apart; the rest of both is in smtp.c. */
enum verdict smtp_recognise(enum side from, struct bytes line, bool is_first);
enum verdict lmtp_recognise(enum side from, struct bytes line, bool is_first);

/* The code of a reply line (RFC 5321 4.2), 0 if it is none; ${line} loses code and separator. */
unsigned smtp_reply_code(struct bytes *line, bool *is_final);

#endif
