/* SPDX-License-Identifier: Apache-2.0 */
/* Loads policy files and those that they extend. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "policy/built_in.h"
#include "policy/document.h"
#include "policy/hint.h"
#include "policy/read.h"
#include "policy/week.h"

#define MOST_FILES 64
#define DEEPEST_FILES 8

/* A file that was begun: each is read once, by whatever name, and none can extend itself. */
struct loaded {
	const char *file;
	dev_t       device; /* of a file on disk: what tells it from others */
	ino_t       inode;
	bool        is_built_in;
	bool        is_open; /* not read to its end yet */
};

/* One run of policy_load. */
struct loading {
	struct reader reader; /* first, so that a reader leads back here */
	struct loaded files[MOST_FILES];
	size_t        file_count;
};

static struct loading *
loading_of(struct reader *reader)
{
	return (struct loading *)(void *)reader;
}

static void
take_policy(struct reader *reader, const struct node *value, void *into)
{
	const char *name = read_name(reader, value, "the policy's name");

	(void)into;
	if (reader->depth == 1)
		reader->policy->name = name;
}

static void
take_version(struct reader *reader, const struct node *value, void *into)
{
	const char *version = read_prose(reader, value, "the version");

	(void)into;
	if (reader->depth == 1)
		reader->policy->version = version;
}

static void
take_title(struct reader *reader, const struct node *value, void *into)
{
	const char *title = read_prose(reader, value, "the title");

	(void)into;
	if (reader->depth == 1)
		reader->policy->title = title;
}

static void
take_timezone(struct reader *reader, const struct node *value, void *into)
{
	const char *text = read_text(reader, value, "the time zone");
	int64_t     ahead;

	(void)into;
	if (text != NULL && week_read_offset(text, &ahead))
		reader->policy->sets.ahead = ahead;
	else if (text != NULL)
		complain(reader->complaints, GRAVITY_ERROR, value->spot,
			 "the time zone is an offset from UTC, as \"+01:00\", from -12:00 to +14:00: names "
			 "of places "
			 "would make a report depend on the machine that makes it");
}

/* The outermost file's word, so that a policy can be sharper than the one that it extends. */
static void
take_at_most(struct reader *reader, const struct node *value, void *into)
{
	size_t word = read_word(reader, value, "at_most", severity_words, SEVERITY_COUNT);

	(void)into;
	if (word < SEVERITY_COUNT && reader->depth == 1)
		reader->policy->at_most = (enum severity)word;
}

static void take_profile(struct reader *reader, const struct node *value, void *into);
static void take_extended(struct reader *reader, const struct node *item, void *into);

static void
take_extends(struct reader *reader, const struct node *value, void *into)
{
	read_each(reader, value, into, take_extended);
}

/* In the order of reading: what a check may name is known before it is read. */
static const struct key policy_keys[] = {
    {"profile",  false, take_profile },
    {"extends",  false, take_extends },
    {"policy",   true,  take_policy  },
    {"version",  false, take_version },
    {"title",    false, take_title   },
    {"zones",    false, read_zones   },
    {"servers",  false, read_servers },
    {"lists",    false, read_lists   },
    {"counters", false, read_counters},
    {"checks",   false, read_checks  },
    {"expect",   false, read_expect  },
    {"waivers",  false, read_waivers },
    {"at_most",  false, take_at_most },
    {"timezone", false, take_timezone},
    {"tests",    false, read_examples},
    {NULL,       false, NULL         },
};

static struct loaded
loaded_of(const char *file, bool is_built_in)
{
	struct loaded loaded = {.file = file, .is_built_in = is_built_in, .is_open = true};
	struct stat   about;

	if (!is_built_in && stat(file, &about) == 0) {
		loaded.device = about.st_dev;
		loaded.inode = about.st_ino;
	}
	return loaded;
}

static bool
is_same(const struct loaded *a, const struct loaded *b)
{
	if (a->is_built_in || b->is_built_in || a->inode == 0)
		return a->is_built_in == b->is_built_in && strcmp(a->file, b->file) == 0;
	return a->device == b->device && a->inode == b->inode;
}

