# SPDX-License-Identifier: Apache-2.0
#
# Prints the files named as arguments as C tables, for auditor/policy/built_in.c.
# Plain POSIX awk; octets outside ASCII pass through as they are.

FNR == 1 {
	if (count > 0)
		print "\tNULL};"
	name[++count] = FILENAME
	printf "static const char *const file_%d[] = {\n", count
}

{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	gsub(/\?/, "\\?")
	gsub(/\t/, "\\t")
	printf "\t\"%s\",\n", $0
}

END {
	if (count > 0)
		print "\tNULL};"
	print "static const struct built_in files[] = {"
	for (i = 1; i <= count; i++)
		printf "\t{\"%s\", file_%d},\n", name[i], i
	print "\t{NULL, NULL}};"
	print "static const char *const policies[] = {"
	for (i = 1; i <= count; i++) {
		short = name[i]
		sub(/^rules\//, "", short)
		if (index(short, "/") == 0) {
			sub(/\.yaml$/, "", short)
			printf "\t\"%s\",\n", short
		}
	}
	print "\tNULL};"
}
