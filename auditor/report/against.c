/* SPDX-License-Identifier: Apache-2.0 */
/* Holds a report against an earlier one. */
#include "report/against.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/saved.h"

/* A finding of the earlier report. */
struct known {
	char                  id[FINDING_ID_SIZE];
	const struct finding *finding;
	bool                  is_there; /* in the later one, too */
};

struct against {
	struct report_found found; /* all of the later report; first: see report_found_over */
	struct saved       *earlier;
	struct arena       *arena; /* of texts */
	struct known       *known; /* by id */
	size_t              count;
	struct report_past  past;
	struct report_gone *gone;
	size_t             *shown; /* the indices of the new ones */
	size_t              shown_count;
};

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->id, ((const struct known *)b)->id);
}

/* The earlier findings by their ids; false without memory. */
static bool
list_known(struct against *against)
{
	const struct report_found *found = &saved_report(against->earlier)->found;

	against->count = found->finding_count(found->of);
	against->arena = arena_new();
	against->known = calloc(against->count + 1, sizeof(*against->known));
	if (against->arena == NULL || against->known == NULL)
		return false;
	for (size_t i = 0; i < against->count; i++) {
		against->known[i].finding = found->finding(found->of, i);
		finding_id(against->known[i].finding, against->known[i].id);
	}
	qsort(against->known, against->count, sizeof(*against->known), compare);
	return true;
}

struct against *
against_read(const char *name, struct complaints *complaints)
{
	const struct spot spot = {name, 0, 0};
	struct against   *against = calloc(1, sizeof(*against));
	struct saved     *earlier = against != NULL ? saved_read(name, NULL, 0, complaints) : NULL;

	if (earlier == NULL) {
		free(against);
		return NULL;
	}
	against->earlier = earlier;
	against->past.name = name;
	if (!list_known(against)) {
		complain(complaints, GRAVITY_ERROR, spot, "out of memory");
		against_free(against);
		return NULL;
	}
	if (saved_report(earlier)->past != NULL)
		complain(
		    complaints, GRAVITY_WARNING, spot,
		    "is itself what was new since an earlier report: what it left out will be new again");
	return against;
}

/* ---- the later report, with what is new alone ---- */

static size_t
finding_count(void *of)
{
	return ((const struct against *)of)->shown_count;
}

static const struct finding *
finding(void *of, size_t index)
{
	const struct against *against = of;

	return index < against->shown_count ? against->found.finding(against->found.of, against->shown[index])
					    : NULL;
}

/* Whether the earlier report had it; one that is waived no longer is new, and yet not gone. */
static bool
was_known(struct against *against, const struct finding *one)
{
	struct known  key = {.finding = one};
	struct known *known;

	finding_id(one, key.id);
	known = bsearch(&key, against->known, against->count, sizeof(*against->known), compare);
	if (known == NULL)
		return false;
	known->is_there = true;
	return one->is_waived || !known->finding->is_waived;
}

/* "any" for no address. */
static const char *
address_text(struct against *against, const struct address *address)
{
	char text[ADDRESS_TEXT_SIZE];

	if (address->family == 0)
		return "any";
	address_print(address, text);
	return arena_text(against->arena, text, strlen(text));
}

static const char *
port_text(struct against *against, uint16_t port)
{
	char text[8];
	int  size = snprintf(text, sizeof(text), "%u", (unsigned)port);

	return port == 0 ? "any" : arena_text(against->arena, text, (size_t)size);
}

/* False without memory. */
static bool
add_gone(struct against *against, const struct known *known)
{
	const struct finding *finding = known->finding;
	struct report_gone   *gone = &against->gone[against->past.gone_count++];

	memcpy(gone->id, known->id, sizeof(gone->id));
	gone->check = finding->check->id;
	gone->severity = severity_words[finding->severity];
	gone->client = address_text(against, &finding->client);
	gone->server = address_text(against, &finding->server);
	gone->port = port_text(against, finding->port);
	return gone->client != NULL && gone->server != NULL && gone->port != NULL;
}

static bool
list_gone(struct against *against)
{
	for (size_t i = 0; i < against->count; i++)
		if (!against->known[i].is_there && !add_gone(against, &against->known[i]))
			return false;
	against->past.gone = against->gone;
	return true;
}

bool
against_apply(struct against *against, struct report *report)
{
	size_t count = report->found.finding_count(report->found.of);

	against->found = report->found;
	against->shown = calloc(count + 1, sizeof(*against->shown));
	against->gone = calloc(against->count + 1, sizeof(*against->gone));
	if (against->shown == NULL || against->gone == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (was_known(against, report->found.finding(report->found.of, i)))
			against->past.unchanged++;
		else
			against->shown[against->shown_count++] = i;
	}
	if (!list_gone(against))
		return false;
	report->found = report_found_over(&against->found);
	report->found.finding_count = finding_count;
	report->found.finding = finding;
	report->past = &against->past;
	return true;
}

void
against_free(struct against *against)
{
	if (against == NULL)
		return;
	saved_free(against->earlier);
	arena_free(against->arena);
	free(against->known);
	free(against->gone);
	free(against->shown);
	free(against);
}
