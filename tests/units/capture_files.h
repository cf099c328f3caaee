/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_CAPTURE_FILES_H
#define TESTS_CAPTURE_FILES_H

#include "base/text.h"
#include "capture/source.h"

/* file: a capture in the making, and where its header and each of its records end. */
struct file {
	struct text data;
	bool        is_swapped;
	size_t      ends[64];
	size_t      count;
};

void put_u16(struct file *file, unsigned value);
void put_u32(struct file *file, uint32_t value);
void put_u64(struct file *file, uint64_t value);
void put_zeros(struct file *file, size_t size);

/* The octets of the ${seed}th sample packet; as many as are asked for, up to 2000. */
const uint8_t *sample_octets(unsigned seed);

/* Note that a record ends here. */
void mark(struct file *file);

/* pcap: the header of a file, and a record; `longer` is Kuznetzov's. */
void pcap_header(struct file *file, uint32_t magic, unsigned minor, uint32_t snaplen, uint32_t link_type);
void pcap_record(struct file *file, bool is_longer, uint32_t seconds, uint32_t rest, uint32_t captured,
		 uint32_t wire);

/* pcapng: blocks.  ${options} are octets in the file's byte order, with their padding. */
void ng_block(struct file *file, uint32_t type, const struct file *body);
void ng_section(struct file *file);
void ng_interface(struct file *file, unsigned link_type, uint32_t snaplen, const struct file *options);
/* An interface of Ethernet whose clock has this if_tsresol and this if_tsoffset. */
void ng_clock(struct file *file, uint8_t resolution, int64_t offset);
void ng_enhanced(struct file *file, uint32_t interface, uint64_t ticks, uint32_t captured, uint32_t wire);
void ng_obsolete(struct file *file, uint32_t interface, uint64_t ticks, uint32_t captured, uint32_t wire);
void ng_simple(struct file *file, uint32_t captured, uint32_t wire);

/* One file of each format and byte order: ${index} from 0 on, false at the end.  ${name} is for messages. */
bool sample_file(size_t index, struct file *file, const char **name);

struct text gzip_of(const void *data, size_t size);
struct text zstd_of(const void *data, size_t size);

/* Write to a new file below /tmp and return its path, to be removed with file_remove. */
char *file_write(const void *data, size_t size);
void  file_remove(char *path);

/* seen: all that a source delivered, in a form that can be compared octet for octet. */
struct seen {
	bool               is_open;
	enum source_status status;
	uint64_t           packets;
	uint64_t           filtered;
	struct text        digest;
	char               format[32];
	char               problem[256];
};

struct seen see(const char *path, const char *filter);
struct seen see_octets(const void *data, size_t size);
struct seen see_with_libpcap(const char *path);
void        seen_free(struct seen *seen);

bool seen_equal(const struct seen *left, const struct seen *right);
bool seen_begins(const struct seen *whole, const struct seen *part);

/* Add one packet to a digest, as see() does. */
void digest_add(struct text *digest, const struct packet *packet);

#endif
