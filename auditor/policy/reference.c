/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the built-in tables of ports and controls. */
#include "policy/reference.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "policy/document.h"
#include "policy/policy_room.h"
#include "policy/read.h"

struct reference {
	struct policy             holder; /* only its arena is used: what reads policies reads these, too */
	struct reference_port    *ports;
	size_t                    port_count;
	struct reference_control *controls;
	size_t                    control_count;
};

/* A row on its way into one of the tables, and what its parts are told of. */
struct row {
	struct reference        *reference;
	struct reference_port    port;
	struct reference_control control;
};

static void
take_prose(struct reader *reader, const struct node *value, const char **into)
{
	*into = read_prose(reader, value, "a value");
}

#define TAKE(part, member)                                                                                   \
	static void take_##part(struct reader *reader, const struct node *value, void *into)                 \
	{                                                                                                    \
		take_prose(reader, value, &((struct row *)into)->member);                                    \
	}
TAKE(name, port.name)
TAKE(protocol, port.protocol)
TAKE(role, port.role)
TAKE(mode, port.mode)
TAKE(status, port.status)
TAKE(history, port.history)
TAKE(framework, control.framework)
TAKE(id, control.id)
TAKE(title, control.title)

static void
take_number(struct reader *reader, const struct node *value, void *into)
{
	const char *text = read_text(reader, value, "a port");

	((struct row *)into)->port.port = text != NULL ? (unsigned)strtoul(text, NULL, 10) : 0;
}

static void
take_source(struct reader *reader, const struct node *value, void *into)
{
	((struct row *)into)->port.source = read_texts(reader, value, "a source");
}

static void
take_like(struct reader *reader, const struct node *value, void *into)
{
	((struct row *)into)->control.like = read_texts(reader, value, "a control");
}

static void
take_verified(struct reader *reader, const struct node *value, void *into)
{
	static const char *const truths[] = {"false", "true"};

	((struct row *)into)->control.is_verified = read_word(reader, value, "verified", truths, 2) == 1;
}

static void
take_nothing(struct reader *reader, const struct node *value, void *into)
{
	(void)reader;
	(void)value;
	(void)into;
}

static const struct key port_keys[] = {
    {"port",     true,  take_number  },
    {"name",     true,  take_name    },
    {"protocol", true,  take_protocol},
    {"role",     true,  take_role    },
    {"mode",     true,  take_mode    },
    {"status",   true,  take_status  },
    {"history",  true,  take_history },
    {"source",   true,  take_source  },
    {NULL,       false, NULL         },
};

static void
take_port(struct reader *reader, const struct node *item, void *into)
{
	struct reference      *reference = into;
	struct row             row = {.reference = reference};
	struct reference_port *ports =
	    arena_grow(reader->policy->arena, reference->ports, reference->port_count, sizeof(*ports));

	read_table(reader, item, port_keys, "a port", &row);
	if (ports == NULL) {
		read_out_of_memory(reader, item);
		return;
	}
	reference->ports = ports;
	ports[reference->port_count++] = row.port;
}

static void
take_ports(struct reader *reader, const struct node *value, void *into)
{
	read_each(reader, value, into, take_port);
}

static const struct key control_keys[] = {
    {"id",       true,  take_id      },
    {"title",    true,  take_title   },
    {"like",     false, take_like    },
    {"verified", false, take_verified},
    {NULL,       false, NULL         },
};

static const char *
key_of(struct arena *arena, const struct reference_control *control)
{
	struct text text = {0};
	const char *key = NULL;

	text_printf(&text, "%s %s", control->framework, control->id);
	if (!text.failed)
		key = arena_text(arena, text.data, text.size);
	text_free(&text);
	return key;
}

/* Unless it says so itself, a control is verified if its framework is. */
static void
take_control(struct reader *reader, const struct node *item, void *into)
{
	static const char *const  none[] = {NULL};
	const struct row         *framework = into;
	struct reference         *reference = framework->reference;
	struct row                row = *framework;
	struct reference_control *controls = arena_grow(reader->policy->arena, reference->controls,
							reference->control_count, sizeof(*controls));

	row.control.like = none;
	read_table(reader, item, control_keys, "a control", &row);
	row.control.key = key_of(reader->policy->arena, &row.control);
	if (controls == NULL || row.control.key == NULL) {
		read_out_of_memory(reader, item);
		return;
	}
	reference->controls = controls;
	controls[reference->control_count++] = row.control;
}

static void
take_controls(struct reader *reader, const struct node *value, void *into)
{
	read_each(reader, value, into, take_control);
}

static const struct key framework_keys[] = {
    {"framework", true,  take_framework},
    {"title",     true,  take_nothing  },
    {"source",    true,  take_nothing  },
    {"verified",  true,  take_verified },
    {"controls",  true,  take_controls },
    {NULL,        false, NULL          },
};

static void
take_one_framework(struct reader *reader, const struct node *item, void *into)
{
	struct row row = {.reference = into};

	read_table(reader, item, framework_keys, "a framework", &row);
}

static void
take_frameworks(struct reader *reader, const struct node *value, void *into)
{
	read_each(reader, value, into, take_one_framework);
}

static const struct key reference_keys[] = {
    {"ports",      false, take_ports     },
    {"frameworks", false, take_frameworks},
    {NULL,         false, NULL           },
};

static void
read_reference(struct reference *reference, const char *file, struct complaints *complaints)
{
	const struct spot nowhere = {file, 0, 0};
	struct document   document = {.file = file};
	struct reader     reader = {.policy = &reference->holder,
				    .complaints = complaints,
				    .document = &document,
				    .is_built_in = true};
	struct node      *root;

	if (document_fill(&document, built_in_file(file), reference->holder.arena, nowhere, complaints) &&
	    (root = yaml_read(&document, reference->holder.arena, complaints)) != NULL)
		read_table(&reader, root, reference_keys, file, reference);
}

struct reference *
reference_load(struct complaints *complaints)
{
	struct reference *reference = calloc(1, sizeof(*reference));
	size_t            errors = complaints_count(complaints, GRAVITY_ERROR);

	if (reference == NULL || (reference->holder.arena = arena_new()) == NULL) {
		free(reference);
		return NULL;
	}
	read_reference(reference, "rules/ports.yaml", complaints);
	read_reference(reference, "rules/controls.yaml", complaints);
	if (complaints_count(complaints, GRAVITY_ERROR) == errors)
		return reference;
	reference_free(reference);
	return NULL;
}

size_t
reference_port_count(const struct reference *reference)
{
	return reference->port_count;
}

const struct reference_port *
reference_port(const struct reference *reference, size_t index)
{
	return index < reference->port_count ? &reference->ports[index] : NULL;
}

size_t
reference_control_count(const struct reference *reference)
{
	return reference->control_count;
}

const struct reference_control *
reference_control(const struct reference *reference, size_t index)
{
	return index < reference->control_count ? &reference->controls[index] : NULL;
}

static bool
names(const struct check *check, const char *key)
{
	for (const char *const *control = check->controls; *control != NULL; control++)
		if (strcmp(*control, key) == 0)
			return true;
	return false;
}

bool
reference_covers(const struct reference_control *control, const struct check *check)
{
	if (names(check, control->key))
		return true;
	for (const char *const *like = control->like; *like != NULL; like++)
		if (names(check, *like))
			return true;
	return false;
}

void
reference_free(struct reference *reference)
{
	if (reference == NULL)
		return;
	arena_free(reference->holder.arena);
	free(reference);
}
