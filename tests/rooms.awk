# SPDX-License-Identifier: Apache-2.0
# Holds the includes of auditor/ against tests/rooms.txt: awk -f tests/rooms.awk tests/rooms.txt auditor/*/*.[ch]
FILENAME == ARGV[1] {
	if ($0 !~ /^#/)
		for (i = 2; i <= NF; i++)
			may[$1, $i] = 1
	next
}
/^#include "/ {
	split(FILENAME, path, "/")
	room = path[2]
	split($2, quoted, "\"")
	split(quoted[2], part, "/")
	if (quoted[2] !~ /\// && quoted[2] ~ /\.inc$/)
		next # generated
	if (part[1] == room || (room, part[1]) in may || (room, quoted[2]) in may)
		next
	printf "%s:%d: error: %s/ may not include %s\n", FILENAME, FNR, room, quoted[2]
	bad = 1
}
END { exit bad }
