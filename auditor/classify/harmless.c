/* SPDX-License-Identifier: Apache-2.0 */
/* Follows a talk only as far as it takes to say which of its octets tell nothing of anybody. */
#include "classify/harmless_room.h"

#include <string.h>

#include "classify/sasl.h"
#include "classify/words.h"

void
harmless_show(const struct hearing *hearing, const uint8_t *data, size_t size)
{
	uintptr_t begin = (uintptr_t)hearing->octets.data, at = (uintptr_t)data;

	if (size > 0 && at >= begin && at + size <= begin + hearing->octets.size)
		memset(hearing->keep + (at - begin), 1, size);
}

void
harmless_show_first(const struct hearing *hearing, struct bytes word, struct bytes rest)
{
	if (!word.is_short)
		harmless_show(hearing, word.data, word.size + (rest.data > word.data + word.size ? 1 : 0));
}

void
harmless_go_blank(struct harmless *harmless)
{
	harmless->sides[CLIENT].is_blank = harmless->sides[SERVER].is_blank = true;
}

/* ---- what is pending ---- */

static void
push(struct harmless *harmless, enum harmless_after after)
{
	if (after == AFTER_NOTHING)
		return;
	if (harmless->pending_count == HARMLESS_PENDING) {
		harmless_go_blank(harmless);
		return;
	}
	harmless->pending[harmless->pending_count++] = (uint8_t)after;
	harmless->logins = (uint8_t)(harmless->logins + (after == AFTER_LOGIN));
}

/* A command was answered: the oldest that waits. */
void
harmless_answered(struct harmless *harmless, bool is_yes)
{
	enum harmless_after after;

	if (harmless->pending_count == 0)
		return;
	after = harmless->pending[0];
	harmless->pending_count--;
	memmove(harmless->pending, harmless->pending + 1, harmless->pending_count);
	harmless->logins = (uint8_t)(harmless->logins - (after == AFTER_LOGIN));
	if (is_yes && after == AFTER_OTHER)
		harmless_go_blank(harmless);
	if (is_yes && after == AFTER_MAIL)
		stream_expect(&harmless->sides[SERVER].stream, EXPECT_TEXT, 0);
}

/* ---- the client ---- */

static void
show_arguments(const struct hearing *hearing, enum harmless_arguments shows, struct bytes rest)
{
	struct bytes word = words_next(&rest), name = word;

	if (word.size > 2 && word.data[0] == '"' && word.data[word.size - 1] == '"')
		name = bytes_of(word.data + 1, word.size - 2);
	if (shows == SHOW_MECHANISM && sasl_is_mechanism(name))
		harmless_show_first(hearing, word, rest);
	if (shows == SHOW_PATH && (words_begin(word, "FROM:") || words_begin(word, "TO:")))
		harmless_show(hearing, word.data, word.data[0] == 'F' || word.data[0] == 'f' ? 5 : 3);
	if (shows == SHOW_VERB && harmless_verb(hearing->harmless->style, word)->word[0] != '\0')
		harmless_show_first(hearing, word, rest);
	if (shows != SHOW_COUNT)
		return;
	for (size_t i = 0; i < word.size && word.data[i] >= '0' && word.data[i] <= '9'; i++)
		harmless_show(hearing, word.data + i, 1);
	if (words_are(rest, "LAST"))
		harmless_show(hearing, rest.data - 1, rest.size + 1);
}

/* What the client says next is of the command. */
static void
expect_after(struct harmless_side *side, enum harmless_after after, struct bytes rest)
{
	uint64_t octets;

	if (after == AFTER_TEXT)
		stream_expect(&side->stream, EXPECT_TEXT, 0);
	if (after != AFTER_BLOB)
		return;
	if (words_number(&rest, &octets))
		stream_expect(&side->stream, EXPECT_BLOB, octets);
	else
		side->is_blank = true;
}

