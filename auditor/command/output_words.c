/* SPDX-License-Identifier: Apache-2.0 */
/* What -f and -o say, of commands that print reports. */
#include "command/output_words.h"

#include "base/text.h"
#include "command/options.h"

bool
output_words_format(void *record, void *member, char *word)
{
	struct output_words *words = member;
	size_t               count = 0;

	(void)record;
	if ((words->format = report_format(word)) != NULL)
		return true;
	while (report_formats[count].name != NULL)
		count++;
	return options_refuse_near(words->command, "no such format", word,
				   text_nearest(word, report_formats, count, sizeof(report_formats[0])),
				   "mailreeve audit --help lists them");
}

bool
output_words_add(void *record, void *member, char *word)
{
	struct output_words *words = member;

	(void)record;
	if (words->count == MOST_OUTPUTS)
		return options_refuse(words->command, "too many outputs", word, "16 at most");
	words->words[words->count++] = word;
	return true;
}

bool
output_words_understand(const struct output_words *words, const struct format *usual,
			struct output outputs[MOST_OUTPUTS], size_t *count)
{
	for (size_t i = 0; i < words->count; i++)
		if (!output_parse(&outputs[i], words->words[i], words->format))
			return false;
	*count = words->count;
	if (*count == 0)
		outputs[(*count)++] =
		    (struct output){words->format != NULL ? words->format : usual, NULL, false};
	return true;
}
