# SPDX-License-Identifier: Apache-2.0
#
# Prints the files named as arguments, without comments of whole lines, as C tables of lines:
# page.css becomes page_css.  Plain POSIX awk.

FNR == 1 {
	if (NR > 1)
		print "\tNULL};"
	name = FILENAME
	sub(/.*\//, "", name)
	gsub(/[^a-z0-9]/, "_", name)
	printf "static const char *const %s[] = {\n", name
}

/^\/\*.*\*\/$/ || /^\/\// { next }

{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	gsub(/\?/, "\\?")
	printf "\t\"%s\",\n", $0
}

END { print "\tNULL};" }
