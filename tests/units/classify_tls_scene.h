/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_CLASSIFY_TLS_SCENE_H
#define TESTS_CLASSIFY_TLS_SCENE_H

#include "classify_tls_lab.h"

/* scene: one talk being written octet by octet, and what it came to. */
struct scene {
	struct classifier *classifier;
	struct lab_talk    talk;
	struct facts       facts;
	enum tls_answer    answer;
};

void scene_begin(struct scene *scene);

/* Hear it whole and octet by octet, and assert that both come to the same. */
void scene_hear(struct scene *scene, bool is_cut);

/* Assert what a fact is, as lab_text says it. */
void scene_is(struct scene *scene, enum fact fact, const char *wanted);

/* Assert what a COUNT fact is; -1: unknown. */
void scene_counts(struct scene *scene, enum fact fact, int64_t wanted);

void scene_end(struct scene *scene);

void scene_record(struct scene *scene, enum side from, uint8_t type, const void *data, size_t size);

/* A record of application data, of that length. */
void scene_data(struct scene *scene, enum side from, size_t size);

void scene_message(struct scene *scene, enum side from, uint8_t type, const uint8_t *body, size_t size);

/* A ClientHello (RFC 5246 7.4.1.2) of that minor version with these extensions. */
void scene_client_hello(struct scene *scene, uint8_t minor, const void *extensions, size_t size);

/* With these cipher suites. */
void scene_client_hello_with(struct scene *scene, uint8_t minor, const void *suites, size_t suites_size,
			     const void *extensions, size_t size);

/* A ServerHello of that cipher suite and these extensions; the random is zero. */
void scene_server_hello(struct scene *scene, uint8_t minor, uint16_t cipher, const void *extensions,
			size_t size);

/* With a random that ends with these eight octets, and that compression method. */
void scene_server_hello_with(struct scene *scene, uint8_t minor, const char *random_end, uint16_t cipher,
			     uint8_t compression, const void *extensions, size_t size);

/* Extensions of a TLS 1.3 ServerHello: the version, and a share of x25519. */
#define SCENE_IS_1_3 "\0\x2b\0\2\3\4"
#define SCENE_SHARE "\0\x33\0\6\0\x1d\0\2\1\2"
#define SCENE_1_3(scene) scene_server_hello(scene, 3, 0x1301, SCENE_IS_1_3 SCENE_SHARE, 6 + 10)

#endif
