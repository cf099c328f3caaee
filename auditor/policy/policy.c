/* SPDX-License-Identifier: Apache-2.0 */
/* What others may ask of a policy. */
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "policy/policy_room.h"

#define policy_text(LIST, WORD, text) text,
const char *const severity_words[SEVERITY_COUNT] = {EACH_SEVERITY(policy_text)};
const char *const verdict_words[VERDICT_COUNT] = {EACH_VERDICT(policy_text)};
const char *const subject_words[SUBJECT_COUNT] = {EACH_SUBJECT(policy_text)};
const char *const found_words[FOUND_COUNT] = {"observed", "advertised", "inferred"};

bool
severity_read(const char *word, enum severity *severity)
{
	for (unsigned at = 0; at < SEVERITY_COUNT; at++)
		if (strcmp(severity_words[at], word) == 0) {
			*severity = (enum severity)at;
			return true;
		}
	return false;
}

struct rule *
policy_rule(const struct policy *policy, const char *id)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (strcmp(policy->rules[i]->check.id, id) == 0)
			return policy->rules[i];
	return NULL;
}

bool
policy_digest_add(struct policy *policy, const char *kind, const void *data, size_t size)
{
	char head[64];
	int  length = snprintf(head, sizeof(head), "%s %zu\n", kind, size);

	return EVP_DigestUpdate(policy->digest, head, (size_t)length) == 1 &&
	       EVP_DigestUpdate(policy->digest, data, size) == 1;
}

bool
policy_digest_finish(struct policy *policy)
{
	EVP_MD_CTX   *copy = EVP_MD_CTX_new();
	unsigned char octets[EVP_MAX_MD_SIZE];
	bool          is_done = copy != NULL && EVP_MD_CTX_copy_ex(copy, policy->digest) == 1 &&
		       EVP_DigestFinal_ex(copy, octets, NULL) == 1;

	if (is_done)
		text_hex(octets, (sizeof(policy->sha256) - 1) / 2, policy->sha256);
	EVP_MD_CTX_free(copy);
	return is_done;
}

static bool
add_zone(struct zones *zones, const struct set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (!zones_add(zones, set->name, &set->prefixes[i]))
			return false;
	for (size_t i = 0; i < set->link_count; i++) {
		const struct link *link = &set->links[i];

		if (!(link->vlan != 0 ? zones_add_vlan(zones, set->name, link->vlan)
				      : zones_add_interface(zones, set->name, link->interface)))
			return false;
	}
	return true;
}

bool
policy_make_zones(struct policy *policy)
{
	struct zones *zones = zones_new();
	bool          is_done = zones != NULL;

	for (size_t i = 0; is_done && i < policy->sets.count; i++)
		if (policy->sets.list[i]->is_zone)
			is_done = add_zone(zones, policy->sets.list[i]);
	policy->zones_guessed = !policy->has_zones;
	if (is_done && policy->zones_guessed)
		is_done = zones_add_defaults(zones);
	if (!is_done) {
		zones_free(zones);
		return false;
	}
	zones_free(policy->zones);
	policy->zones = zones;
	return true;
}

/* Whether ${one} is a prefix that packets can bear; false after complaining. */
static bool
is_prefix(const struct set *set, const char *one, struct prefix *prefix, struct complaints *complaints)
{
	char cure[CURE_SIZE];
	bool is_parsed = strlen(one) < ADDRESS_TEXT_SIZE + 4 && prefix_parse(one, prefix);

	if (is_parsed && !prefix_is_mapped(prefix, cure))
		return true;
	if (is_parsed)
		complain(complaints, GRAVITY_ERROR, set->spot,
			 "%s is IPv4 written as IPv6, which no packet bears (did you mean \"%s\"?)", one,
			 cure);
	else if (prefix_cure(one, cure))
		complain(complaints, GRAVITY_ERROR, set->spot,
			 "%s has bits set behind its length (did you mean \"%s\"?)", one, cure);
	else
		complain(complaints, GRAVITY_ERROR, set->spot,
			 "\"%s\" is neither an address nor a prefix, as 10.0.0.0/8 or 2001:db8::/32", one);
	return false;
}

