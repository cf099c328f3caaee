/* SPDX-License-Identifier: Apache-2.0 */
/* Talks written octet by octet from the RFCs. */
#include "classify_tls_scene.h"

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

void
scene_message(struct scene *scene, enum side from, uint8_t type, const uint8_t *body, size_t size)
{
	uint8_t message[4096] = {type, (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size};

	memcpy(message + 4, body, size);
	scene_record(scene, from, 22, message, size + 4);
}

void
scene_client_hello(struct scene *scene, uint8_t minor, const void *extensions, size_t size)
{
	uint8_t body[1024] = {3, minor};
	size_t  at = 2 + 32;

	memcpy(body + at, "\0\0\2\x13\x01\1\0", 7);
	at += 7;
	body[at++] = (uint8_t)(size >> 8);
	body[at++] = (uint8_t)size;
	memcpy(body + at, extensions, size);
	scene_message(scene, CLIENT, 1, body, at + size);
}

void
scene_server_hello(struct scene *scene, uint8_t minor, uint16_t cipher, const void *extensions, size_t size)
{
	uint8_t body[1024] = {3, minor};
	size_t  at = 2 + 32;

	body[at++] = 0;
	body[at++] = (uint8_t)(cipher >> 8);
	body[at++] = (uint8_t)cipher;
	body[at++] = 0;
	body[at++] = (uint8_t)(size >> 8);
	body[at++] = (uint8_t)size;
	memcpy(body + at, extensions, size);
	scene_message(scene, SERVER, 2, body, at + size);
}
