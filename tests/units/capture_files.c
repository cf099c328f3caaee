/* SPDX-License-Identifier: Apache-2.0 */
/* Makes captures of every format, and reads them with us and with libpcap. */
#include "capture_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pcap/pcap.h>
#include <zlib.h>
#include <zstd.h>

#include "capture/linktype.h"

void
put_u16(struct file *file, unsigned value)
{
	uint16_t number = (uint16_t)value;

	number = file->is_swapped ? __builtin_bswap16(number) : number;
	text_add_bytes(&file->data, &number, sizeof(number));
}

void
put_u32(struct file *file, uint32_t value)
{
	value = file->is_swapped ? __builtin_bswap32(value) : value;
	text_add_bytes(&file->data, &value, sizeof(value));
}

void
put_u64(struct file *file, uint64_t value)
{
	value = file->is_swapped ? __builtin_bswap64(value) : value;
	text_add_bytes(&file->data, &value, sizeof(value));
}

void
put_zeros(struct file *file, size_t size)
{
	while (size-- > 0)
		text_add_bytes(&file->data, "", 1);
}

const uint8_t *
sample_octets(unsigned seed)
{
	/* An IPv4 packet over Ethernet from TCP port 25 or 26, then octets that repeat nowhere near. */
	static const uint8_t head[38] = {2,   0,    0, 0, 0,   1, 2, 0, 0, 0,  0,    2,   8,
					 0,   0x45, 0, 0, 40,  0, 0, 0, 0, 64, 6,    0,   0,
					 192, 0,    2, 1, 192, 0, 2, 2, 0, 25, 0x30, 0x39};
	static uint8_t       octets[2000];

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)(i * 7 + i / 256 + seed);
	memcpy(octets, head, sizeof(head));
	octets[35] = (uint8_t)(25 + seed % 2);
	return octets;
}

void
mark(struct file *file)
{
	if (file->count < sizeof(file->ends) / sizeof(file->ends[0]))
		file->ends[file->count++] = file->data.size;
}

void
pcap_header(struct file *file, uint32_t magic, unsigned minor, uint32_t snaplen, uint32_t link_type)
{
	put_u32(file, magic);
	put_u16(file, 2);
	put_u16(file, minor);
	put_u64(file, 0);
	put_u32(file, snaplen);
	put_u32(file, link_type);
	mark(file);
}

void
pcap_record(struct file *file, bool is_longer, uint32_t seconds, uint32_t rest, uint32_t captured,
	    uint32_t wire)
{
	put_u32(file, seconds);
	put_u32(file, rest);
	put_u32(file, captured);
	put_u32(file, wire);
	if (is_longer)
		put_u64(file, UINT64_C(0x0102030405060708));
	text_add_bytes(&file->data, sample_octets((unsigned)file->count), captured);
	mark(file);
}

void
ng_block(struct file *file, uint32_t type, const struct file *body)
{
	uint32_t length = (uint32_t)((body->data.size + 3) / 4 * 4) + 12;

	put_u32(file, type);
	put_u32(file, length);
	text_add_bytes(&file->data, body->data.data, body->data.size);
	put_zeros(file, length - 12 - body->data.size);
	put_u32(file, length);
	mark(file);
}

static void
add_block(struct file *file, uint32_t type, struct file *body)
{
	ng_block(file, type, body);
	text_free(&body->data);
}

void
ng_section(struct file *file)
{
	struct file body = {.is_swapped = file->is_swapped};

	put_u32(&body, 0x1a2b3c4d);
	put_u16(&body, 1);
	put_u16(&body, 0);
	put_u64(&body, UINT64_MAX);
	add_block(file, 0x0a0d0d0a, &body);
}

void
ng_interface(struct file *file, unsigned link_type, uint32_t snaplen, const struct file *options)
{
	struct file body = {.is_swapped = file->is_swapped};

	put_u16(&body, link_type);
	put_u16(&body, 0);
	put_u32(&body, snaplen);
	if (options != NULL)
		text_add_bytes(&body.data, options->data.data, options->data.size);
	add_block(file, 1, &body);
}

