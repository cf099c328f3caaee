/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates met so far, found by a keyed hash of their DER. */
#include "classify/certificate.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"

#define WAYS 4 /* places that a certificate can be in */

struct slot {
	uint64_t           hash;
	size_t             size; /* of the DER; 0: free */
	uint64_t           met;  /* when last, in calls */
	struct certificate certificate;
};

/* Lists of names outlive their slot, as facts point to them. */
struct list {
	struct list *next;
	char         names[];
};

struct certificates {
	struct hash_key key;
	struct slot    *slots;
	size_t          sets; /* of WAYS slots each; a power of two */
	struct list    *lists;
	size_t          octets, limit;
	uint64_t        calls, parsed, refused;
	struct text     names; /* of the certificate at hand */
};

struct certificates *
certificates_new(uint32_t count, size_t octets)
{
	struct certificates *certificates = calloc(1, sizeof(*certificates));

	if (certificates == NULL)
		return NULL;
	certificates->key = hash_key_random();
	certificates->limit = octets;
	certificates->sets = 1;
	while (certificates->sets * 2 * WAYS <= count)
		certificates->sets *= 2;
	if ((certificates->slots = calloc(certificates->sets * WAYS, sizeof(*certificates->slots))) == NULL) {
		free(certificates);
		return NULL;
	}
	return certificates;
}

/* The slot of that hash, or the one to give up for it. */
static struct slot *
slot_for(struct certificates *certificates, uint64_t hash, size_t size)
{
	struct slot *set = &certificates->slots[(size_t)(hash & (certificates->sets - 1)) * WAYS];
	struct slot *oldest = set;

	for (struct slot *slot = set; slot < set + WAYS; slot++) {
		if (slot->size == size && slot->hash == hash)
			return slot;
		if (slot->met < oldest->met)
			oldest = slot;
	}
	return oldest;
}

static const char *
keep_names(struct certificates *certificates)
{
	size_t       size = certificates->names.size;
	struct list *list;

	if (size == 0)
		return certificates->names.failed ? NULL : "";
	if (certificates->names.failed ||
	    certificates->octets + sizeof(*list) + size + 1 > certificates->limit ||
	    (list = malloc(sizeof(*list) + size + 1)) == NULL) {
		certificates->refused++;
		return NULL;
	}
	memcpy(list->names, certificates->names.data, size + 1);
	list->next = certificates->lists;
	certificates->lists = list;
	certificates->octets += sizeof(*list) + size + 1;
	return list->names;
}

static void
slot_fill(struct certificates *certificates, struct slot *slot, struct intern *intern, struct bytes der)
{
	struct certificate *certificate = &slot->certificate;

	certificates->parsed++;
	text_free(&certificates->names);
	if (certificate_parse(der, intern, certificate, &certificates->names))
		certificate->names = keep_names(certificates);
}

const struct certificate *
certificates_find(struct certificates *certificates, struct intern *intern, struct bytes der)
{
	uint64_t     hash = hash_bytes(&certificates->key, der.data, der.size);
	struct slot *slot = slot_for(certificates, hash, der.size);

	if (der.size == 0)
		return NULL;
	slot->met = ++certificates->calls;
	if (slot->size != der.size || slot->hash != hash) {
		slot->size = der.size;
		slot->hash = hash;
		slot_fill(certificates, slot, intern, der);
	}
	return slot->certificate.is_parsed ? &slot->certificate : NULL;
}

bool
certificates_are_filling(const struct certificates *certificates)
{
	return certificates->octets >= certificates->limit / 4 * 3;
}

uint64_t
certificates_parsed(const struct certificates *certificates)
{
	return certificates->parsed;
}

uint64_t
certificates_refused(const struct certificates *certificates)
{
	return certificates->refused;
}

void
certificates_free(struct certificates *certificates)
{
	struct list *next;

	if (certificates == NULL)
		return;
	for (struct list *list = certificates->lists; list != NULL; list = next) {
		next = list->next;
		free(list);
	}
	text_free(&certificates->names);
	free(certificates->slots);
	free(certificates);
}
