/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_SNIFF_H
#define CAPTURE_SNIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "capture/reader.h"

/* The ${index}th of the formats that claim a file of this ${head}; NULL: no more.  The first is the
 * likeliest. */
const struct format *sniff_format(struct bytes head, size_t index);

/* One line on what the file is, if no format reads it: another capture format, compressed, or not known. */
void sniff_explain(struct bytes head, bool is_unpacked, char *problem, size_t room);

/*
 * Does ${path} hold a capture, ours or of a format that only others read?  Compressed files are looked into.
 * SNIFF_FAILED: it cannot be told, with the reason in ${problem}.
 */
enum sniffed { SNIFF_OTHER, SNIFF_CAPTURE, SNIFF_FAILED };

enum sniffed sniff_file(const char *path, char *problem, size_t room);

#endif
