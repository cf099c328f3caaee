/* SPDX-License-Identifier: Apache-2.0 */
/* The port matrix. */
#include "policy/matrix.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 256
#define MOST_ROWS 65536 /* a scan of all ports with mail on each */

/* Rows with no sessions are free slots.  The keys are small numbers: they are spread, but need no secret. */
struct matrix {
	struct port_tally *slots;
	size_t             slot_count, row_count;
	struct port_tally *sorted; /* row_count of them, or NULL when something was added since */
};

struct matrix *
matrix_new(void)
{
	struct matrix *matrix = calloc(1, sizeof(*matrix));

	if (matrix == NULL)
		return NULL;
	matrix->slot_count = FIRST_SLOTS;
	if ((matrix->slots = calloc(FIRST_SLOTS, sizeof(*matrix->slots))) != NULL)
		return matrix;
	free(matrix);
	return NULL;
}

/* All but the sessions, in one number that orders as the rows do. */
static uint64_t
row_key(const struct port_tally *row)
{
	return (uint64_t)row->port << 32 | (uint64_t)(row->protocol & 0xff) << 24 |
	       (uint64_t)(row->security & 0xff) << 16 | (uint64_t)(row->outcome & 0xff) << 8 |
	       (row->path & 0xff);
}

static struct port_tally *
slot_of(struct port_tally *slots, size_t count, const struct port_tally *row)
{
	uint64_t key = row_key(row);
	size_t   slot = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (count - 1);

	while (slots[slot].sessions != 0 && row_key(&slots[slot]) != key)
		slot = (slot + 1) & (count - 1);
	return &slots[slot];
}

static bool
matrix_grow(struct matrix *matrix)
{
	size_t             count = matrix->slot_count * 2;
	struct port_tally *slots = calloc(count, sizeof(*slots));

	if (slots == NULL)
		return false;
	for (size_t i = 0; i < matrix->slot_count; i++)
		if (matrix->slots[i].sessions != 0)
			*slot_of(slots, count, &matrix->slots[i]) = matrix->slots[i];
	free(matrix->slots);
	matrix->slots = slots;
	matrix->slot_count = count;
	return true;
}

static bool
matrix_has_room(struct matrix *matrix)
{
	if (matrix->row_count >= MOST_ROWS)
		return false;
	return matrix->row_count * 4 < matrix->slot_count * 3 || matrix_grow(matrix);
}

void
matrix_add(struct matrix *matrix, const struct port_tally *tally)
{
	const struct port_tally rest = {.sessions = tally->sessions};
	struct port_tally      *row;

	if (tally->sessions == 0)
		return;
	free(matrix->sorted);
	matrix->sorted = NULL;
	row = slot_of(matrix->slots, matrix->slot_count, tally);
	if (row->sessions == 0 && !matrix_has_room(matrix))
		tally = &rest; /* a quarter of the slots is left for it */
	row = slot_of(matrix->slots, matrix->slot_count, tally);
	if (row->sessions == 0) {
		*row = *tally;
		matrix->row_count++;
	} else {
		row->sessions += tally->sessions;
	}
}

void
matrix_merge(struct matrix *into, const struct matrix *from)
{
	for (size_t i = 0; i < from->slot_count; i++)
		matrix_add(into, &from->slots[i]);
}

size_t
matrix_count(const struct matrix *matrix)
{
	return matrix->row_count;
}

static int
row_compare(const void *a, const void *b)
{
	uint64_t first = row_key(a), second = row_key(b);

	return (first > second) - (first < second);
}

static void
matrix_sort(struct matrix *matrix)
{
	size_t count = 0;

	if ((matrix->sorted = calloc(matrix->row_count, sizeof(*matrix->sorted))) == NULL)
		return;
	for (size_t i = 0; i < matrix->slot_count; i++)
		if (matrix->slots[i].sessions != 0)
			matrix->sorted[count++] = matrix->slots[i];
	qsort(matrix->sorted, count, sizeof(*matrix->sorted), row_compare);
}

struct port_tally
matrix_row(struct matrix *matrix, size_t index)
{
	const struct port_tally none = {0};

	if (index < matrix->row_count && matrix->sorted == NULL)
		matrix_sort(matrix);
	return index < matrix->row_count && matrix->sorted != NULL ? matrix->sorted[index] : none;
}

void
matrix_free(struct matrix *matrix)
{
	if (matrix == NULL)
		return;
	free(matrix->slots);
	free(matrix->sorted);
	free(matrix);
}