void
ng_clock(struct file *file, uint8_t resolution, int64_t offset)
{
	struct file options = {.is_swapped = file->is_swapped};

	/* An option that means nothing here comes first: if_name, "eth0". */
	put_u16(&options, 2);
	put_u16(&options, 5);
	text_add_bytes(&options.data, "eth0\0\0\0", 8);
	put_u16(&options, 9);
	put_u16(&options, 1);
	text_add_bytes(&options.data, &resolution, 1);
	put_zeros(&options, 3);
	put_u16(&options, 14);
	put_u16(&options, 8);
	put_u64(&options, (uint64_t)offset);
	put_u32(&options, 0);
	ng_interface(file, 1, 0, &options);
	text_free(&options.data);
}

static void
add_packet_block(struct file *file, uint32_t type, struct file *body, uint64_t ticks, uint32_t captured,
		 uint32_t wire)
{
	put_u32(body, (uint32_t)(ticks >> 32));
	put_u32(body, (uint32_t)ticks);
	put_u32(body, captured);
	put_u32(body, wire);
	text_add_bytes(&body->data, sample_octets((unsigned)file->count), captured);
	add_block(file, type, body);
}

void
ng_enhanced(struct file *file, uint32_t interface, uint64_t ticks, uint32_t captured, uint32_t wire)
{
	struct file body = {.is_swapped = file->is_swapped};

	put_u32(&body, interface);
	add_packet_block(file, 6, &body, ticks, captured, wire);
}

void
ng_obsolete(struct file *file, uint32_t interface, uint64_t ticks, uint32_t captured, uint32_t wire)
{
	struct file body = {.is_swapped = file->is_swapped};

	put_u16(&body, interface);
	put_u16(&body, 3);
	add_packet_block(file, 2, &body, ticks, captured, wire);
}

void
ng_simple(struct file *file, uint32_t captured, uint32_t wire)
{
	struct file body = {.is_swapped = file->is_swapped};

	put_u32(&body, wire);
	text_add_bytes(&body.data, sample_octets((unsigned)file->count), captured);
	add_block(file, 3, &body);
}

static void
make_pcap(struct file *file, uint32_t magic)
{
	pcap_header(file, magic, 4, 262144, 1);
	pcap_record(file, magic == 0xa1b2cd34, 1700000000, 1, 60, 60);
	pcap_record(file, magic == 0xa1b2cd34, 1700000000, 999999, 61, 1514);
	pcap_record(file, magic == 0xa1b2cd34, 1700000001, 0, 0, 0);
	pcap_record(file, magic == 0xa1b2cd34, 1699999999, 7, 67, 67);
}

static void
make_pcapng(struct file *file, uint32_t unused)
{
	(void)unused;
	ng_section(file);
	ng_clock(file, 9, 0);
	ng_enhanced(file, 0, UINT64_C(1700000000000000001), 60, 60);
	ng_enhanced(file, 0, UINT64_C(1700000000999999999), 61, 1514);
	ng_obsolete(file, 0, UINT64_C(1700000001000000000), 63, 63);
	ng_enhanced(file, 0, UINT64_C(1699999999000000007), 0, 0);
}

bool
sample_file(size_t index, struct file *file, const char **name)
{
	static const struct {
		const char *name;
		void (*make)(struct file *file, uint32_t magic);
		uint32_t magic;
	} samples[] = {
	    {"pcap in microseconds", make_pcap,   0xa1b2c3d4},
	    {"pcap in nanoseconds",  make_pcap,   0xa1b23c4d},
	    {"modified pcap",        make_pcap,   0xa1b2cd34},
	    {"pcapng",               make_pcapng, 0         },
	};

	if (index / 2 >= sizeof(samples) / sizeof(samples[0]))
		return false;
	memset(file, 0, sizeof(*file));
	file->is_swapped = index % 2 == 1;
	*name = samples[index / 2].name;
	samples[index / 2].make(file, samples[index / 2].magic);
	return true;
}