/* One prefix of --inside, ${size} octets at ${text}, into ${set}; false after complaining. */
static bool
take_prefix(struct policy *policy, struct set *set, const char *text, size_t size,
	    struct complaints *complaints)
{
	char              one[61] = "";
	const struct set *other;
	struct prefix     prefix;

	memcpy(one, text, size < sizeof(one) ? size : sizeof(one) - 1);
	if (!is_prefix(set, one, &prefix, complaints))
		return false;
	if ((other = sets_zone_with(&policy->sets, &prefix, policy->sets.count, INSIDE)) != NULL) {
		complain(complaints, GRAVITY_ERROR, set->spot, "%s is in the zone \"%s\" already", one,
			 other->name);
		return false;
	}
	if (set_add(set, policy->arena, &prefix, set->spot))
		return true;
	complain(complaints, GRAVITY_ERROR, set->spot, "out of memory");
	return false;
}

/* All of them, as a list with commas. */
static bool
take_prefixes(struct policy *policy, struct set *set, const char *text, struct complaints *complaints)
{
	bool is_good = true;

	for (const char *end; text != NULL; text = *end == ',' ? end + 1 : NULL) {
		end = text + strcspn(text, ",");
		is_good = take_prefix(policy, set, text, (size_t)(end - text), complaints) && is_good;
	}
	return is_good;
}

bool
policy_set_inside(struct policy *policy, const char *prefixes, struct complaints *complaints)
{
	const struct spot option = {"--inside", 0, 0};
	struct set       *inside = sets_find(&policy->sets, INSIDE);
	struct set        replaced = {.name = INSIDE, .is_zone = true, .spot = option};
	bool              had_zones = policy->has_zones;

	if (!take_prefixes(policy, &replaced, prefixes, complaints))
		return false;
	if (inside == NULL)
		inside = sets_add(&policy->sets, policy->arena, INSIDE, true);
	if (inside != NULL)
		*inside = replaced;
	policy->has_zones = true;
	if (inside != NULL && policy_make_zones(policy) &&
	    policy_digest_add(policy, "inside", prefixes, strlen(prefixes)) && policy_digest_finish(policy))
		return true;
	policy->has_zones = had_zones;
	complain(complaints, GRAVITY_ERROR, option, "out of memory");
	return false;
}

const char *
policy_name(const struct policy *policy)
{
	return policy->name;
}

const char *
policy_version(const struct policy *policy)
{
	return policy->version;
}

const char *
policy_profile(const struct policy *policy)
{
	return policy->profile;
}

const char *
policy_title(const struct policy *policy)
{
	return policy->title;
}

const char *
policy_sha256(const struct policy *policy)
{
	return policy->sha256;
}

bool
policy_zones_guessed(const struct policy *policy)
{
	return policy->zones_guessed;
}

const struct zones *
policy_zones(const struct policy *policy)
{
	return policy->zones;
}

const struct sets *
policy_sets(const struct policy *policy)
{
	return &policy->sets;
}

size_t
policy_check_count(const struct policy *policy)
{
	return policy->rule_count;
}

const struct check *
policy_check(const struct policy *policy, size_t index)
{
	return index < policy->rule_count ? &policy->rules[index]->check : NULL;
}

const char *
policy_check_applies(const struct policy *policy, size_t index)
{
	return index < policy->rule_count ? policy->rules[index]->applies : "";
}

const char *
policy_check_violates(const struct policy *policy, size_t index)
{
	return index < policy->rule_count ? policy->rules[index]->violates : "";
}

const char *
policy_check_traps(const struct policy *policy, size_t index)
{
	return index < policy->rule_count ? policy->rules[index]->traps : "";
}

const char *
policy_check_severity_because(const struct policy *policy, size_t index)
{
	return index < policy->rule_count ? policy->rules[index]->severity_because : "";
}

void
policy_free(struct policy *policy)
{
	if (policy == NULL)
		return;
	zones_free(policy->zones);
	EVP_MD_CTX_free(policy->digest);
	arena_free(policy->arena);
	free(policy);
}
