/* SPDX-License-Identifier: Apache-2.0 */
/* Octets as a capture file: every packet lies in what was read, and reading always ends. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t
read_all(const char *path)
{
	struct source_options options = {NULL, 0};
	char                  problem[256];
	struct source        *source = source_open(path, &options, problem, sizeof(problem));
	struct packet         packet;
	uint64_t              sum = 0, frame = 0;

	while (source != NULL && source_next(source, &packet) == SOURCE_PACKET) {
		for (size_t i = 0; i < packet.bytes.size; i++)
			sum += packet.bytes.data[i];
		if (place_frame(packet.place) != ++frame)
			abort();
	}
	source_close(source);
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int  file = memfd_create("capture", 0);

	if (file < 0 || write(file, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	if (read_all(path) != read_all(path))
		abort();
	close(file);
	return 0;
}
