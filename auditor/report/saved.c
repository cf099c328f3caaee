/* SPDX-License-Identifier: Apache-2.0 */
/* Holds a report in memory and answers what a format asks of it. */
#include "report/saved_room.h"

#include <stdlib.h>
#include <string.h>

#include "report/scan.h"

void *
list_add(struct list *list, size_t size)
{
	size_t room = list->room == 0 ? 16 : list->room * 2;
	void  *items;

	if (list->count == list->room) {
		if (room > SIZE_MAX / 2 / size || (items = realloc(list->items, room * size)) == NULL)
			return NULL;
		list->items = items;
		list->room = room;
	}
	return memset((char *)list->items + size * list->count++, 0, size);
}

struct saved *
saved_new(void)
{
	struct saved *saved = calloc(1, sizeof(*saved));

	if (saved != NULL && (saved->arena = arena_new()) == NULL) {
		free(saved);
		return NULL;
	}
	return saved;
}

static size_t
finding_count(void *of)
{
	return ((const struct saved *)of)->findings.count;
}

static const struct finding *
finding(void *of, size_t index)
{
	const struct saved *saved = of;

	return index < saved->findings.count ? (const struct finding *)saved->findings.items + index : NULL;
}

static size_t
check_count(void *of)
{
	return ((const struct saved *)of)->checks.count;
}

static struct saved_check *
check_at(const struct saved *saved, size_t index)
{
	return ((struct saved_check **)saved->checks.items)[index];
}

static struct check_tally
check(void *of, size_t index)
{
	return check_at(of, index)->tally;
}

static size_t
port_count(void *of)
{
	return ((const struct saved *)of)->ports.count;
}

static struct port_tally
port(void *of, size_t index)
{
	return ((const struct port_tally *)((const struct saved *)of)->ports.items)[index];
}

static uint64_t
session_count(void *of)
{
	return ((const struct saved *)of)->session_count;
}

static size_t
server_count(void *of)
{
	return ((const struct saved *)of)->named.count;
}

static struct named_tally
server(void *of, size_t index)
{
	return ((const struct named_tally *)((const struct saved *)of)->named.items)[index];
}

static size_t
pair_count(void *of)
{
	return ((const struct saved *)of)->pairs.count;
}

static struct pair_tally
pair(void *of, size_t index)
{
	return ((const struct saved_pair *)((const struct saved *)of)->pairs.items)[index].tally;
}

static bool
keep(void *of, const struct keep_changes *changes, struct text *octets)
{
	const struct saved *saved = of;

	(void)changes;
	text_add_bytes(octets, saved->octets.data, saved->octets.size);
	return !octets->failed;
}

struct saved_check *
saved_check(const struct saved *saved, const char *id)
{
	for (size_t i = 0; i < saved->checks.count; i++)
		if (strcmp(check_at(saved, i)->check.id, id) == 0)
			return check_at(saved, i);
	return NULL;
}

