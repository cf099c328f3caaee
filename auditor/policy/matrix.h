/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_MATRIX_H
#define POLICY_MATRIX_H

#include "policy/results.h"

/* matrix: how many sessions each port had, by what was spoken, how protected, with what outcome, on what
 * path. */
struct matrix;

/* NULL without memory. */
struct matrix *matrix_new(void);

/* Add ${tally}->sessions to its row; to the row of port 0 when there is no room for another. */
void matrix_add(struct matrix *matrix, const struct port_tally *tally);

void matrix_merge(struct matrix *into, const struct matrix *from);

size_t matrix_count(const struct matrix *matrix);

/* Rows in ascending order of their members. */
struct port_tally matrix_row(struct matrix *matrix, size_t index);

void matrix_free(struct matrix *matrix);

#endif
