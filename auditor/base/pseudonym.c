/* SPDX-License-Identifier: Apache-2.0 */
/* Crypto-PAn over libcrypto's AES, and keyed names. */
#include "base/pseudonym.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/text.h"

#define BLOCK 16

struct pseudonym {
	EVP_CIPHER_CTX *cipher;
	unsigned char   pad[BLOCK];
	unsigned char   key[PSEUDONYM_KEY_SIZE];
};

static void
encrypt(const struct pseudonym *pseudonym, const unsigned char in[BLOCK], unsigned char out[BLOCK])
{
	int size = 0;

	memset(out, 0, BLOCK);
	EVP_EncryptUpdate(pseudonym->cipher, out, &size, in, BLOCK);
}

struct pseudonym *
pseudonym_new(const unsigned char key[PSEUDONYM_KEY_SIZE])
{
	struct pseudonym *pseudonym = calloc(1, sizeof(*pseudonym));

	if (pseudonym == NULL)
		return NULL;
	memcpy(pseudonym->key, key, PSEUDONYM_KEY_SIZE);
	pseudonym->cipher = EVP_CIPHER_CTX_new();
	if (pseudonym->cipher == NULL ||
	    EVP_EncryptInit_ex(pseudonym->cipher, EVP_aes_128_ecb(), NULL, key, NULL) != 1) {
		pseudonym_free(pseudonym);
		return NULL;
	}
	EVP_CIPHER_CTX_set_padding(pseudonym->cipher, 0);
	encrypt(pseudonym, key + BLOCK, pseudonym->pad);
	return pseudonym;
}

/* The first ${bits} bits of ${address}, and the pad's behind them. */
static void
make_block(const struct pseudonym *pseudonym, const uint8_t *address, unsigned bits,
	   unsigned char block[BLOCK])
{
	unsigned      whole = bits / 8;
	unsigned char mask = (unsigned char)(0xff00u >> bits % 8);

	memcpy(block, pseudonym->pad, BLOCK);
	memcpy(block, address, whole);
	if (bits % 8 != 0)
		block[whole] = (unsigned char)((address[whole] & mask) | (pseudonym->pad[whole] & ~mask));
}

void
pseudonym_address(const struct pseudonym *pseudonym, struct address *address)
{
	unsigned      bits = address->family == 4 ? 32 : address->family == 6 ? 128 : 0;
	uint8_t       flips[BLOCK] = {0};
	unsigned char in[BLOCK], out[BLOCK];

	for (unsigned bit = 0; bit < bits; bit++) {
		make_block(pseudonym, address->octets, bit, in);
		encrypt(pseudonym, in, out);
		flips[bit / 8] |= (uint8_t)(out[0] >> 7 << (7 - bit % 8));
	}
	for (unsigned i = 0; i < bits / 8; i++)
		address->octets[i] ^= flips[i];
}

void
pseudonym_prefix(const struct pseudonym *pseudonym, struct prefix *prefix)
{
	unsigned bits = prefix->address.family == 4 ? 32 : prefix->address.family == 6 ? 128 : 0;

	pseudonym_address(pseudonym, &prefix->address);
	for (unsigned bit = prefix->length; bit < bits; bit++)
		prefix->address.octets[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
}

void
pseudonym_name(const struct pseudonym *pseudonym, const char *text, char name[PSEUDONYM_NAME_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE] = {0};
	unsigned      size = 0;

	HMAC(EVP_sha256(), pseudonym->key, PSEUDONYM_KEY_SIZE, (const unsigned char *)text, strlen(text),
	     digest, &size);
	text_hex(digest, (PSEUDONYM_NAME_SIZE - 1) / 2, name);
}

void
pseudonym_free(struct pseudonym *pseudonym)
{
	if (pseudonym == NULL)
		return;
	EVP_CIPHER_CTX_free(pseudonym->cipher);
	OPENSSL_cleanse(pseudonym, sizeof(*pseudonym));
	free(pseudonym);
}

/* ---- keys ---- */

/* 64 hexadecimal digits with nothing but white space behind them. */
static bool
from_digits(const unsigned char *text, size_t size, unsigned char key[PSEUDONYM_KEY_SIZE])
{
	while (size > 0 && strchr(" \t\r\n", text[size - 1]) != NULL && text[size - 1] != '\0')
		size--;
	return size == PSEUDONYM_KEY_SIZE * 2 && text_unhex((const char *)text, PSEUDONYM_KEY_SIZE, key);
}

static size_t
read_source(const char *source, unsigned char *text, size_t room, char *problem, size_t problem_room)
{
	const char *value = strncmp(source, "env:", 4) == 0 ? getenv(source + 4) : NULL;
	FILE       *file;
	size_t      size;

	if (strncmp(source, "env:", 4) == 0) {
		if (value == NULL)
			snprintf(problem, problem_room, "there is no such environment variable");
		return value == NULL ? 0 : (size_t)snprintf((char *)text, room, "%s", value);
	}
	if ((file = fopen(source, "r")) == NULL) {
		snprintf(problem, problem_room, "%s", strerror(errno));
		return 0;
	}
	size = fread(text, 1, room, file);
	fclose(file);
	return size;
}

struct pseudonym *
pseudonym_read(const char *source, char *problem, size_t room)
{
	unsigned char     text[128], key[PSEUDONYM_KEY_SIZE];
	struct pseudonym *pseudonym = NULL;
	size_t            size;

	problem[0] = '\0';
	size = read_source(source, text, sizeof(text), problem, room);
	if (size == PSEUDONYM_KEY_SIZE)
		memcpy(key, text, sizeof(key));
	else if (problem[0] == '\0' && (size >= sizeof(text) || !from_digits(text, size, key)))
		snprintf(problem, room,
			 "is no key: it wants 32 octets, or 64 hexadecimal digits, as openssl rand -hex 32 "
			 "makes them");
	if (problem[0] == '\0' && (pseudonym = pseudonym_new(key)) == NULL)
		snprintf(problem, room, "out of memory");
	OPENSSL_cleanse(text, sizeof(text));
	OPENSSL_cleanse(key, sizeof(key));
	return pseudonym;
}
