/* SPDX-License-Identifier: Apache-2.0 */
/* The words, as arrays. */
#include "classify/word.h"

#define word_text(LIST, WORD, text) text,
const char *const path_words[PATH_COUNT] = {EACH_PATH(word_text)};
const char *const outcome_words[OUTCOME_COUNT] = {EACH_OUTCOME(word_text)};
const char *const stage_words[STAGE_COUNT] = {EACH_STAGE(word_text)};
const char *const blocker_words[BLOCKER_COUNT] = {EACH_BLOCKER(word_text)};
const char *const attempt_words[ATTEMPT_COUNT] = {EACH_ATTEMPT(word_text)};
const char *const control_words[CONTROL_COUNT] = {EACH_CONTROL(word_text)};
const char *const blocker_side_words[BLOCKER_SIDE_COUNT] = {EACH_BLOCKER_SIDE(word_text)};
const char *const protocol_words[PROTOCOL_COUNT] = {EACH_PROTOCOL(word_text)};
const char *const basis_words[BASIS_COUNT] = {EACH_BASIS(word_text)};
const char *const role_words[ROLE_COUNT] = {EACH_ROLE(word_text)};
const char *const security_words[SECURITY_COUNT] = {EACH_SECURITY(word_text)};
const char *const tls_version_words[TLS_VERSION_COUNT] = {EACH_TLS_VERSION(word_text)};
const char *const strength_words[STRENGTH_COUNT] = {EACH_STRENGTH(word_text)};
const char *const handshake_words[HANDSHAKE_COUNT] = {EACH_HANDSHAKE(word_text)};
const char *const side_words[SIDE_COUNT] = {EACH_SIDE(word_text)};
const char *const secret_words[SECRET_COUNT] = {EACH_SECRET(word_text)};
const char *const auth_outcome_words[AUTH_OUTCOME_COUNT] = {EACH_AUTH_OUTCOME(word_text)};
const char *const sight_difference_words[SIGHT_DIFFERENCE_COUNT] = {EACH_SIGHT_DIFFERENCE(word_text)};
const char *const auth_refusal_words[AUTH_REFUSAL_COUNT] = {EACH_AUTH_REFUSAL(word_text)};
const char *const command_words[COMMAND_COUNT] = {EACH_COMMAND(word_text)};
const char *const end_words[END_COUNT] = {EACH_END(word_text)};
