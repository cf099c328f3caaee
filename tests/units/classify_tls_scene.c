/* SPDX-License-Identifier: Apache-2.0 */
/* Talks written octet by octet from the RFCs. */
#include "classify_tls_scene.h"

#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

void
scene_begin(struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	scene->classifier = classifier_new(&classifier_limits_default);
}

void
scene_hear(struct scene *scene, bool is_cut)
{
	struct facts whole;

	scene->answer = lab_hear(scene->classifier, &scene->talk, 0, is_cut, &whole);
	CU_ASSERT_EQUAL(lab_hear(scene->classifier, &scene->talk, 1, is_cut, &scene->facts), scene->answer);
	CU_ASSERT_TRUE(lab_facts_equal(&whole, &scene->facts));
}

void
scene_end(struct scene *scene)
{
	lab_free(&scene->talk);
	classifier_free(scene->classifier);
}

void
scene_is(struct scene *scene, enum fact fact, const char *wanted)
{
	CU_ASSERT_STRING_EQUAL(lab_text(&scene->facts, fact), wanted);
}

void
scene_counts(struct scene *scene, enum fact fact, int64_t wanted)
{
	CU_ASSERT_EQUAL(lab_count(&scene->facts, fact), wanted);
}

void
scene_record(struct scene *scene, enum side from, uint8_t type, const void *data, size_t size)
{
	uint8_t header[5] = {type, 3, 3, (uint8_t)(size >> 8), (uint8_t)size};

	lab_say(&scene->talk, from, header, 5);
	lab_say(&scene->talk, from, data, size);
}

void
scene_data(struct scene *scene, enum side from, size_t size)
{
	uint8_t secret[256] = {0x5a};

	scene_record(scene, from, 23, secret, size);
}

/* In as many records as it takes (RFC 9846 5.1: none holds more than 2^14). */
void
scene_message(struct scene *scene, enum side from, uint8_t type, const uint8_t *body, size_t size)
{
	uint8_t *message = malloc(size + 4);

	if (message == NULL)
		abort();
	memcpy(message, (const uint8_t[]){type, (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size},
	       4);
	if (size > 0)
		memcpy(message + 4, body, size);
	for (size_t at = 0; at < size + 4; at += 0x4000)
		scene_record(scene, from, 22, message + at, size + 4 - at < 0x4000 ? size + 4 - at : 0x4000);
	free(message);
}

static uint8_t *
vector16(uint8_t *to, const void *data, size_t size)
{
	to[0] = (uint8_t)(size >> 8);
	to[1] = (uint8_t)size;
	memcpy(to + 2, data, size);
	return to + 2 + size;
}

void
scene_client_hello_with(struct scene *scene, uint8_t minor, const void *suites, size_t suites_size,
			const void *extensions, size_t size)
{
	uint8_t *body = calloc(1, 2 + 32 + 1 + 2 + suites_size + 2 + 2 + size), *at = body;

	if (body == NULL)
		abort();
	*at++ = 3;
	*at = minor;
	at = vector16(at + 1 + 32 + 1, suites, suites_size);
	*at = 1;
	at = vector16(at + 2, extensions, size);
	scene_message(scene, CLIENT, 1, body, (size_t)(at - body));
	free(body);
}

void
scene_client_hello(struct scene *scene, uint8_t minor, const void *extensions, size_t size)
{
	scene_client_hello_with(scene, minor, "\x13\x01", 2, extensions, size);
}

void
scene_server_hello_with(struct scene *scene, uint8_t minor, const char *random_end, uint16_t cipher,
			uint8_t compression, const void *extensions, size_t size)
{
	uint8_t *body = calloc(1, 2 + 32 + 1 + 2 + 1 + 2 + size), *at = body;

	if (body == NULL)
		abort();
	*at++ = 3;
	*at++ = minor;
	memcpy(at + 24, random_end, 8);
	at += 32 + 1;
	*at++ = (uint8_t)(cipher >> 8);
	*at++ = (uint8_t)cipher;
	*at++ = compression;
	at = vector16(at, extensions, size);
	scene_message(scene, SERVER, 2, body, (size_t)(at - body));
	free(body);
}

void
scene_server_hello(struct scene *scene, uint8_t minor, uint16_t cipher, const void *extensions, size_t size)
{
	scene_server_hello_with(scene, minor, "\0\0\0\0\0\0\0", cipher, 0, extensions, size);
}
