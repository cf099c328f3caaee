/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the key of --pseudonymize and puts reports in disguise. */
#include "command/veil.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

bool
veil_prepare(struct veil *veil, const char *source)
{
	char        problem[256];
	struct text clean = {0};

	if (source == NULL || (veil->pseudonym = pseudonym_read(source, problem, sizeof(problem))) != NULL)
		return true;
	text_clean(&clean, source, strlen(source));
	fprintf(stderr, "mailreeve: --pseudonymize: %s: %s\n", clean.data != NULL ? clean.data : "?",
		problem);
	text_free(&clean);
	return false;
}

const struct report *
veil_over(struct veil *veil, const struct report *report)
{
	if (veil->pseudonym == NULL)
		return report;
	if (veil->disguise == NULL && (veil->disguise = disguise_new(report, veil->pseudonym)) == NULL) {
		fputs("mailreeve: --pseudonymize: out of memory\n", stderr);
		return NULL;
	}
	return disguise_report(veil->disguise);
}

void
veil_free(struct veil *veil)
{
	disguise_free(veil->disguise);
	pseudonym_free(veil->pseudonym);
	memset(veil, 0, sizeof(*veil));
}
