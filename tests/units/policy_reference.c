/* SPDX-License-Identifier: Apache-2.0 */
/* The tables that people look things up in: ports and controls. */
#include "policy/reference.h"
#include "classify/port.h"
#include "policy_helpers.h"

static struct reference *
reference(void)
{
	struct complaints *complaints = complaints_new();
	struct reference  *loaded = reference_load(complaints);

	for (size_t i = 0; complaints_text(complaints, i) != NULL; i++)
		fprintf(stderr, "%s\n", complaints_text(complaints, i));
	complaints_free(complaints);
	CU_ASSERT_PTR_NOT_NULL_FATAL(loaded);
	return loaded;
}

static const struct reference_control *
control_of(const struct reference *from, const char *key)
{
	for (size_t i = 0; i < reference_control_count(from); i++)
		if (strcmp(reference_control(from, i)->key, key) == 0)
			return reference_control(from, i);
	return NULL;
}

static void
every_control_that_a_check_names_is_known(void)
{
	struct reference *from = reference();

	for (const char *const *name = policy_built_in(); *name != NULL; name++) {
		struct complaints *complaints = complaints_new();
		struct policy     *policy = policy_load(*name, complaints);

		for (size_t i = 0; i < policy_check_count(policy); i++)
			for (const char *const *key = policy_check(policy, i)->controls; *key != NULL;
			     key++) {
				if (control_of(from, *key) == NULL)
					fprintf(stderr, "%s: %s\n", policy_check(policy, i)->id, *key);
				CU_ASSERT_PTR_NOT_NULL(control_of(from, *key));
			}
		policy_free(policy);
		complaints_free(complaints);
	}
	reference_free(from);
}

static void
every_control_covers_a_check_and_is_like_known_ones(void)
{
	struct reference  *from = reference();
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("nist-800-53", complaints);

	CU_ASSERT(reference_control_count(from) > 40);
	for (size_t i = 0; i < reference_control_count(from); i++) {
		const struct reference_control *control = reference_control(from, i);
		size_t                          covered = 0;

		for (const char *const *like = control->like; *like != NULL; like++)
			CU_ASSERT_PTR_NOT_NULL(control_of(from, *like));
		for (size_t j = 0; j < policy_check_count(policy); j++)
			covered += reference_covers(control, policy_check(policy, j));
		if (covered == 0 && strcmp(control->id, "SC-5") != 0)
			fprintf(stderr, "%s covers nothing\n", control->key);
		CU_ASSERT(covered > 0 || strcmp(control->id, "SC-5") == 0);
	}
	policy_free(policy);
	complaints_free(complaints);
	reference_free(from);
}

static void
only_what_was_read_is_called_verified(void)
{
	struct reference *from = reference();

	CU_ASSERT_TRUE(control_of(from, "NIST SP 800-53r5 SC-8")->is_verified);
	CU_ASSERT_TRUE(control_of(from, "HIPAA 164.312(e)(1)")->is_verified);
	CU_ASSERT_FALSE(control_of(from, "PCI DSS 4.0.1 4.2.1")->is_verified);
	CU_ASSERT_FALSE(control_of(from, "ISO 27001:2022 A.8.24")->is_verified);
	reference_free(from);
}

/* What classify/port.c lists is explained, with the same role. */
static void
every_mail_port_is_explained(void)
{
	static const unsigned ports[] = {24, 25, 110, 143, 465, 587, 993, 995, 2525, 4190};
	struct reference     *from = reference();

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		const struct port           *known = port_find((uint16_t)ports[i]);
		const struct reference_port *found = NULL;

		for (size_t j = 0; j < reference_port_count(from); j++)
			if (reference_port(from, j)->port == ports[i])
				found = reference_port(from, j);
		CU_ASSERT_PTR_NOT_NULL_FATAL(known);
		CU_ASSERT_PTR_NOT_NULL_FATAL(found);
		CU_ASSERT_STRING_EQUAL(found->role, role_words[known->role]);
		CU_ASSERT_PTR_NOT_NULL(found->source[0]);
	}
	reference_free(from);
}

SUITE("policy: reference", ROW(every_control_that_a_check_names_is_known),
      ROW(every_control_covers_a_check_and_is_like_known_ones), ROW(only_what_was_read_is_called_verified),
      ROW(every_mail_port_is_explained))
