/* SPDX-License-Identifier: Apache-2.0 */
/* Lets connections without a talk wait until their company says what they were. */
#include "session/company.h"

#include <stdlib.h>
#include <string.h>

#include "session/rivals.h"
#include "session/sweep.h"
#include "session/try.h"

/* A talk of HELO or EHLO and QUIT, LOGOUT or NOOP: room for a name, but not for a sender and a recipient. */
#define SMALL_TALK 48

/* Who was seen so often does not scan, but look or try again. */
#define OFTEN 3

struct waiting {
	struct session_flow flow;
	struct ending       ending;
	int64_t             due;
};

struct company {
	company_guest   *guest;
	void            *room;
	struct contacts *contacts;
	struct sweeps   *sweeps;
	struct rivals   *rivals;
	struct waiting  *waiting; /* a ring */
	size_t           limit, first, count;
	bool             has_now;
	int64_t          begin, now;
	uint64_t         hurried;
};

const struct company_limits company_limits_default = {
    .waiting = 65536,
    .contacts = 131072,
    .sweeps = 32768,
    .talks = 16384,
};

struct company *
company_new(const struct company_limits *limits, company_guest *guest, void *room)
{
	struct company *company = calloc(1, sizeof(*company));

	if (company == NULL)
		return NULL;
	company->guest = guest;
	company->room = room;
	company->limit = limits->waiting;
	company->waiting = calloc(limits->waiting, sizeof(*company->waiting));
	company->contacts = contacts_new(limits->contacts);
	company->sweeps = sweeps_new(limits->sweeps);
	company->rivals = rivals_new(limits->talks);
	if (company->waiting != NULL && company->contacts != NULL && company->sweeps != NULL &&
	    company->rivals != NULL)
		return company;
	company_free(company);
	return NULL;
}

static struct contact
contact_of(const struct session_flow *flow)
{
	return (struct contact){
	    .client = flow->client,
	    .server = flow->server,
	    .port = flow->server_port,
	    .is_listed = session_is_listed_port(flow->server_port),
	    .when = flow->first_seen,
	    .where = flow->first_frame,
	};
}

static struct sweep_try
try_of(const struct session_flow *flow, const struct ending *ending)
{
	return (struct sweep_try){
	    .client = flow->client,
	    .server = flow->server,
	    .port = flow->server_port,
	    .is_listed = session_is_listed_port(flow->server_port),
	    .is_refusal = try_is_refused(ending),
	    .when = flow->first_seen,
	};
}

static enum sweep_answer
ask_sweeps(struct company *company, const struct session_flow *flow, const struct ending *ending,
	   int64_t last)
{
	struct sweep_try  try = try_of(flow, ending);
	enum sweep_answer ports = sweeps_ports(company->sweeps, &try, company->begin, last), servers;

	/* A program that waits may be kept out of many servers by one filter, or stand for many users; it has
	 * no business at many ports of one. */
	if (try_is_patient(ending))
		return ports == SWEEP_YES ? SWEEP_MAYBE : SWEEP_NO;
	servers = sweeps_servers(company->sweeps, &try, company->begin, last);
	return ports > servers ? ports : servers;
}

static enum attempt
attempt_of_race(const struct company *company, const struct contact *contact)
{
	struct contact    winner = {0};
	enum rival_answer answer = rivals_find(company->rivals, contact, &winner);

	if (answer == RIVAL_NONE)
		return ATTEMPT_USE;
	return answer == RIVAL_UNSURE ? ATTEMPT_UNKNOWN : ATTEMPT_RACE;
}

/* What it was, as far as it was seen up to ${last}. */
static enum attempt
attempt_of(struct company *company, const struct session_flow *flow, const struct ending *ending,
	   int64_t last)
{
	struct contact    contact = contact_of(flow);
	struct visits     visits = contacts_visits(company->contacts, &contact);
	bool              is_empty = try_is_closed_at_once(flow, ending);
	enum attempt      attempt;
	enum sweep_answer answer;

	if (!try_is_clear(ending))
		return ATTEMPT_UNKNOWN;
	if (is_empty && visits.empties >= OFTEN)
		return ATTEMPT_HEALTH_CHECK;
	answer = ask_sweeps(company, flow, ending, last);
	if (answer != SWEEP_NO && visits.tries < OFTEN)
		return answer == SWEEP_YES ? ATTEMPT_SCAN : ATTEMPT_UNKNOWN;
	attempt = try_is_given_up(flow, ending) ? attempt_of_race(company, &contact) : ATTEMPT_USE;
	/* Who only connects and closes, once or twice, has not shown what for; nor has whose SYN is still
	 * unanswered. */
	if (attempt == ATTEMPT_USE && (is_empty || ending->is_open || ending->outcome == ENDING_UNKNOWN))
		return ATTEMPT_UNKNOWN;
	return attempt;
}

static void
find_control(struct company *company, const struct session_flow *flow, struct account *account)
{
	struct contact contact = contact_of(flow);

	account->has_control = contacts_control(company->contacts, &contact, &account->control);
	if (account->has_control)
		return;
	account->control.kind = CONTROL_OTHER_FAMILY;
	account->has_control =
	    rivals_find(company->rivals, &contact, &account->control.contact) == RIVAL_OTHER_FAMILY;
}

