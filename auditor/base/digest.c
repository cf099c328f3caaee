/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256: of files, by libcrypto, and as octets. */
#include "base/digest.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define CHUNK ((size_t)256 * 1024)

static bool
digest_stream(EVP_MD_CTX *context, FILE *file)
{
	unsigned char *chunk = malloc(CHUNK);
	size_t         size;
	bool           is_done = chunk != NULL;

	while (is_done && (size = fread(chunk, 1, CHUNK, file)) > 0)
		is_done = EVP_DigestUpdate(context, chunk, size) == 1;
	free(chunk);
	return is_done && !ferror(file);
}

bool
digest_file(const char *path, char digest[DIGEST_SHA256_SIZE])
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	EVP_MD_CTX   *context = EVP_MD_CTX_new();
	FILE         *file = fopen(path, "rb");
	bool          is_done = file != NULL && context != NULL &&
		       EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 && digest_stream(context, file) &&
		       EVP_DigestFinal_ex(context, raw, NULL) == 1;

	if (is_done)
		text_hex(raw, (DIGEST_SHA256_SIZE - 1) / 2, digest);
	if (file != NULL)
		fclose(file);
	EVP_MD_CTX_free(context);
	return is_done;
}

bool
digest_parse(const char *text, struct digest *digest)
{
	if (strlen(text) == DIGEST_SHA256_SIZE - 1 &&
	    text_unhex(text, sizeof(digest->octets), digest->octets))
		return true;
	memset(digest, 0, sizeof(*digest));
	return false;
}

const char *
digest_print(const struct digest *digest, char text[DIGEST_SHA256_SIZE])
{
	text_hex(digest->octets, sizeof(digest->octets), text);
	return text;
}

bool
digest_is_set(const struct digest *digest)
{
	static const struct digest none;

	return digest_compare(digest, &none) != 0;
}

int
digest_compare(const struct digest *a, const struct digest *b)
{
	return memcmp(a->octets, b->octets, sizeof(a->octets));
}