/* False if the file was read before, or after complaining. */
static bool
file_begin(struct loading *loading, const struct loaded *loaded, struct spot where)
{
	struct complaints *complaints = loading->reader.complaints;

	for (size_t i = 0; i < loading->file_count; i++) {
		if (!is_same(&loading->files[i], loaded))
			continue;
		if (loading->files[i].is_open)
			complain(complaints, GRAVITY_ERROR, where, "%s extends itself", loaded->file);
		return false;
	}
	if (loading->file_count == MOST_FILES || loading->reader.depth == DEEPEST_FILES) {
		complain(complaints, GRAVITY_ERROR, where,
			 "too many files: at most %d, and extending one another at most %d deep", MOST_FILES,
			 DEEPEST_FILES);
		return false;
	}
	loading->files[loading->file_count++] = *loaded;
	return true;
}

/* ${where}: what named the file. */
static void
load_file(struct loading *loading, const char *file, const struct built_in *built_in, struct spot where)
{
	struct reader      *reader = &loading->reader;
	const struct reader outer = *reader;
	struct document    *document = arena_take(reader->policy->arena, sizeof(*document));
	struct loaded       loaded = loaded_of(file, built_in != NULL);
	size_t              index = loading->file_count;
	struct node        *root;

	if (document == NULL) {
		complain(reader->complaints, GRAVITY_ERROR, where, "out of memory");
		return;
	}
	document->file = file;
	if (!file_begin(loading, &loaded, where))
		return;
	if (document_fill(document, built_in, reader->policy->arena, where, reader->complaints) &&
	    policy_digest_add(reader->policy, "file", document->data, document->size) &&
	    (root = yaml_read(document, reader->policy->arena, reader->complaints)) != NULL) {
		reader->document = document;
		reader->is_built_in = built_in != NULL;
		reader->depth++;
		read_table(reader, root, policy_keys, "a policy", NULL);
		*reader = outer;
	}
	loading->files[index].is_open = false;
}

static void
load_rules(struct reader *reader, const char *file, struct spot where)
{
	const struct built_in *rules = built_in_file(file);

	if (rules != NULL)
		load_file(loading_of(reader), rules->file, rules, where);
}

/* The profile of a file holds for all that it extends; its lists and checks are read before theirs. */
static void
take_profile(struct reader *reader, const struct node *value, void *into)
{
	const char *const *profiles = policy_profiles();
	struct policy     *policy = reader->policy;
	size_t             count = 0, index;
	char               file[128];

	(void)into;
	while (profiles[count] != NULL)
		count++;
	index = read_word(reader, value, "the profile", profiles, count);
	if (index == count || reader->has_profile)
		return;
	reader->has_profile = true;
	if (policy->profile != NULL) {
		if (strcmp(policy->profile, profiles[index]) != 0)
			complain(
			    reader->complaints, GRAVITY_ERROR, value->spot,
			    "another extended policy has the profile \"%s\": say in the policy that extends "
			    "both which one holds",
			    policy->profile);
		return;
	}
	policy->profile = profiles[index];
	snprintf(file, sizeof(file), "rules/profiles/%s.yaml", policy->profile);
	load_rules(reader, file, value->spot);
	load_rules(reader, "rules/checks/profile.yaml", value->spot);
}

/* ${name} as seen from the file that names it: "rules/a.yaml" and "checks/b.yaml" make
 * "rules/checks/b.yaml". */
static const char *
beside(struct reader *reader, const char *name)
{
	const char *file = reader->document->file, *slash = strrchr(file, '/');
	size_t      folder = slash != NULL && name[0] != '/' ? (size_t)(slash + 1 - file) : 0;
	char       *path = arena_take(reader->policy->arena, folder + strlen(name) + 1);

	if (path != NULL) {
		memcpy(path, file, folder);
		memcpy(path + folder, name, strlen(name));
	}
	return path;
}

