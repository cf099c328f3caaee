/* SPDX-License-Identifier: Apache-2.0 */
/* Who could reach what: expectations with their numbers, and outcomes by port and path. */
#include "report/clean.h"
#include "report/closing.h"
#include "report/phrase.h"
#include "report/table.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ROUTES_MOST 40

static const struct column expectation_columns[] = {
    {"verdict",     false, false},
    {"expectation", false, false},
    {"attempts",    true,  false},
    {"answered",    true,  false},
    {"as expected", true,  false},
    {"undecided",   true,  false},
};

/* The row-th expectation; past the last one no check. */
static struct check_tally
expectation_at(const struct report *report, size_t row)
{
	size_t count = report->found.check_count(report->found.of);

	for (size_t i = 0; i < count; i++) {
		struct check_tally tally = report->found.check(report->found.of, i);

		if (tally.check->is_expectation && row-- == 0)
			return tally;
	}
	return (struct check_tally){.check = NULL};
}

static void
expectation_cell(struct text *text, const void *of, size_t row, unsigned column)
{
	struct check_tally tally = expectation_at(of, row);
	const uint64_t     numbers[] = {
		0, 0, tally.applicable, tally.answered, tally.satisfied, tally.inconclusive};

	if (column == 0)
		text_add(text, verdict_words[tally.verdict]);
	else if (column == 1)
		clean_prose(text, tally.check->id);
	else
		phrase_number(text, numbers[column]);
}

void
closing_expectations(struct page *page, const struct report *report)
{
	struct table table = {
	    expectation_columns, COUNT(expectation_columns), 0, expectation_cell, report, NULL};

	while (expectation_at(report, table.row_count).check != NULL)
		table.row_count++;
	if (table.row_count == 0)
		return;
	page_heading(page, "Expectations");
	table_print(&table, page);
}

/* A port on a path, with the sessions of each outcome. */
struct route {
	uint16_t port;
	unsigned path;
	uint64_t sessions[OUTCOME_COUNT];
};

struct routes {
	struct route list[ROUTES_MOST];
	size_t       count;
	bool         has_trouble; /* not all of it is established */
};

static struct route *
route_for(struct routes *routes, const struct port_tally *tally)
{
	for (size_t i = 0; i < routes->count; i++)
		if (routes->list[i].port == tally->port && routes->list[i].path == tally->path)
			return &routes->list[i];
	if (routes->count == ROUTES_MOST)
		return NULL;
	routes->list[routes->count] = (struct route){.port = tally->port, .path = tally->path};
	return &routes->list[routes->count++];
}

static const struct column route_columns[] = {
    {"port",     true,  false},
    {"path",     false, false},
    {"outcomes", false, false},
};

static void
route_cell(struct text *text, const void *of, size_t row, unsigned column)
{
	const struct route *route = &((const struct routes *)of)->list[row];
	const char         *comma = "";

	if (column == 0) {
		text_printf(text, "%u", route->port);
		return;
	}
	if (column == 1) {
		text_add(text, path_words[route->path]);
		return;
	}
	for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
		if (route->sessions[outcome] == 0)
			continue;
		text_add(text, comma);
		phrase_number(text, route->sessions[outcome]);
		text_printf(text, " %s", outcome_words[outcome]);
		comma = ", ";
	}
}

void
closing_reach(struct page *page, const struct report *report)
{
	struct routes routes = {.count = 0};
	size_t        rows = report->found.port_count(report->found.of);
	struct table  table = {route_columns, COUNT(route_columns), 0, route_cell, &routes, NULL};

	for (size_t i = 0; i < rows; i++) {
		struct port_tally tally = report->found.port(report->found.of, i);
		struct route     *route = route_for(&routes, &tally);

		routes.has_trouble |= tally.outcome != OUTCOME_ESTABLISHED;
		if (route != NULL)
			route->sessions[tally.outcome] += tally.sessions;
	}
	if (!routes.has_trouble)
		return;
	page_heading(page, "Reached");
	table.row_count = routes.count;
	table_print(&table, page);
}
