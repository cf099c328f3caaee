/* SPDX-License-Identifier: Apache-2.0 */
/* From a report to a folder of small captures that prove it. */
#include "command/evidence.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command/evidence_room.h"

bool
evidence_say(const char *path, const char *what)
{
	struct text clean = {0};

	text_clean(&clean, path, strlen(path));
	fprintf(stderr, "mailreeve: --evidence: %s: %s\n", clean.data != NULL ? clean.data : "?", what);
	text_free(&clean);
	return false;
}

static bool
is_empty(DIR *folder)
{
	struct dirent *entry;

	while ((entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return false;
	return true;
}

/* What it will hold is for few eyes. */
static bool
prepare_folder(const struct evidence_options *options)
{
	DIR *folder;
	bool is_good;

	if (mkdir(options->folder, 0700) == 0)
		return true;
	if (errno != EEXIST || (folder = opendir(options->folder)) == NULL)
		return evidence_say(options->folder, strerror(errno));
	is_good = options->may_overwrite || is_empty(folder);
	closedir(folder);
	return is_good ||
	       evidence_say(options->folder, "is not empty: name another folder, or add --force to "
					     "replace files of the same names");
}

/* Frames are known at the end only: a stream would be gone by then. */
static bool
can_be_read_again(const struct inputs *inputs)
{
	struct stat status;

	for (size_t i = 0; i < inputs->count; i++) {
		const char *path = inputs->list[i].path;

		if (strcmp(path, "-") == 0)
			return evidence_say(path, "standard input cannot be read again for the evidence: "
						  "store it in a file first");
		if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
			return evidence_say(path, "is no file, and cannot be read again for the evidence: "
						  "store it in a file first");
	}
	return true;
}

/* Evidence would be read as a capture the next time. */
static bool
is_apart(const struct evidence_options *options, const struct inputs *inputs)
{
	char  *folder = realpath(options->folder, NULL);
	size_t size = folder != NULL ? strlen(folder) : 0;
	bool   is_within = false;

	for (size_t i = 0; folder != NULL && i < inputs->count && !is_within; i++) {
		char *path = realpath(inputs->list[i].path, NULL);

		is_within = path != NULL && strncmp(path, folder, size) == 0 && path[size] == '/';
		free(path);
	}
	free(folder);
	return !is_within ||
	       evidence_say(options->folder, "captures of this audit lie in it: name another folder");
}

bool
evidence_prepare(const struct evidence_options *options, const struct inputs *inputs)
{
	return can_be_read_again(inputs) && is_apart(options, inputs) && prepare_folder(options);
}

static void
evidence_free(struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->talk_count; i++)
		if (evidence->talks[i].harmless != NULL) {
			harmless_end(evidence->talks[i].harmless);
			free(evidence->talks[i].harmless);
		}
	for (size_t i = 0; i < evidence->interface_count; i++)
		free(evidence->interfaces[i].name);
	free(evidence->interfaces);
	if (evidence->spool != NULL)
		fclose(evidence->spool);
	json_object_put(evidence->entries);
	json_object_put(evidence->without);
	free(evidence->by_place);
	free(evidence->by_connection);
	free(evidence->frames);
	free(evidence->talks);
	free(evidence->wanted);
	free(evidence->chains);
	free(evidence->lasts);
	free(evidence->is_chain_wanted);
	free(evidence->last_inputs);
}

static bool
prepare(struct evidence *evidence)
{
	if ((evidence->spool = tmpfile()) == NULL)
		return evidence_say("no temporary file", strerror(errno));
	evidence->entries = json_object_new_array();
	evidence->without = json_object_new_array();
	if (evidence_plan(evidence) && evidence_locate(evidence) && evidence_gather(evidence) &&
	    evidence_sort(evidence))
		return true;
	return evidence_say(evidence->options->folder, "out of memory, or of room for a temporary file");
}

static bool
write_files(struct evidence *evidence)
{
	const struct report_found *found = &evidence->report->found;
	bool                       is_done = true;

	for (size_t i = 0; i < evidence->files && is_done; i++)
		is_done = evidence_write_file(evidence, found->finding(found->of, i));
	return is_done && evidence_write_index(evidence);
}

static void
tell(const struct evidence *evidence)
{
	const struct evidence_options *options = evidence->options;
	size_t all = evidence->report->found.finding_count(evidence->report->found.of);
	size_t files = json_object_array_length(evidence->entries);

	if (options->keeps_secrets)
		(void)evidence_say(options->folder,
				   "warning: the files hold passwords and mail as they were captured");
	if (files < all)
		fprintf(stderr, "mailreeve: --evidence: files for %zu of %zu findings: index.json says why\n",
			files, all);
}

bool
evidence_write(const struct evidence_options *options, const struct inputs *inputs,
	       const struct report *report)
{
	struct evidence evidence = {.options = options, .inputs = inputs, .report = report};
	bool            is_done = prepare(&evidence) && write_files(&evidence);

	if (is_done)
		tell(&evidence);
	evidence_free(&evidence);
	return is_done;
}