/* Read what the file whose text ${item} names into the policy. */
static void
take_extended(struct reader *reader, const struct node *item, void *into)
{
	const char            *name = read_text(reader, item, "an extended policy");
	const char            *path = name != NULL ? beside(reader, name) : NULL;
	const struct built_in *policy, *part;
	char                   hint[HINT_SIZE];
	size_t                 count = 0;

	(void)into;
	if (path == NULL)
		return;
	policy = built_in_policy(name);
	part = reader->is_built_in ? built_in_file(path) : NULL;
	while (policy_built_in()[count] != NULL)
		count++;
	if (policy != NULL)
		load_file(loading_of(reader), policy->file, policy, item->spot);
	else if (strpbrk(name, "/.") == NULL)
		complain(reader->complaints, GRAVITY_ERROR, item->spot,
			 "there is no built-in policy \"%s\"%s; the name of a file has a dot or a slash",
			 name, hint_nearest(hint, name, policy_built_in(), count, sizeof(char *)));
	else
		load_file(loading_of(reader), path, part, item->spot);
}

/* The digest begins with the form that it has, so that it can change one day. */
static struct policy *
policy_new(void)
{
	struct policy *policy = calloc(1, sizeof(*policy));

	if (policy == NULL)
		return NULL;
	policy->arena = arena_new();
	policy->digest = EVP_MD_CTX_new();
	if (policy->arena == NULL || policy->digest == NULL ||
	    EVP_DigestInit_ex(policy->digest, EVP_sha256(), NULL) != 1 ||
	    !policy_digest_add(policy, "mailreeve-policy/1", "", 0)) {
		policy_free(policy);
		return NULL;
	}
	return policy;
}

static bool
is_file(const char *name)
{
	FILE *file = fopen(name, "rb");

	if (file != NULL)
		fclose(file);
	return file != NULL;
}

static void
load_named(struct loading *loading, const char *name)
{
	const struct spot      nowhere = {NULL, 0, 0};
	const struct built_in *built_in = is_file(name) ? NULL : built_in_policy(name);
	char                   hint[HINT_SIZE];
	size_t                 count = 0;

	while (policy_built_in()[count] != NULL)
		count++;
	if (built_in == NULL && strpbrk(name, "/.") == NULL && !is_file(name))
		complain(loading->reader.complaints, GRAVITY_ERROR, nowhere,
			 "there is neither a file nor a built-in policy \"%s\"%s", name,
			 hint_nearest(hint, name, policy_built_in(), count, sizeof(char *)));
	else
		load_file(loading, built_in != NULL ? built_in->file : name, built_in, nowhere);
}

/* Complaints are counted up to a limit only: nothing that lacks a part may leave this room. */
static bool
is_whole(const struct policy *policy)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i]->check.applies == NULL || policy->rules[i]->check.violates == NULL)
			return false;
	for (size_t i = 0; i < policy->waiver_count; i++)
		if (policy->waivers[i].where == NULL || policy->waivers[i].rule >= policy->rule_count)
			return false;
	return policy->name != NULL;
}

static struct policy *
load(const char *name, void (*load_it)(struct loading *, const char *), struct complaints *complaints)
{
	struct policy *policy = policy_new();
	struct loading loading = {
	    .reader = {.policy = policy, .complaints = complaints}
        };
	const struct spot nowhere = {NULL, 0, 0};
	size_t            errors = complaints_count(complaints, GRAVITY_ERROR);
	char             *kept = policy != NULL ? arena_text(policy->arena, name, strlen(name)) : NULL;

	if (kept != NULL) {
		policy->file = kept;
		load_it(&loading, kept);
		read_conclude(&loading.reader);
	}
	if (complaints_count(complaints, GRAVITY_ERROR) == errors &&
	    (kept == NULL || !policy_make_zones(policy) || !policy_digest_finish(policy)))
		complain(complaints, GRAVITY_ERROR, nowhere, "the policy %s cannot be loaded: out of memory",
			 name);
	complaints_sort(complaints);
	if (complaints_count(complaints, GRAVITY_ERROR) == errors && is_whole(policy))
		return policy;
	policy_free(policy);
	return NULL;
}

struct policy *
policy_load(const char *name, struct complaints *complaints)
{
	return load(name, load_named, complaints);
}

static void
load_profile(struct loading *loading, const char *name)
{
	const struct spot nowhere = {NULL, 0, 0};
	char              file[128];

	snprintf(file, sizeof(file), "rules/profiles/%s.yaml", name);
	load_rules(&loading->reader, file, nowhere);
}

struct policy *
policy_load_profile(const char *name, struct complaints *complaints)
{
	return load(name, load_profile, complaints);
}
