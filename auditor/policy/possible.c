/* SPDX-License-Identifier: Apache-2.0 */
/* Finds out whether an expression can be true, by trying all values that it tells apart. */
#include "policy/possible.h"

#include <string.h>

#include "policy/step.h"
#include "policy/week.h"

#define MOST_VARIABLES 12
#define MOST_CHOICES 192
#define MOST_TRIES 20000

/* One value that a fact or a counter can have. */
struct choice {
	bool           is_known;
	uint64_t       number; /* of a WORD, BOOL, COUNT or TIME fact, or of a counter */
	int64_t        time;   /* of a counter */
	const char    *text;
	struct address address;
};

struct variable {
	bool          is_counter;
	uint8_t       index; /* of the fact or counter */
	struct choice choices[MOST_CHOICES];
	size_t        count;
	bool          has_windows, has_times; /* of the week; of the calendar */
};

struct trial {
	const struct expression *expressions[2];
	const struct zones      *zones;
	struct variable          variables[MOST_VARIABLES];
	size_t                   count;
	bool                     is_too_much;
	struct facts             facts;
	struct counted           counted[MOST_COUNTERS];
};

static bool
is_of_counter(const struct step *step)
{
	return step->ask == ask_counter || step->ask == ask_after;
}

static struct variable *
variable_of(struct trial *trial, bool is_counter, uint8_t index)
{
	for (size_t i = 0; i < trial->count; i++)
		if (trial->variables[i].is_counter == is_counter && trial->variables[i].index == index)
			return &trial->variables[i];
	if (trial->count == MOST_VARIABLES) {
		trial->is_too_much = true;
		return NULL;
	}
	trial->variables[trial->count] = (struct variable){.is_counter = is_counter, .index = index};
	return &trial->variables[trial->count++];
}

static void
add_choice(struct trial *trial, struct variable *variable, const struct choice *choice)
{
	if (variable->count == MOST_CHOICES)
		trial->is_too_much = true;
	else
		variable->choices[variable->count++] = *choice;
}

static void
add_number(struct trial *trial, struct variable *variable, uint64_t number)
{
	for (int64_t time = 0; time <= (variable->is_counter ? 1 : 0); time++)
		add_choice(trial, variable,
			   &(struct choice){.is_known = true, .number = number, .time = time});
}

/* Both ends, and what lies next to them; times are ranges of counts with the sign turned round. */
static void
add_ranges(struct trial *trial, struct variable *variable, const struct step *step)
{
	uint64_t turn = step->ask == ask_time ? UINT64_C(1) << 63 : 0;

	variable->has_times |= step->ask == ask_time;
	if (step->count == 0) /* an empty list: any number is outside of it */
		add_number(trial, variable, turn);

	for (uint32_t i = 0; i < step->count; i++) {
		uint64_t low = step->is.ranges[i].low, high = step->is.ranges[i].high;

		add_number(trial, variable, low ^ turn);
		add_number(trial, variable, high ^ turn);
		if (low > 0)
			add_number(trial, variable, (low - 1) ^ turn);
		if (high < UINT64_MAX)
			add_number(trial, variable, (high + 1) ^ turn);
	}
}

/* Where windows begin, and where they are over: what is within some of them and not in others has such a
 * place. */
static void
add_windows(struct trial *trial, struct variable *variable, const struct step *step)
{
	const struct windows *windows = step->is.windows;

	for (uint32_t i = 0; i < step->count; i++) {
		add_number(trial, variable, (uint64_t)week_time(windows->ranges[i].low, *windows->ahead));
		add_number(trial, variable,
			   (uint64_t)week_time(windows->ranges[i].high + 1, *windows->ahead));
	}
	variable->has_windows = true;
}

static void
add_address(struct trial *trial, struct variable *variable, const struct address *address)
{
	add_choice(trial, variable, &(struct choice){.is_known = true, .address = *address});
}

/* The address behind the last one that the prefix holds; false if there is none. */
static bool
address_behind(const struct prefix *prefix, struct address *address)
{
	*address = prefix->address;
	for (unsigned bit = prefix->length; bit > 0; bit--) {
		uint8_t mask = (uint8_t)(0x80u >> (bit - 1) % 8);

		address->octets[(bit - 1) / 8] ^= mask;
		if ((address->octets[(bit - 1) / 8] & mask) != 0)
			return true;
	}
	return false;
}

