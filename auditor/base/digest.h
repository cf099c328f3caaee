/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>

#define DIGEST_SHA256_SIZE 65 /* hexadecimal, with the NUL */

/* The SHA-256 of the file ${path}.  False, with errno, if it cannot be read. */
bool digest_file(const char *path, char digest[DIGEST_SHA256_SIZE]);

#endif
