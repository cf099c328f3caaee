/* SPDX-License-Identifier: Apache-2.0 */
/* Which protocol it is: the first lines, judged by every protocol that can be followed. */
#include "classify/opening.h"

#include <string.h>

#include "classify/words.h"

#define row(name) &name##_follower,
const struct follower *const followed_rows[FOLLOWED_COUNT] = {EACH_FOLLOWED(row)};
#undef row

bool
opening_overrun(struct opening *opening, enum side from)
{
	enum protocol other =
	    other_recognise(opening_octets(opening, CLIENT), opening_octets(opening, SERVER));
	struct bytes heard = opening_octets(opening, from);

	if (other < PROTOCOL_TEXT)
		return false;
	if (!opening->is_overrun[CLIENT] && !opening->is_overrun[SERVER])
		opening->other = (uint8_t)other;
	opening->is_skipping[from] = heard.size > 0 && heard.data[heard.size - 1] != '\n';
	opening->is_overrun[from] = opening->has_line = true;
	opening_drop(opening, from);
	return true;
}

void
opening_loosen(struct opening *opening, enum side from)
{
	opening_drop(opening, CLIENT);
	opening_drop(opening, SERVER);
	memset(opening->best, RULED_OUT, sizeof(opening->best));
	memset(opening->ruled, 0, sizeof(opening->ruled));
	opening->is_loose = opening->has_line = true;
	opening->is_skipping[from] = opening->is_text[from];
	opening->last = (uint8_t)from; /* it may have said lines */
	opening->parts_count = 0;
}

/* The line that the newest octet ended; false if it ended none. */
static bool
newest_line(const struct opening *opening, enum side from, struct bytes *line)
{
	*line = opening_octets(opening, from);
	if (line->size == opening->read[from] || line->data[line->size - 1] != '\n')
		return false;
	bytes_skip(line, opening->read[from]);
	line->size--;
	while (line->size > 0 && line->data[line->size - 1] == '\r')
		line->size--;
	return true;
}

static bool
is_ruled(const struct opening *opening, enum side from, unsigned followed)
{
	return (opening->ruled[from] >> followed & 1) != 0 && opening->best[from][followed] < CERTAIN;
}

static bool
is_doubtful(const struct opening *opening, unsigned followed)
{
	return ((opening->begun_else[CLIENT] | opening->begun_else[SERVER]) >> followed & 1) != 0;
}

static bool
has_won(const struct opening *opening, unsigned followed)
{
	uint8_t client = opening->best[CLIENT][followed], server = opening->best[SERVER][followed];

	if (server == CERTAIN && !opening->is_loose)
		return true;
	if (is_ruled(opening, CLIENT, followed) || is_ruled(opening, SERVER, followed))
		return false;
	return client >= POSSIBLE && server >= POSSIBLE && (client >= LIKELY || server >= LIKELY);
}

static unsigned
weight(const struct opening *opening, unsigned followed, enum protocol port)
{
	unsigned client = opening->best[CLIENT][followed], server = opening->best[SERVER][followed];
	unsigned most = client > server ? client : server;

	return (most * 8 + client + server) * 2 + (followed_rows[followed]->name == port);
}

/* After a gap, or in the middle of a flow, only a line and its answer count. */
static void
judge_loosely(struct opening *opening, enum side from)
{
	if (opening->has_line && opening->last == from)
		memset(opening->best[side_other(from)], RULED_OUT, FOLLOWED_COUNT);
	memset(opening->best[from], RULED_OUT, FOLLOWED_COUNT);
	opening->ruled[CLIENT] = opening->ruled[SERVER] = 0;
}

/* Whether the line begins with ${part} as a whole word. */
static bool
is_of_run(struct bytes line, const char *part)
{
	size_t size = strlen(part);

	return words_begin(line, part) &&
	       (part[size - 1] == '<' || line.size == size || line.data[size] == ' ');
}

/* Which part of the run the line is, from 1, at or behind the newest one; RUN_BROKEN if it is none. */
static uint8_t
next_of_run(const char *const *run, uint8_t newest, struct bytes line)
{
	uint8_t at = newest > 0 ? (uint8_t)(newest - 1) : 0;

	for (; run[at + 1] != NULL; at++)
		if (is_of_run(line, run[at]))
			return (uint8_t)(at + 1);
	return newest > 0 && words_are(line, run[at]) ? (uint8_t)(at + 1) : RUN_BROKEN;
}

/* Lines in an order in which nobody else sends them; true iff this was the last of them. */
static bool
is_end_of_run(struct opening *opening, struct bytes line, enum protocol port, enum followed *winner)
{
	bool is_over = false;

	for (unsigned i = FOLLOWED_COUNT; i-- > 0;) {
		const char *const *run = followed_rows[i]->run;
		uint8_t           *newest = &opening->run[i];

		if (run == NULL || *newest == RUN_BROKEN)
			continue;
		*newest = next_of_run(run, *newest, line);
		if (*newest == RUN_BROKEN || run[*newest] != NULL)
			continue;
		if (!is_over || followed_rows[*winner]->name != port)
			*winner = (enum followed)i;
		is_over = true;
	}
	return is_over;
}

/* What the line says of each protocol; true iff it fits one. */
static bool
weigh(struct opening *opening, enum side from, struct bytes line, bool is_first)
{
	bool is_fitting = false;

	bool is_begin = !opening->has_begun[from];

	if (line.size == 0 && from == CLIENT) /* of no protocol: whoever asks what is there begins so */
		return false;
	opening->has_begun[from] = true;
	for (unsigned i = 0; i < FOLLOWED_COUNT; i++) {
		uint8_t verdict = (uint8_t)followed_rows[i]->recognise(from, line, is_first);

		is_fitting |= verdict > RULED_OUT;
		if (verdict == RULED_OUT)
			opening->ruled[from] |= (uint8_t)(1u << i);
		if (verdict == RULED_OUT && is_begin)
			opening->begun_else[from] |= (uint8_t)(1u << i);
		if (verdict > opening->best[from][i])
			opening->best[from][i] = verdict;
	}
	opening->has_fitted |= is_fitting;
	return is_fitting;
}