/* What is in some prefixes and not in others has its first address where one begins, or behind the end of
 * one. */
static void
add_prefix(struct trial *trial, struct variable *variable, const struct prefix *prefix)
{
	struct address behind;

	add_address(trial, variable, &prefix->address);
	if (address_behind(prefix, &behind))
		add_address(trial, variable, &behind);
}

/* Of all zones: the longest prefix of any of them tells. */
static void
add_zones(struct trial *trial, struct variable *variable)
{
	const struct prefix *prefix;
	const char          *zone;

	/* It is the VLAN or interface that tells, and not the address alone. */
	trial->is_too_much |= zones_have_links(trial->zones);
	for (size_t i = 0; (zone = zones_name(trial->zones, i)) != NULL; i++)
		for (size_t j = 0; (prefix = zones_prefix(trial->zones, zone, j)) != NULL; j++)
			add_prefix(trial, variable, prefix);
}

static void
add_addresses(struct trial *trial, struct variable *variable, const struct step *step)
{
	static const char *const others[] = {"203.0.113.254", "2001:db8:ffff::1", "0.0.0.1"};
	struct address           address;
	bool                     has_zone = false;

	for (uint32_t i = 0; i < step->count; i++) {
		const struct whereabouts *one = &step->is.whereabouts[i];

		/* An empty set is to be filled by a policy that extends this one. */
		if (one->set != NULL && one->set->count == 0)
			trial->is_too_much = true;
		has_zone |= one->zone != NULL;
		if (one->zone == NULL && one->set == NULL)
			add_prefix(trial, variable, &one->prefix);
		for (size_t j = 0; one->zone == NULL && one->set != NULL && j < one->set->count; j++)
			add_prefix(trial, variable, &one->set->prefixes[j]);
	}
	if (has_zone)
		add_zones(trial, variable);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (address_parse(others[i], &address))
			add_address(trial, variable, &address);
}

static void
add_texts(struct trial *trial, struct variable *variable, const struct step *step)
{
	add_choice(trial, variable, &(struct choice){.is_known = true, .text = "\1"});
	for (uint32_t i = 0; i < step->count; i++)
		add_choice(trial, variable, &(struct choice){.is_known = true, .text = step->is.texts[i]});
}

static void
add_words(struct trial *trial, struct variable *variable)
{
	const struct fact_row *row = &fact_rows[variable->index];
	size_t                 count = row->type == TYPE_BOOL ? 2 : row->word_count;

	for (size_t i = 0; i < count; i++)
		add_number(trial, variable, i);
}

static void
add_choices(struct trial *trial, struct variable *variable, const struct step *step)
{
	enum fact_type type = variable->is_counter ? TYPE_COUNT : fact_rows[variable->index].type;

	if (variable->count == 0 && !variable->is_counter)
		add_choice(trial, variable, &(struct choice){0});
	if (step->ask == ask_known || step->ask == ask_after)
		add_number(trial, variable, 1);
	if (type == TYPE_BOOL || type == TYPE_WORD)
		add_words(trial, variable);
	else if (step->ask == ask_count || step->ask == ask_time || step->ask == ask_counter)
		add_ranges(trial, variable, step);
	else if (step->ask == ask_window)
		add_windows(trial, variable, step);
	else if (step->ask == ask_text)
		add_texts(trial, variable, step);
	else if (step->ask == ask_address)
		add_addresses(trial, variable, step);
	else if (type == TYPE_TEXT || type == TYPE_TEXTS)
		add_choice(trial, variable, &(struct choice){.is_known = true, .text = "\1"});
	else if (type == TYPE_ADDRESS)
		add_choice(trial, variable,
			   &(struct choice){
			       .is_known = true, .address = {{0}, 4}
                });
}

static void
put_fact(struct facts *facts, enum fact fact, const struct choice *choice)
{
	switch (fact_rows[fact].type) {
	case TYPE_TEXT:
	case TYPE_TEXTS:
		facts_note_text(facts, fact, choice->text, PLACE_NONE);
		break;
	case TYPE_ADDRESS:
		facts_note_address(facts, fact, &choice->address, PLACE_NONE);
		break;
	default:
		facts->known[fact / 64] |= UINT64_C(1) << fact % 64;
		facts->values[fact] = choice->number;
	}
}

