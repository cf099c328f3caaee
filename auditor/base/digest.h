/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#define DIGEST_SHA256_SIZE 65 /* hexadecimal, with the NUL */

/* The SHA-256 of the file ${path}.  False, with errno, if it cannot be read. */
bool digest_file(const char *path, char digest[DIGEST_SHA256_SIZE]);

/* A SHA-256 as its octets; all of them zero: none.  It can be part of a key that is compared as octets. */
struct digest {
	uint8_t octets[32];
};

/* The digest of 64 hexadecimal digits; false, and none, of any other text. */
bool digest_parse(const char *text, struct digest *digest);

/* Write it to ${text}, which is returned. */
const char *digest_print(const struct digest *digest, char text[DIGEST_SHA256_SIZE]);

bool digest_is_set(const struct digest *digest);
int  digest_compare(const struct digest *a, const struct digest *b);

#endif