static void
keep_newest_line(struct opening *opening, enum side from, struct bytes line)
{
	size_t size = (size_t)(opening->octets[from] + opening->size[from] - line.data);

	memmove(opening->octets[from], line.data, size);
	opening->size[from] = opening->read[from] = (uint16_t)size;
}

/* The newest whole line of the client, and the answer that it got. */
static void
weigh_answer(struct opening *opening, struct bytes answer)
{
	struct bytes asked = bytes_of(opening->octets[CLIENT], opening->read[CLIENT]);
	bool         is_next = opening->last == CLIENT && !opening->is_in_row;

	while (asked.size > 0 && (asked.data[asked.size - 1] == '\n' || asked.data[asked.size - 1] == '\r'))
		asked.size--;
	for (unsigned i = 0; asked.size > 0 && i < FOLLOWED_COUNT; i++)
		if (followed_rows[i]->answers != NULL && followed_rows[i]->answers(asked, answer, is_next))
			opening->best[CLIENT][i] = opening->best[SERVER][i] = CERTAIN;
}

/* Unless the first line is a greeting, the flow may have been caught in the middle. */
static void
judge(struct opening *opening, enum side from, struct bytes line)
{
	if (!opening->is_loose) {
		bool fits = weigh(opening, from, line, !opening->has_line);

		if (!opening->is_unsure || opening->has_line || (fits && from == SERVER))
			return;
		opening->is_loose = true;
	}
	judge_loosely(opening, from);
	(void)weigh(opening, from, line, false);
	if (from == SERVER)
		weigh_answer(opening, line);
}

static bool
find_winner(const struct opening *opening, enum protocol port, enum followed *winner)
{
	unsigned best = 0;

	for (unsigned i = 0; i < FOLLOWED_COUNT; i++)
		if (has_won(opening, i) && weight(opening, i, port) > best) {
			best = weight(opening, i, port);
			*winner = (enum followed)i;
		}
	return best > 0;
}

bool
opening_judge(struct opening *opening, enum side from, enum protocol port, enum followed *winner)
{
	struct bytes line;
	bool         is_run = false;

	if (!newest_line(opening, from, &line))
		return false;
	if (opening->is_unsure && from == CLIENT)
		is_run = is_end_of_run(opening, line, port, winner);
	else
		memset(opening->run, RUN_BROKEN, sizeof(opening->run));
	judge(opening, from, line);
	opening->is_in_row = opening->has_line && opening->last == (uint8_t)from;
	opening->has_line = true;
	opening->last = (uint8_t)from;
	opening->read[from] = opening->size[from];
	if (opening->is_loose)
		keep_newest_line(opening, from, line);
	if (is_run) {
		opening->best[CLIENT][*winner] = CERTAIN;
		return true;
	}
	return find_winner(opening, port, winner);
}

bool
opening_judge_cut(struct opening *opening, enum side from, enum protocol port, enum followed *winner)
{
	struct bytes line = opening_octets(opening, from);
	uint8_t      ruled = opening->ruled[from];

	bytes_skip(&line, opening->read[from]);
	if (opening->is_loose || line.size == 0)
		return false;
	line.is_short = true;
	(void)weigh(opening, from, line, !opening->has_line);
	opening->ruled[from] = ruled;
	return find_winner(opening, port, winner);
}

bool
opening_is_hopeless(const struct opening *opening)
{
	for (unsigned i = 0; i < FOLLOWED_COUNT; i++)
		if (!is_ruled(opening, CLIENT, i) && !is_ruled(opening, SERVER, i))
			return false;
	return !opening->is_loose;
}

/*
 * The port's own greeting, and a client that says nothing of the protocol: a scanner, or a command that is
 * not known here.  Who it is that was called does not change by that, unless the client's words have a name.
 */
static bool
is_greeted(const struct opening *opening, unsigned followed, enum protocol port)
{
	struct bytes client = opening_octets(opening, CLIENT);

	return followed_rows[followed]->name == port && opening->best[SERVER][followed] >= LIKELY &&
	       !is_ruled(opening, SERVER, followed) && (opening->begun_else[SERVER] >> followed & 1) == 0 &&
	       other_recognise(client, bytes_of(client.data, 0)) >= PROTOCOL_TEXT;
}

bool
opening_guess(const struct opening *opening, enum protocol port, enum followed *guess)
{
	unsigned best = 0, equals = 0;

	if (opening->is_loose)
		return false;
	for (unsigned i = 0; i < FOLLOWED_COUNT; i++) {
		unsigned client = opening->best[CLIENT][i], server = opening->best[SERVER][i];
		bool     is_likely = client >= LIKELY || server >= LIKELY;

		if (is_greeted(opening, i, port)) {
			*guess = (enum followed)i;
			return true;
		}
		if (is_ruled(opening, CLIENT, i) || is_ruled(opening, SERVER, i) ||
		    (client == 0 && server == 0))
			continue;
		/* What begins as another protocol may hold words of this one. */
		if ((client == 0 || server == 0) && is_doubtful(opening, i))
			continue;
		if (!is_likely && followed_rows[i]->name != port)
			continue;
		equals = weight(opening, i, port) == best ? equals + 1 : equals;
		if (weight(opening, i, port) > best) {
			best = weight(opening, i, port);
			equals = 1;
			*guess = (enum followed)i;
		}
	}
	return equals == 1;
}
