/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_REFERENCE_H
#define POLICY_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/complain.h"
#include "policy/check.h"

/*
 * reference: what people look things up in: the ports that mail uses, and the controls of frameworks.
 *
 * Read from rules/ports.yaml and rules/controls.yaml, which are compiled in.  Texts live as long as the
 * reference.
 */
struct reference;

struct reference_port {
	unsigned           port;
	const char        *name; /* of the service, as registered */
	const char        *protocol, *role;
	const char        *mode;    /* how a session begins */
	const char        *status;  /* how the port stands today */
	const char        *history; /* how that came */
	const char *const *source;  /* ends with NULL */
};

struct reference_control {
	const char        *framework, *id, *title;
	const char        *key;         /* "FRAMEWORK ID", as checks name it */
	const char *const *like;        /* keys of others whose checks it covers as well; ends with NULL */
	bool               is_verified; /* read in the framework's own text or a faithful copy */
};

/* NULL after complaining, or without memory. */
struct reference *reference_load(struct complaints *complaints);

size_t                       reference_port_count(const struct reference *reference);
const struct reference_port *reference_port(const struct reference *reference, size_t index);

/* In the order of the file: those of one framework stand together. */
size_t                          reference_control_count(const struct reference *reference);
const struct reference_control *reference_control(const struct reference *reference, size_t index);

/* Whether ${check} speaks to the control: it names it, or one that it is like. */
bool reference_covers(const struct reference_control *control, const struct check *check);

void reference_free(struct reference *reference);

#endif