static void
account_of(struct company *company, const struct session_flow *flow, const struct ending *ending,
	   int64_t last, struct account *account)
{
	bool is_quiet = flow->octets[SERVER] == 0;

	memset(account, 0, sizeof(*account));
	account->attempt = attempt_of(company, flow, ending, last);
	if (account->attempt != ATTEMPT_USE && account->attempt != ATTEMPT_UNKNOWN)
		return;
	if (try_is_kept_out(ending) || (ending->handshake_seen && is_quiet))
		find_control(company, flow, account);
}

/* Tell the one that waits longest; ${last}: until when its company was watched. */
static void
tell_first(struct company *company, int64_t last)
{
	struct waiting *waiting = &company->waiting[company->first];
	struct account  account;

	account_of(company, &waiting->flow, &waiting->ending, last, &account);
	company->first = (company->first + 1) % company->limit;
	company->count--;
	company->guest(company->room, &waiting->flow, &waiting->ending, &account);
}

void
company_advance(struct company *company, int64_t now)
{
	if (!company->has_now) {
		company->has_now = true;
		company->begin = company->now = now;
	}
	if (now > company->now)
		company->now = now;
	while (company->count > 0 && company->waiting[company->first].due <= company->now)
		tell_first(company, company->now);
}

void
company_opened(struct company *company, const struct session_flow *flow)
{
	struct contact contact = contact_of(flow);

	company_advance(company, flow->first_seen);
	if (contact.is_listed)
		contacts_called(company->contacts, &contact);
}

void
company_talked(struct company *company, const struct session_flow *flow)
{
	struct contact   contact = contact_of(flow);
	struct sweep_try try = try_of(flow, &(struct ending){.syns = 0});

	contacts_talked(company->contacts, &contact);
	sweeps_talk(company->sweeps, &try);
	if (contact.is_listed)
		rivals_talked(company->rivals, &contact);
}

static void
let_wait(struct company *company, const struct session_flow *flow, const struct ending *ending)
{
	if (company->count == company->limit) {
		company->hurried++;
		tell_first(company, company->now);
	}
	company->waiting[(company->first + company->count) % company->limit] =
	    (struct waiting){*flow, *ending, company->now + COMPANY_PATIENCE};
	company->count++;
}

/* A talk is a use, unless it is so small that it may be a look whether the server answers. */
static void
account_of_talk(struct company *company, const struct session_flow *flow, const struct ending *ending,
		struct account *account)
{
	account_of(company, flow, ending, company->now, account);
	if (flow->octets[CLIENT] > SMALL_TALK)
		account->attempt = ATTEMPT_USE;
	else if (flow->octets[CLIENT] > 0 && account->attempt != ATTEMPT_HEALTH_CHECK &&
		 !try_is_waited_for(flow, ending))
		account->attempt = ATTEMPT_UNKNOWN;
}

bool
company_refused(struct company *company, const struct session_flow *flow, const struct ending *ending)
{
	struct sweep_try try = try_of(flow, ending);

	if (!try_is_refused(ending) || !try_is_fruitless(flow, ending))
		return false;
	sweeps_fruitless(company->sweeps, &try);
	return true;
}

bool
company_ended(struct company *company, const struct session_flow *flow, const struct ending *ending,
	      bool may_wait, struct account *account)
{
	struct contact   contact = contact_of(flow);
	struct sweep_try try = try_of(flow, ending);
	bool             is_small = flow->octets[CLIENT] <= SMALL_TALK;

	if (try_is_fruitless(flow, ending) && !flow->is_noted)
		sweeps_fruitless(company->sweeps, &try);
	else if (!flow->is_noted && flow->octets[CLIENT] > 0 && !contact.is_listed)
		company_talked(company, flow);
	if (contact.is_listed)
		contacts_visited(company->contacts, &contact,
				 is_small && try_is_closed_at_once(flow, ending));
	if (!may_wait) {
		if (account != NULL)
			account_of_talk(company, flow, ending, account);
		return false;
	}
	/* What is a scan by now may turn out to be a monitor's round; if need be it is not waited for. */
	account_of(company, flow, ending, company->now, account);
	if (account->attempt == ATTEMPT_SCAN && company->count > company->limit / 2)
		return false;
	let_wait(company, flow, ending);
	return true;
}

void
company_lost(struct company *company, const struct session_flow *flow, const struct ending *ending)
{
	struct sweep_try try = try_of(flow, ending);

	if (try_is_fruitless(flow, ending))
		sweeps_fruitless(company->sweeps, &try);
}

void
company_glance(struct company *company, const struct session_flow *flow, const struct ending *ending,
	       struct account *account)
{
	if (flow->octets[CLIENT] > 0)
		account_of_talk(company, flow, ending, account);
	else
		account_of(company, flow, ending, company->now, account);
	/* Of a scan the tries count once they are over; until then a single SYN is no use. */
	if (account->attempt == ATTEMPT_USE && ending->outcome == ENDING_DROPPED && !try_is_patient(ending))
		account->attempt = ATTEMPT_UNKNOWN;
}

void
company_close(struct company *company)
{
	while (company->count > 0)
		tell_first(company, company->now);
}

uint64_t
company_hurried(const struct company *company)
{
	return company->hurried;
}

size_t
company_octets(const struct company *company)
{
	return sizeof(*company) + company->limit * sizeof(struct waiting) +
	       contacts_octets(company->contacts) + sweeps_octets(company->sweeps);
}

void
company_free(struct company *company)
{
	if (company == NULL)
		return;
	free(company->waiting);
	contacts_free(company->contacts);
	sweeps_free(company->sweeps);
	rivals_free(company->rivals);
	free(company);
}
