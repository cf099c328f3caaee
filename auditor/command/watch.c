/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve watch: interfaces in, findings out as they become certain. */
#include "base/text.h"
#include "command/command.h"
#include "command/watch_options.h"

int
watch_command(int argc, char **argv)
{
	struct guard_options options;
	struct text          filter = {0};
	int                  status;

	if (watch_options_read(&options, &filter, argc, argv, &status))
		status = guard_run(&options);
	text_free(&filter);
	return status;
}
