/* SPDX-License-Identifier: Apache-2.0 */
/* Puts pseudonyms into checks, findings and pairs, and them in order again. */
#include "report/disguise_room.h"

#include <stdlib.h>
#include <string.h>

void
disguise_mask_checks(struct disguise *disguise)
{
	const struct report_found *found = &disguise->before->found;

	disguise->check_count = found->check_count(found->of);
	if ((disguise->checks = disguise_take(disguise, disguise->check_count, sizeof(*disguise->checks))) ==
	    NULL)
		return;
	for (size_t i = 0; i < disguise->check_count; i++) {
		struct masked_check *masked = &disguise->checks[i];

		masked->before = found->check(found->of, i).check;
		masked->check = *masked->before;
		masked->check.title = disguise_mask_text(disguise, masked->before->title);
		masked->check.because = disguise_mask_text(disguise, masked->before->because);
		masked->check.fix = disguise_mask_text(disguise, masked->before->fix);
	}
}

static const struct check *
masked_check(const struct disguise *disguise, const struct check *before)
{
	for (size_t i = 0; i < disguise->check_count; i++)
		if (disguise->checks[i].before == before ||
		    strcmp(disguise->checks[i].check.id, before->id) == 0)
			return &disguise->checks[i].check;
	return before;
}

/* One for one: formats tell by the pointer whether two are the same. */
static const struct waiver_says *
mask_waiver(struct disguise *disguise, const struct waiver_says *before)
{
	struct masked_waiver *masked = disguise->waivers;

	while (masked != NULL && masked->before != before)
		masked = masked->next;
	if (masked != NULL || before == NULL ||
	    (masked = disguise_take(disguise, 1, sizeof(*masked))) == NULL)
		return masked == NULL ? NULL : &masked->says;
	masked->before = before;
	masked->says = *before;
	masked->says.where = disguise_mask_text(disguise, before->where);
	masked->says.reason = disguise_mask_text(disguise, before->reason);
	masked->next = disguise->waivers;
	disguise->waivers = masked;
	return &masked->says;
}

static void
mask_key(struct disguise *disguise, struct digest *key)
{
	char        digits[DIGEST_SHA256_SIZE];
	const char *masked;

	if (!digest_is_set(key))
		return;
	masked =
	    disguise_mask_fact(disguise, disguise->arena, FACT_CERT_PUBLIC_KEY, digest_print(key, digits));
	disguise->failed |= masked == NULL || !digest_parse(masked, key);
}

static void
mask_finding(struct disguise *disguise, struct finding *finding)
{
	struct proof *proof = &finding->proof;

	finding->waiver = mask_waiver(disguise, finding->waiver);
	finding->expired = mask_waiver(disguise, finding->expired);
	finding->check = masked_check(disguise, finding->check);
	mask_key(disguise, &finding->key);
	pseudonym_address(disguise->pseudonym, &finding->client);
	pseudonym_address(disguise->pseudonym, &finding->server);
	pseudonym_address(disguise->pseudonym, &finding->blocker.address);
	pseudonym_address(disguise->pseudonym, &finding->control.client);
	pseudonym_address(disguise->pseudonym, &finding->control.server);
	pseudonym_address(disguise->pseudonym, &proof->client);
	pseudonym_address(disguise->pseudonym, &proof->server);
	for (unsigned i = 0; i < proof->fact_count; i++) {
		enum fact   fact = proof->facts[i];
		const char *masked;

		if (fact_rows[fact].type != TYPE_TEXT && fact_rows[fact].type != TYPE_TEXTS)
			continue;
		masked = disguise_mask_fact(disguise, disguise->arena, fact,
					    (const char *)(uintptr_t)proof->values[i]);
		disguise->failed |= masked == NULL;
		proof->values[i] = (uint64_t)(uintptr_t)masked;
	}
}

static int
by_finding(const void *a, const void *b)
{
	return finding_compare(a, b);
}

void
disguise_mask_findings(struct disguise *disguise)
{
	const struct report_found *found = &disguise->before->found;

	disguise->finding_count = found->finding_count(found->of);
	disguise->findings = disguise_take(disguise, disguise->finding_count, sizeof(*disguise->findings));
	for (size_t i = 0; !disguise->failed && i < disguise->finding_count; i++) {
		disguise->findings[i] = *found->finding(found->of, i);
		mask_finding(disguise, &disguise->findings[i]);
	}
	if (!disguise->failed && disguise->finding_count > 0)
		qsort(disguise->findings, disguise->finding_count, sizeof(*disguise->findings), by_finding);
}

static int
by_pair(const void *a, const void *b)
{
	const struct pair_tally *left = a, *right = b;

	return pair_key_compare(&left->key, &right->key);
}

void
disguise_mask_pairs(struct disguise *disguise)
{
	const struct report_found *found = &disguise->before->found;

	if (!disguise->before->with_pairs)
		return;
	disguise->pair_count = found->pair_count(found->of);
	disguise->pairs = disguise_take(disguise, disguise->pair_count, sizeof(*disguise->pairs));
	for (size_t i = 0; !disguise->failed && i < disguise->pair_count; i++) {
		disguise->pairs[i] = found->pair(found->of, i);
		pseudonym_address(disguise->pseudonym, &disguise->pairs[i].key.client);
		pseudonym_address(disguise->pseudonym, &disguise->pairs[i].key.server);
	}
	if (!disguise->failed && disguise->pair_count > 0)
		qsort(disguise->pairs, disguise->pair_count, sizeof(*disguise->pairs), by_pair);
}

static int
by_server(const void *a, const void *b)
{
	return named_tally_compare(a, b);
}

void
disguise_mask_servers(struct disguise *disguise)
{
	const struct report_found *found = &disguise->before->found;

	disguise->named_count = found->named_count(found->of);
	disguise->named = disguise_take(disguise, disguise->named_count, sizeof(*disguise->named));
	for (size_t i = 0; !disguise->failed && i < disguise->named_count; i++) {
		disguise->named[i] = found->named(found->of, i);
		disguise->named[i].set = disguise_mask_text(disguise, disguise->named[i].set);
		pseudonym_prefix(disguise->pseudonym, &disguise->named[i].prefix);
	}
	if (!disguise->failed && disguise->named_count > 0)
		qsort(disguise->named, disguise->named_count, sizeof(*disguise->named), by_server);
}
