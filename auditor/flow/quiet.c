/* SPDX-License-Identifier: Apache-2.0 */
/* How long nobody had said anything when the last thing was said. */
#include "flow/connection.h"

void
quiet_note(struct connection *connection, const struct segment *segment)
{
	const struct half *half = connection->half;
	int64_t            quiet = segment->time - connection->flow.last_seen;

	/* What is sent again into silence does not break it, and nothing does after a goodbye. */
	if (half[CLIENT].unanswered != 0 || half[SERVER].unanswered != 0 || half[CLIENT].has_fin ||
	    half[SERVER].has_fin || connection->reset.was_seen)
		return;
	connection->quiet = connection->watched_till == 0 && quiet > 0 ? quiet : 0;
	connection->quiet_end = segment->place;
}
