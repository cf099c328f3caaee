/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a saved report: refused with a complaint, or read; what was read prints, and reads again as
 * the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/coverage.h"
#include "report/saved.h"

/* What ${report} prints as JSON lines; to be freed. */
static char *
print(const struct report *report, size_t *size)
{
	struct report_style style = {.width = 80};
	char               *text = NULL;
	FILE               *out = open_memstream(&text, size);

	if (out == NULL || report_format("jsonl")->write(report, &style, out) != 0)
		abort();
	fclose(out);
	return text;
}

static struct saved *
read_octets(const void *data, size_t size)
{
	static const struct coverage nothing;
	static struct report_count   known[COVERAGE_COUNTS];
	size_t                       count = coverage_counts(&nothing, known);
	char                         name[] = "/tmp/mailreeve-fuzz-XXXXXX";
	int                          file = mkstemp(name);
	struct complaints           *complaints = complaints_new();
	struct saved                *saved = NULL;

	if (file >= 0 && complaints != NULL && write(file, data, size) == (ssize_t)size) {
		saved = saved_read(name, known, count, complaints);
		if ((saved == NULL) != (complaints_count(complaints, GRAVITY_ERROR) > 0))
			abort();
	}
	complaints_free(complaints);
	if (file >= 0)
		close(file);
	unlink(name);
	return saved;
}

/* Every other format has to bear it, too. */
static void
print_all(const struct report *report)
{
	struct report_style style = {.width = 80, .explain = true};
	FILE               *out = fopen("/dev/null", "w");

	for (const struct format *format = report_formats; format->name != NULL; format++)
		if (out != NULL && format->write(report, &style, out) != 0)
			abort();
	if (out != NULL)
		fclose(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct saved *saved = read_octets(data, size), *again;
	size_t        first_size, second_size;
	char         *first, *second;

	if (saved == NULL)
		return 0;
	print_all(saved_report(saved));
	first = print(saved_report(saved), &first_size);
	if ((again = read_octets(first, first_size)) == NULL)
		abort();
	second = print(saved_report(again), &second_size);
	if (first_size != second_size || memcmp(first, second, first_size) != 0)
		abort();
	free(first);
	free(second);
	saved_free(again);
	saved_free(saved);
	return 0;
}
