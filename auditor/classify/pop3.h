/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_POP3_H
#define CLASSIFY_POP3_H

#include "classify/protocol.h"

/* What a line says of POP3, and whether one answers the other, as struct follower has it. */
enum verdict pop3_recognise(enum side from, struct bytes line, bool is_first);
bool         pop3_answers(struct bytes asked, struct bytes answer, bool is_next);

#endif
