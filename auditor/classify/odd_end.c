/* SPDX-License-Identifier: Apache-2.0 */
/* Ends of messages that are none, found over any cut. */
#include "classify/odd_end.h"

#include <string.h>

/* Line ends first: they are both what stands before a dot and, as numbers, what stands behind it. */
enum { AT_CRLF, AT_CR, AT_LF, WITHIN, DOT, DOT_CR };

static const uint8_t forms[3][3] = {
    [AT_CRLF] = {END_NUL,     END_CRLF_CR, END_CRLF_LF},
    [AT_CR] = {END_CR_CRLF, END_CR_CR,   END_CR_LF  },
    [AT_LF] = {END_LF_CRLF, END_LF_CR,   END_LF_LF  },
};

static void
find(struct odd_end *end, uint8_t behind)
{
	end->is_found = true;
	end->is_last = true;
	end->form = end->has_nul ? END_NUL : forms[end->before][behind];
}

static void
step_of_line(struct odd_end *end, uint8_t octet)
{
	bool is_crlf = octet == '\n' && end->at == AT_CR && !end->has_nul;

	if (octet == '\0' && end->at != WITHIN) {
		end->has_nul = true;
		return;
	}
	if (octet == '.' && end->at != WITHIN) {
		end->before = end->at;
		end->at = DOT;
		return;
	}
	end->has_nul = false;
	end->at = is_crlf ? AT_CRLF : octet == '\n' ? AT_LF : octet == '\r' ? AT_CR : WITHIN;
}

static void
step_of_dot(struct odd_end *end, uint8_t octet)
{
	if (octet == '\0')
		end->has_nul = true;
	else if (octet == '\n')
		find(end, AT_LF);
	else if (octet == '\r')
		end->at = DOT_CR;
	else {
		end->at = WITHIN;
		end->has_nul = false;
	}
}

/* A CR behind the dot: its LF belongs to it, and anything else stands behind the end. */
static void
step_of_cr(struct odd_end *end, uint8_t octet)
{
	find(end, octet == '\n' ? AT_CRLF : AT_CR);
	if (octet == '\n')
		return;
	end->is_last = false;
	end->is_followed = octet != '\r';
}

static void
step_behind(struct odd_end *end, uint8_t octet)
{
	end->is_last = false;
	end->is_followed = octet != '\r' && octet != '\n';
}

static void
step(struct odd_end *end, uint8_t octet)
{
	if (end->is_found)
		step_behind(end, octet);
	else if (end->at == DOT_CR)
		step_of_cr(end, octet);
	else if (end->at == DOT)
		step_of_dot(end, octet);
	else
		step_of_line(end, octet);
}

/* Where the next CR and the next LF are; one that is behind is looked for anew, so that each octet is looked
 * at once for either. */
struct line_ends {
	size_t cr, lf; /* one more than the index; 0: not looked for yet */
};

static void
find_next(struct bytes octets, size_t from, uint8_t octet, size_t *next)
{
	const uint8_t *found;

	if (*next > from)
		return;
	found = memchr(octets.data + from, octet, octets.size - from);
	*next = 1 + (found != NULL ? (size_t)(found - octets.data) : octets.size);
}

/* The first octet from ${at} on that matters within a line: only its end does, and a CRLF not before a line
 * that begins like most. */
static size_t
skip_lines(struct bytes octets, size_t at, struct line_ends *ends)
{
	for (;; at = ends->lf) {
		find_next(octets, at, '\r', &ends->cr);
		find_next(octets, at, '\n', &ends->lf);
		if (ends->cr + 1 != ends->lf || ends->lf >= octets.size || octets.data[ends->lf] <= '.')
			return (ends->cr < ends->lf ? ends->cr : ends->lf) - 1;
	}
}

size_t
odd_end_scan(struct odd_end *end, struct bytes octets)
{
	struct line_ends ends = {0};
	bool             was_found = end->is_found;
	size_t           before = was_found ? 0 : octets.size;

	for (size_t i = 0; i < octets.size && !end->is_followed; i++) {
		if (end->at == WITHIN && !end->is_found && (i = skip_lines(octets, i, &ends)) == octets.size)
			break;
		step(end, octets.data[i]);
		if (end->is_found && !was_found)
			before = end->is_last ? i + 1 : i;
		was_found = end->is_found;
	}
	return before;
}