static void
hear_command(const struct hearing *hearing, struct bytes line)
{
	struct harmless            *harmless = hearing->harmless;
	struct bytes                word = words_next(&line);
	const struct harmless_verb *verb;

	/* A tag is whatever the client likes; DONE has none (RFC 2177). */
	if (harmless->style == STYLE_IMAP && !(line.size == 0 && words_are(word, "DONE"))) {
		if (line.size > 0)
			harmless_show(hearing, line.data - 1, 1);
		word = words_next(&line);
	}
	verb = harmless_verb(harmless->style, word);
	push(harmless, verb->after);
	expect_after(hearing->side, verb->after, line);
	if (*verb->word == '\0' && !words_are_masked(word))
		return;
	harmless_show_first(hearing, word, line);
	show_arguments(hearing, verb->shows, line);
}

/* ---- what is said ---- */

/* The server has not spoken: only a PROXY header comes before that. */
static void
hear_early(const struct hearing *hearing, struct bytes line)
{
	if (!words_begin(line, "PROXY "))
		hearing->side->is_blank = true;
}

static void
hear_line(const struct hearing *hearing, struct bytes line)
{
	struct harmless *harmless = hearing->harmless;
	struct bytes     whole = line;
	struct literal   literal;
	bool             has_literals = harmless->style == STYLE_IMAP || harmless->style == STYLE_SIEVE;
	bool             has_literal = has_literals && words_literal(&line, &literal);
	bool             is_continued = hearing->side->is_continued;

	hearing->side->is_continued = has_literal;
	if (has_literal) {
		stream_expect(&hearing->side->stream, EXPECT_BLOB, literal.octets);
		harmless_show(hearing, line.data + line.size, whole.size - line.size);
	}
	if (is_continued)
		return;
	if (hearing->from == SERVER)
		harmless_hear_server(hearing, line);
	else if (harmless->style == STYLE_UNKNOWN)
		hear_early(hearing, line);
	else if (harmless->logins == 0)
		hear_command(hearing, line);
}

/* The end of a line, or of a text, that lies just before ${rest}. */
static void
show_end(const struct hearing *hearing, const struct piece *piece, struct bytes rest, bool was_text)
{
	static const uint8_t end[] = {'\r', '\n', '.', '\r', '\n'};
	size_t               passed = hearing->octets.size - rest.size;
	size_t               size = was_text ? sizeof(end) : 2;

	if (piece->kind == PIECE_NONE || (was_text && !piece->is_last) ||
	    (!was_text && piece->kind != PIECE_LINE))
		return;
	for (size_t i = 1; i <= size && i <= passed; i++) {
		if (rest.data[-(ptrdiff_t)i] != end[sizeof(end) - i])
			return;
		harmless_show(hearing, rest.data - i, 1);
	}
}

static bool
begins_tls(const struct harmless_side *side, struct bytes octets)
{
	return stream_is_at_line(&side->stream) && !side->is_continued &&
	       (octets.data[0] == 21 || octets.data[0] == 22);
}

static void
hear_clear(const struct hearing *hearing)
{
	struct harmless_side *side = hearing->side;
	struct bytes          rest = hearing->octets;

	while (rest.size > 0 && !side->is_blank) {
		bool         was_text = side->stream.expect == EXPECT_TEXT;
		struct piece piece;

		if ((side->tls.is_on = begins_tls(side, rest))) {
			harmless_hear_tls(hearing, rest);
			return;
		}
		piece = stream_next(&side->stream, &rest);
		show_end(hearing, &piece, rest, was_text);
		if (piece.kind == PIECE_LINE)
			hear_line(hearing, piece.octets);
		if (piece.kind != PIECE_NONE)
			stream_wipe(&side->stream);
	}
}

void
harmless_begin(struct harmless *harmless, bool is_whole)
{
	memset(harmless, 0, sizeof(*harmless));
	if (!is_whole)
		harmless_go_blank(harmless);
}

void
harmless_heard(struct harmless *harmless, enum side from, struct bytes octets, uint8_t *keep)
{
	const struct hearing hearing = {harmless, &harmless->sides[from], from, octets, keep};

	if (octets.size == 0 || hearing.side->is_blank)
		return;
	if (hearing.side->tls.is_on)
		harmless_hear_tls(&hearing, octets);
	else
		hear_clear(&hearing);
}

void
harmless_missed(struct harmless *harmless)
{
	harmless_go_blank(harmless);
}

void
harmless_end(struct harmless *harmless)
{
	octets_wipe(harmless, sizeof(*harmless));
}