static bool
is_same(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

static bool
is_same_waiver(const struct waiver_says *one, const struct waiver_says *other)
{
	return is_same(one->where, other->where) && is_same(one->reason, other->reason) &&
	       is_same(one->owner, other->owner) && is_same(one->until, other->until) &&
	       is_same(one->spot.file, other->spot.file) && one->spot.line == other->spot.line;
}

static const char *
copy_of(struct saved *saved, const char *text)
{
	return text == NULL ? NULL : arena_text(saved->arena, text, strlen(text));
}

const struct waiver_says *
saved_waiver(struct saved *saved, const struct waiver_says *waiver)
{
	struct waiver_says **kept, *made;

	if (waiver == NULL)
		return NULL;
	for (size_t i = 0; i < saved->waivers.count; i++)
		if (is_same_waiver(((struct waiver_says **)saved->waivers.items)[i], waiver))
			return ((struct waiver_says **)saved->waivers.items)[i];
	if ((made = arena_take(saved->arena, sizeof(*made))) == NULL ||
	    (kept = list_add(&saved->waivers, sizeof(struct waiver_says *))) == NULL)
		return NULL;
	*made = (struct waiver_says){
	    .where = copy_of(saved, waiver->where),
	    .reason = copy_of(saved, waiver->reason),
	    .owner = copy_of(saved, waiver->owner),
	    .until = copy_of(saved, waiver->until),
	    .spot = {copy_of(saved, waiver->spot.file), waiver->spot.line, 0},
	};
	return *kept = made;
}

static bool
read_again(const struct saved *saved, uint64_t offset, struct arena *arena, struct session *session)
{
	struct take take = {.from = scan_value(saved->file, offset), .arena = arena};

	memset(session, 0, sizeof(*session));
	if (take.from == NULL)
		return false;
	read_session(saved, &take, session);
	json_object_put(take.from);
	return take.wrong[0] == '\0';
}

static place
moved_place(const uint16_t *moved, place where)
{
	return place_of(moved[place_capture(where)], place_frame(where));
}

bool
saved_session(const struct saved *saved, size_t index, struct arena *arena, struct session *session)
{
	const struct saved_session *at = (const struct saved_session *)saved->sessions.items + index;

	if (saved->parts == NULL)
		return read_again(saved, at->offset, arena, session);
	if (!read_again(saved->parts[at->part], at->offset, arena, session))
		return false;
	session->first_frame = moved_place(saved->moved[at->part], session->first_frame);
	session->last_frame = moved_place(saved->moved[at->part], session->last_frame);
	return true;
}

static int
each_session(void *context, int (*each)(void *to, const struct session *session), void *to)
{
	const struct saved *saved = context;
	struct session      session;
	int                 answer = 0;

	for (size_t i = 0; i < saved->sessions.count && answer == 0; i++) {
		struct arena *arena = arena_new();

		if (arena == NULL || !saved_session(saved, i, arena, &session))
			answer = -1;
		else
			answer = each(to, &session);
		arena_free(arena);
	}
	return answer;
}

/* The row of ${known} that is about it; known_count: none. */
static size_t
rank_of(const struct saved *saved, const char *name)
{
	size_t rank = 0;

	while (rank < saved->known_count && strcmp(saved->known[rank].name, name) != 0)
		rank++;
	return rank;
}

static int
by_rank(const void *a, const void *b, void *context)
{
	const struct report_count *left = a, *right = b;
	size_t first = rank_of(context, left->name), second = rank_of(context, right->name);

	if (first != second)
		return first < second ? -1 : 1;
	return strcmp(left->name, right->name);
}

void
saved_explain_counts(struct saved *saved)
{
	struct report_count *counts = saved->counts.items;

	for (size_t i = 0; i < saved->counts.count; i++) {
		size_t rank = rank_of(saved, counts[i].name);

		if (rank == saved->known_count)
			continue;
		counts[i].meaning = saved->known[rank].meaning;
		counts[i].is_doubt = saved->known[rank].is_doubt;
	}
	if (saved->counts.count > 0)
		qsort_r(counts, saved->counts.count, sizeof(*counts), by_rank, saved);
}

static int
by_place(const void *a, const void *b)
{
	const struct saved_session *left = a, *right = b;

	if (left->first != right->first)
		return left->first < right->first ? -1 : 1;
	if (left->part != right->part)
		return left->part < right->part ? -1 : 1;
	return left->offset < right->offset ? -1 : left->offset > right->offset;
}

void
saved_finish(struct saved *saved)
{
	struct report *report = &saved->report;

	if (saved->sessions.count > 0)
		qsort(saved->sessions.items, saved->sessions.count, sizeof(struct saved_session), by_place);
	report->inputs = saved->inputs.items;
	report->input_count = saved->inputs.count;
	report->coverage = saved->counts.items;
	report->coverage_count = saved->counts.count;
	report->cuts = saved->cuts.items;
	report->cut_count = saved->cuts.count;
	report->sessions = report->with_sessions ? each_session : NULL;
	report->sessions_context = saved;
	report->found = (struct report_found){.of = saved,
					      .finding_count = finding_count,
					      .finding = finding,
					      .check_count = check_count,
					      .check = check,
					      .port_count = port_count,
					      .port = port,
					      .sessions = session_count,
					      .named_count = server_count,
					      .named = server,
					      .pair_count = pair_count,
					      .pair = pair,
					      .keep = saved->octets.size > 0 ? keep : NULL,
					      .is_sealed = true};
	if (saved->results != NULL)
		report->found = report_found_in(saved->results);
}

bool
saved_is_mergeable(const struct saved *saved)
{
	return saved->octets.size > 0;
}

const struct report *
saved_report(const struct saved *saved)
{
	return &saved->report;
}

void
saved_free(struct saved *saved)
{
	if (saved == NULL)
		return;
	free(saved->inputs.items);
	free(saved->counts.items);
	free(saved->checks.items);
	free(saved->findings.items);
	free(saved->ports.items);
	free(saved->named.items);
	free(saved->pairs.items);
	free(saved->waivers.items);
	free(saved->cuts.items);
	free(saved->sessions.items);
	text_free(&saved->octets);
	results_free(saved->results);
	if (saved->file != NULL)
		fclose(saved->file);
	arena_free(saved->arena);
	free(saved);
}