static void
put(struct trial *trial, const struct variable *variable, const struct choice *choice)
{
	struct counted *counted;

	if (!variable->is_counter && choice->is_known)
		put_fact(&trial->facts, variable->index, choice);
	if (!variable->is_counter)
		return;
	counted = &trial->counted[variable->index];
	counted->least = counted->most = choice->number;
	counted->has_sure = counted->has_any = choice->number > 0;
	counted->first_sure = counted->last_sure = counted->first_any = counted->last_any = choice->time;
}

/* Whatever is not known is not looked at. */
static void
forget_all(struct facts *facts)
{
	memset(facts->known, 0, sizeof(facts->known));
	facts->address_count = 0;
}

/* Whether the steps over that variable answer alike to both choices; what stands in order with others never
 * does. */
static bool
is_alike(struct trial *trial, const struct variable *variable, const struct choice *a, const struct choice *b)
{
	const struct grounds grounds = {trial->zones, trial->counted};
	const struct choice *choices[] = {a, b};

	for (unsigned e = 0; e < 2 && trial->expressions[e] != NULL; e++)
		for (size_t i = 0; i < trial->expressions[e]->count; i++) {
			const struct step *step = &trial->expressions[e]->steps[i];
			enum answer        answers[2];

			if (step->kind != STEP_LEAF || step->ask == ask_constant ||
			    step->fact != variable->index || is_of_counter(step) != variable->is_counter ||
			    step->ask == ask_after)
				continue;
			for (unsigned side = 0; side < 2; side++) {
				forget_all(&trial->facts);
				put(trial, variable, choices[side]);
				answers[side] = step->ask(step, &trial->facts, &grounds);
			}
			if (answers[0] != answers[1])
				return false;
		}
	return !variable->is_counter || (a->time == b->time && (a->number > 0) == (b->number > 0));
}

static void
drop_twins(struct trial *trial, struct variable *variable)
{
	size_t kept = 0;

	for (size_t i = 0; i < variable->count; i++) {
		bool is_new = true;

		for (size_t j = 0; j < kept && is_new; j++)
			is_new = !is_alike(trial, variable, &variable->choices[i], &variable->choices[j]);
		if (is_new)
			variable->choices[kept++] = variable->choices[i];
	}
	variable->count = kept;
}

static void
gather(struct trial *trial)
{
	for (unsigned e = 0; e < 2 && trial->expressions[e] != NULL; e++)
		for (size_t i = 0; i < trial->expressions[e]->count && !trial->is_too_much; i++) {
			const struct step *step = &trial->expressions[e]->steps[i];
			struct variable   *variable;

			if (step->kind != STEP_LEAF || step->ask == ask_constant)
				continue;
			if ((variable = variable_of(trial, is_of_counter(step), step->fact)) != NULL)
				add_choices(trial, variable, step);
			if (step->ask == ask_after &&
			    (variable = variable_of(trial, true, step->is.other)) != NULL)
				add_choices(trial, variable, step);
		}
	/* The ends of both need not meet where they overlap. */
	for (size_t i = 0; i < trial->count; i++)
		trial->is_too_much |= trial->variables[i].has_windows && trial->variables[i].has_times;
	for (size_t i = 0; i < trial->count && !trial->is_too_much; i++)
		drop_twins(trial, &trial->variables[i]);
}

/* The ${number}th of all combinations; false past the last. */
static bool
combine(struct trial *trial, size_t number)
{
	forget_all(&trial->facts);
	for (size_t i = 0; i < trial->count; i++) {
		const struct variable *variable = &trial->variables[i];

		put(trial, variable, &variable->choices[number % variable->count]);
		number /= variable->count;
	}
	return number == 0;
}

bool
expression_is_possible(const struct expression *yes, const struct expression *other, bool other_is_yes,
		       const struct zones *zones)
{
	struct trial trial = {
	    .expressions = {yes, other},
              .zones = zones
        };

	gather(&trial);
	for (size_t number = 0; number < MOST_TRIES && !trial.is_too_much; number++) {
		if (!combine(&trial, number))
			return false;
		if (expression_ask_counted(yes, &trial.facts, zones, trial.counted) != ANSWER_YES)
			continue;
		if (other == NULL || (expression_ask_counted(other, &trial.facts, zones, trial.counted) ==
				      ANSWER_YES) == other_is_yes)
			return true;
	}
	return true;
}
