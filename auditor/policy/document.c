/* SPDX-License-Identifier: Apache-2.0 */
/* Takes policy files into memory, from disk or from the program itself. */
#include "policy/document.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"

static const char *
read_file(FILE *from, struct arena *arena, size_t *size)
{
	char *data = malloc(DOCUMENT_LARGEST + 1);
	char *kept = NULL;

	if (data == NULL)
		return NULL;
	*size = fread(data, 1, DOCUMENT_LARGEST + 1, from);
	if (ferror(from) == 0)
		kept = arena_text(arena, data, *size);
	free(data);
	return kept;
}

static const char *
join_lines(const char *const *lines, struct arena *arena, size_t *size)
{
	struct text text = {0};
	const char *kept = NULL;

	for (; *lines != NULL; lines++) {
		text_add(&text, *lines);
		text_add(&text, "\n");
	}
	if (!text.failed && text.data != NULL)
		kept = arena_text(arena, text.data, text.size);
	*size = text.size;
	text_free(&text);
	return kept;
}

bool
document_fill(struct document *document, const struct built_in *built_in, struct arena *arena,
	      struct spot where, struct complaints *complaints)
{
	struct stat about;
	FILE       *from;

	if (built_in != NULL) {
		document->data = join_lines(built_in->lines, arena, &document->size);
		return document->data != NULL;
	}
	if ((from = fopen(document->file, "rb")) == NULL) {
		complain(complaints, GRAVITY_ERROR, where, "%s cannot be read: %s", document->file,
			 strerror(errno));
		return false;
	}
	if (fstat(fileno(from), &about) == 0 && S_ISDIR(about.st_mode))
		errno = EISDIR;
	else
		document->data = read_file(from, arena, &document->size);
	if (document->data == NULL)
		complain(complaints, GRAVITY_ERROR, where, "%s cannot be read: %s", document->file,
			 strerror(errno));
	else if (document->size > DOCUMENT_LARGEST)
		complain(complaints, GRAVITY_ERROR, where, "%s is larger than 1 MiB", document->file);
	fclose(from);
	return document->data != NULL && document->size <= DOCUMENT_LARGEST;
}
