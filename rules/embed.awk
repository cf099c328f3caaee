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

/^policy:/ {
	is_policy[count] = 1
}

{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	gsub(/\?/, "\\?")
	gsub(/\t/, "\\t")
	printf "\t\"%s\",\n", $0
}

# The names of the policies in ${folder}, as a table.
function names(table, folder,    i, short) {
	printf "static const char *const %s[] = {\n", table
	for (i = 1; i <= count; i++) {
		short = name[i]
		if (index(short, folder) != 1 || !is_policy[i])
			continue
		short = substr(short, length(folder) + 1)
		if (index(short, "/") == 0) {
			sub(/\.yaml$/, "", short)
			printf "\t\"%s\",\n", short
		}
	}
	print "\tNULL};"
}

END {
	if (count > 0)
		print "\tNULL};"
	print "static const struct built_in files[] = {"
	for (i = 1; i <= count; i++)
		printf "\t{\"%s\", file_%d},\n", name[i], i
	print "\t{NULL, NULL}};"
	names("policies", "rules/")
	names("profiles", "rules/profiles/")
}
