/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_REFUSAL_H
#define CLASSIFY_REFUSAL_H

#include "base/bytes.h"
#include "classify/word.h"

/*
 * refusal: why a server refused a login, as its response code says.
 *
 * ${code} is one code of any of the protocols: AUTHENTICATIONFAILED (RFC 5530), SYS/TEMP (RFC 3206), IN-USE
 * (RFC 2449), ENCRYPT-NEEDED (RFC 5804 1.3), the enhanced status code 5.7.8 or the reply code 535 (RFC 4954
 * 6). AUTH_REFUSAL_UNKNOWN for all others.
 */
enum auth_refusal refusal_by_code(struct bytes code);

/*
 * The response code that begins ${text} between ${open} and ${close}, without what follows it within:
 * REFERRAL of "[REFERRAL imap://...] text"; empty if there is none.
 */
struct bytes refusal_code(struct bytes text, char open, char close);

#endif
