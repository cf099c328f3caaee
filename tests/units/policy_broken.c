/* SPDX-License-Identifier: Apache-2.0 */
/* Broken policies: tests/policies/NAME.yaml must be complained of as tests/policies/NAME.expected says. */
#include "policy_helpers.h"

#include <dirent.h>

#define FOLDER "tests/policies"
#define NOW (INT64_C(1795305600) * 1000000000) /* 2026-11-22 */

static void
read_expected(const char *name, struct text *text)
{
	char   path[512], chunk[1024];
	FILE  *file;
	size_t size;

	snprintf(path, sizeof(path), FOLDER "/%s.expected", name);
	if ((file = fopen(path, "rb")) == NULL)
		return;
	while ((size = fread(chunk, 1, sizeof(chunk), file)) > 0)
		text_add_bytes(text, chunk, size);
	fclose(file);
}

/* Complaints name the file as it was given; the folder is left out. */
static void
add_complaints(const struct complaints *complaints, struct text *text)
{
	const char *line;

	for (size_t i = 0; (line = complaints_text(complaints, i)) != NULL; i++) {
		for (const char *at = line; *at != '\0';) {
			bool is_folder = strncmp(at, FOLDER "/", sizeof(FOLDER)) == 0;

			if (!is_folder)
				text_add_bytes(text, at, 1);
			at += is_folder ? sizeof(FOLDER) : 1;
		}
		text_add(text, "\n");
	}
}

static void
compare_one(const char *name)
{
	struct complaints *complaints = complaints_new();
	struct text        expected = {0}, told = {0};
	char               path[512];
	struct policy     *policy;

	snprintf(path, sizeof(path), FOLDER "/%s.yaml", name);
	policy = policy_load(path, complaints);
	CU_ASSERT_EQUAL(policy == NULL, complaints_count(complaints, GRAVITY_ERROR) > 0);
	if (policy != NULL)
		policy_lint(policy, NOW, complaints);
	policy_free(policy);
	text_add(&expected, "");
	text_add(&told, "");
	read_expected(name, &expected);
	add_complaints(complaints, &told);
	CU_ASSERT(told.size > 0);
	if (strcmp(expected.data, told.data) != 0)
		fprintf(stderr, "%s:\n%s", path, told.data);
	CU_ASSERT_STRING_EQUAL(told.data, expected.data);
	text_free(&expected);
	text_free(&told);
	complaints_free(complaints);
}

static void
every_mistake_is_complained_of_where_it_stands(void)
{
	DIR     *folder = opendir(FOLDER);
	unsigned count = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		size_t size = strlen(entry->d_name);

		if (size < 6 || strcmp(entry->d_name + size - 5, ".yaml") != 0)
			continue;
		entry->d_name[size - 5] = '\0';
		compare_one(entry->d_name);
		count++;
	}
	closedir(folder);
	CU_ASSERT(count >= 60);
}

SUITE("policy: broken files", ROW(every_mistake_is_complained_of_where_it_stands))
