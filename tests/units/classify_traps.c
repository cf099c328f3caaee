/* SPDX-License-Identifier: Apache-2.0 */
/* Holds docs/traps.md against the tests that it names. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "classify_talk_reader.h"
#include "unit.h"

#define PAGE "docs/traps.md"
#define TRAPS 49

/* All that the test files say. */
static char *
read_units(void)
{
	char  *text = calloc(1, 1);
	size_t size = 0;
	glob_t found;

	CU_ASSERT_FATAL(glob("tests/units/*.c", 0, NULL, &found) == 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		FILE  *file = fopen(found.gl_pathv[i], "r");
		char   part[4096];
		size_t got;

		CU_ASSERT_PTR_NOT_NULL_FATAL(file);
		while ((got = fread(part, 1, sizeof(part), file)) > 0) {
			text = realloc(text, size + got + 1);
			CU_ASSERT_PTR_NOT_NULL_FATAL(text);
			memcpy(text + size, part, got);
			text[size += got] = '\0';
		}
		fclose(file);
	}
	globfree(&found);
	return text;
}

static bool
exists(const char *units, const char *name)
{
	char wanted[160];

	if (strstr(name, ".talk") != NULL) {
		snprintf(wanted, sizeof(wanted), TALKS "/%s", name);
		return access(wanted, R_OK) == 0;
	}
	snprintf(wanted, sizeof(wanted), "ROW(%s)", name);
	return strstr(units, wanted) != NULL;
}

/* The names in the last column of a row; how many they are. */
static unsigned
check_row(const char *units, char *row)
{
	char    *at = strrchr(row, '|'), *name;
	unsigned names = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	*at = '\0';
	at = strrchr(row, '|');
	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	for (name = strtok(at + 1, " `"); name != NULL; name = strtok(NULL, " `"), names++) {
		if (!exists(units, name))
			fprintf(stderr, PAGE ": %s is no test\n", name);
		CU_ASSERT_TRUE(exists(units, name));
	}
	return names;
}

static void
every_trap_names_tests_that_exist(void)
{
	char    *units = read_units(), line[2048];
	FILE    *page = fopen(PAGE, "r");
	unsigned traps = 0, number;

	CU_ASSERT_PTR_NOT_NULL_FATAL(page);
	while (fgets(line, sizeof(line), page) != NULL) {
		if (sscanf(line, "| T%u ", &number) != 1)
			continue;
		CU_ASSERT_EQUAL(number, ++traps);
		CU_ASSERT(check_row(units, line) > 0);
	}
	CU_ASSERT_EQUAL(traps, TRAPS);
	fclose(page);
	free(units);
}

SUITE("classify: traps", ROW(every_trap_names_tests_that_exist))
