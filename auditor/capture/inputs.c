/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the captures that a command line names, in folders too, and when each began. */
#include "capture/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "capture/sniff.h"
#include "capture/source.h"

/* Deeper folders than people make; each level takes memory and a place on the stack. */
#define DEPTH_MOST 32

/* Which file an input is, to find those that were named twice. */
struct identity {
	dev_t  device;
	ino_t  inode;
	size_t index;      /* of the input */
	bool   is_known;   /* device and inode hold something */
	bool   is_regular; /* may be opened to look at its first packet */
};

struct walk {
	struct inputs   *inputs;
	struct identity *identities;
	size_t           room;
	bool             is_out_of_memory;
};

static bool
make_room(struct walk *walk)
{
	size_t           room = walk->room == 0 ? 16 : walk->room * 2;
	struct input    *list;
	struct identity *identities;

	if (walk->inputs->count < walk->room)
		return true;
	list = realloc(walk->inputs->list, room * sizeof(*list));
	if (list == NULL)
		return false;
	walk->inputs->list = list;
	identities = realloc(walk->identities, room * sizeof(*identities));
	if (identities == NULL)
		return false;
	walk->identities = identities;
	walk->room = room;
	return true;
}

/* ${about}: NULL if nothing is known of it. */
static void
add(struct walk *walk, const char *path, const struct stat *about, const char *problem)
{
	struct identity identity = {0, 0, walk->inputs->count, about != NULL, problem[0] == '\0'};
	struct input   *input;
	char           *copy = strdup(path);

	if (copy == NULL || !make_room(walk)) {
		free(copy);
		walk->is_out_of_memory = true;
		return;
	}
	if (about != NULL) {
		identity.device = about->st_dev;
		identity.inode = about->st_ino;
		identity.is_regular = identity.is_regular && S_ISREG(about->st_mode);
	}
	walk->identities[walk->inputs->count] = identity;
	input = &walk->inputs->list[walk->inputs->count++];
	input->path = copy;
	input->first = INT64_MIN;
	(void)snprintf(input->problem, sizeof(input->problem), "%s", problem);
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Not alphasort: the order of octets is the same wherever the program runs. */
static int
by_name(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

static void walk_folder(struct walk *walk, const char *path, int depth);

static void
walk_entry(struct walk *walk, const char *path, int depth)
{
	char         problem[sizeof(((struct input *)0)->problem)] = "";
	enum sniffed sniffed;
	struct stat  about;

	if (lstat(path, &about) != 0)
		return;
	if (S_ISDIR(about.st_mode))
		walk_folder(walk, path, depth + 1);
	/* Nothing else is opened: that may block (a pipe), or do something (a device). */
	if (!S_ISREG(about.st_mode) || about.st_size == 0)
		return;
	sniffed = sniff_file(path, problem, sizeof(problem));
	if (sniffed != SNIFF_OTHER)
		add(walk, path, &about, problem);
}

static void
walk_folder(struct walk *walk, const char *path, int depth)
{
	const char     *slash = path[strlen(path) - 1] == '/' ? "" : "/";
	struct dirent **entries = NULL;
	int             count;
	char           *below;

	if (depth == DEPTH_MOST) {
		add(walk, path, NULL, "is a folder too deep in others: name it by itself");
		return;
	}
	count = scandir(path, &entries, is_visible, by_name);
	if (count < 0)
		add(walk, path, NULL,
		    errno == EACCES ? "is a folder that may not be read by this user" : strerror(errno));
	for (int i = 0; i < count; i++) {
		if (asprintf(&below, "%s%s%s", path, slash, entries[i]->d_name) < 0) {
			walk->is_out_of_memory = true;
		} else {
			walk_entry(walk, below, depth);
			free(below);
		}
		free(entries[i]);
	}
	free(entries);
}

static void
walk_named(struct walk *walk, const char *path)
{
	static const struct stat standard_input;
	size_t                   before = walk->inputs->count;
	struct stat              about;

	if (strcmp(path, "-") == 0) {
		add(walk, path, &standard_input, "");
	} else if (stat(path, &about) != 0) {
		add(walk, path, NULL, "");
	} else if (!S_ISDIR(about.st_mode)) {
		add(walk, path, &about, "");
	} else {
		walk_folder(walk, path, 0);
		if (walk->inputs->count == before)
			add(walk, path, NULL, "is a folder without a capture in it");
	}
}

static void
tell_first(struct input *input)
{
	struct source_options options = {NULL, 0};
	struct source *source = source_open(input->path, &options, input->problem, sizeof(input->problem));
	struct packet  packet;

	if (source != NULL && source_next(source, &packet) == SOURCE_PACKET)
		input->first = packet.time;
	source_close(source);
}

static int
by_file(const void *left_side, const void *right_side)
{
	const struct identity *left = left_side;
	const struct identity *right = right_side;

	if (left->is_known != right->is_known)
		return left->is_known ? 1 : -1;
	if (left->device != right->device)
		return left->device < right->device ? -1 : 1;
	if (left->inode != right->inode)
		return left->inode < right->inode ? -1 : 1;
	return left->index < right->index ? -1 : 1;
}

static bool
is_same_file(const struct identity *left, const struct identity *right)
{
	return left->is_known && right->is_known && left->device == right->device &&
	       left->inode == right->inode;
}

/* Of the names of one file the first stays; the others lose their path here and their place in close_gaps. */
static void
drop_duplicates(struct walk *walk)
{
	struct inputs *inputs = walk->inputs;

	if (inputs->count > 0)
		qsort(walk->identities, inputs->count, sizeof(*walk->identities), by_file);
	for (size_t i = 1; i < inputs->count; i++)
		if (is_same_file(&walk->identities[i - 1], &walk->identities[i])) {
			free(inputs->list[walk->identities[i].index].path);
			inputs->list[walk->identities[i].index].path = NULL;
		}
}

static void
close_gaps(struct inputs *inputs)
{
	size_t kept = 0;

	for (size_t i = 0; i < inputs->count; i++)
		if (inputs->list[i].path != NULL)
			inputs->list[kept++] = inputs->list[i];
	inputs->count = kept;
}

bool
inputs_expand(struct inputs *inputs, char *const *paths, size_t count)
{
	struct walk walk = {inputs, NULL, 0, false};

	inputs->list = NULL;
	inputs->count = 0;
	for (size_t i = 0; i < count; i++)
		walk_named(&walk, paths[i]);
	drop_duplicates(&walk);
	for (size_t i = 0; i < inputs->count; i++) {
		struct input *input = &inputs->list[walk.identities[i].index];

		if (walk.identities[i].is_regular && input->path != NULL)
			tell_first(input);
	}
	close_gaps(inputs);
	free(walk.identities);
	return !walk.is_out_of_memory;
}

/* By insertion, which is stable, needs no memory and is quick for what it gets: names mostly tell the order
 * in time. */
void
inputs_sort(struct inputs *inputs)
{
	for (size_t i = 1; i < inputs->count; i++) {
		struct input moved = inputs->list[i];
		size_t       at = i;

		while (at > 0 && inputs->list[at - 1].first > moved.first) {
			inputs->list[at] = inputs->list[at - 1];
			at--;
		}
		inputs->list[at] = moved;
	}
}

void
inputs_free(struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		free(inputs->list[i].path);
	free(inputs->list);
	inputs->list = NULL;
	inputs->count = 0;
}