struct text
gzip_of(const void *data, size_t size)
{
	struct text out = {NULL, 0, 0, false};
	uint8_t    *room = malloc(size + 1000);
	z_stream    zlib = {.next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)size};

	zlib.next_out = room;
	zlib.avail_out = (uInt)size + 1000;
	if (deflateInit2(&zlib, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK)
		(void)deflate(&zlib, Z_FINISH);
	text_add_bytes(&out, room, zlib.total_out);
	(void)deflateEnd(&zlib);
	free(room);
	return out;
}

struct text
zstd_of(const void *data, size_t size)
{
	struct text out = {NULL, 0, 0, false};
	size_t      room = ZSTD_compressBound(size);
	void       *made = malloc(room);

	text_add_bytes(&out, made, ZSTD_compress(made, room, data, size, 3));
	free(made);
	return out;
}

char *
file_write(const void *data, size_t size)
{
	char *path = strdup("/tmp/mailreeve-test-XXXXXX");
	int   fd = mkstemp(path);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	(void)close(fd);
	return path;
}

void
file_remove(char *path)
{
	(void)unlink(path);
	free(path);
}

void
digest_add(struct text *digest, const struct packet *packet)
{
	text_printf(digest, "%llu link %d time %lld captured %zu wire %u: ",
		    (unsigned long long)place_frame(packet->place), packet->link_type,
		    (long long)packet->time, packet->bytes.size, packet->wire_length);
	text_add_bytes(digest, packet->bytes.data, packet->bytes.size);
}

struct seen
see(const char *path, const char *filter)
{
	struct source_options options = {filter, 7};
	struct seen           seen = {.is_open = false};
	struct source        *source = source_open(path, &options, seen.problem, sizeof(seen.problem));
	struct packet         packet;

	if (source == NULL)
		return seen;
	seen.is_open = true;
	(void)snprintf(seen.format, sizeof(seen.format), "%s", source_format(source));
	while ((seen.status = source_next(source, &packet)) == SOURCE_PACKET) {
		seen.packets++;
		digest_add(&seen.digest, &packet);
	}
	if (source_next(source, &packet) != seen.status)
		abort();
	seen.filtered = source_filtered(source);
	(void)snprintf(seen.problem, sizeof(seen.problem), "%s", source_problem(source));
	source_close(source);
	return seen;
}

struct seen
see_octets(const void *data, size_t size)
{
	char       *path = file_write(data, size);
	struct seen seen = see(path, NULL);

	file_remove(path);
	return seen;
}

struct seen
see_with_libpcap(const char *path)
{
	char        error[PCAP_ERRBUF_SIZE];
	struct seen seen = {.is_open = false};
	pcap_t     *pcap = pcap_open_offline_with_tstamp_precision(path, PCAP_TSTAMP_PRECISION_NANO, error);
	struct pcap_pkthdr *header;
	const u_char       *octets;
	int                 answer;

	if (pcap == NULL)
		return seen;
	seen.is_open = true;
	while ((answer = pcap_next_ex(pcap, &header, &octets)) == 1) {
		struct packet packet = {bytes_of(octets, header->caplen),
					header->len,
					linktype_of_dlt(pcap_datalink(pcap)),
					(int64_t)header->ts.tv_sec * 1000000000 + header->ts.tv_usec,
					place_of(7, ++seen.packets),
					0,
					NULL,
					DIRECTION_UNKNOWN};

		digest_add(&seen.digest, &packet);
	}
	seen.status = answer == PCAP_ERROR_BREAK ? SOURCE_END : SOURCE_DAMAGED;
	pcap_close(pcap);
	return seen;
}

void
seen_free(struct seen *seen)
{
	text_free(&seen->digest);
}

bool
seen_equal(const struct seen *left, const struct seen *right)
{
	return left->packets == right->packets && left->digest.size == right->digest.size &&
	       seen_begins(left, right);
}

bool
seen_begins(const struct seen *whole, const struct seen *part)
{
	return part->digest.size <= whole->digest.size &&
	       (part->digest.size == 0 ||
		memcmp(whole->digest.data, part->digest.data, part->digest.size) == 0);
}
