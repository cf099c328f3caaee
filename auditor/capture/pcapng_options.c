/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the options of pcapng's blocks. */
#include "capture/pcapng_options.h"

#include <string.h>

#include "capture/order.h"

enum { IF_NAME = 2, IF_TSRESOL = 9, IF_TSOFFSET = 14, EPB_FLAGS = 2 };

struct option {
	unsigned       code;
	size_t         length;
	const uint8_t *value;
};

/* Take the next one off the list; false at its end, and where it is cut off: then ${options} are short. */
static bool
next_option(struct bytes *options, bool is_swapped, struct option *option)
{
	if (options->size < 4)
		return false;
	*option = (struct option){order_u16(options->data, is_swapped),
				  order_u16(options->data + 2, is_swapped), options->data + 4};
	if (option->code == 0)
		return false;
	bytes_skip(options, 4 + ((option->length + 3) & ~(size_t)3));
	return !options->is_short;
}

static void
keep_name(char name[PCAPNG_NAME], const struct option *option)
{
	size_t size = option->length < PCAPNG_NAME ? option->length : PCAPNG_NAME - 1;

	memcpy(name, option->value, size);
	name[size] = '\0';
}

bool
pcapng_interface(struct bytes options, bool is_swapped, struct pcapng_interface *interface)
{
	struct option option;

	*interface = (struct pcapng_interface){.resolution = 6};
	while (next_option(&options, is_swapped, &option)) {
		if ((option.code == IF_TSRESOL && option.length != 1) ||
		    (option.code == IF_TSOFFSET && option.length != 8))
			return false;
		if (option.code == IF_NAME)
			keep_name(interface->name, &option);
		if (option.code == IF_TSRESOL)
			interface->resolution = option.value[0];
		if (option.code == IF_TSOFFSET)
			interface->offset = (int64_t)order_u64(option.value, is_swapped);
	}
	return !options.is_short;
}

enum direction
pcapng_direction(struct bytes options, bool is_swapped)
{
	static const enum direction directions[] = {DIRECTION_UNKNOWN, DIRECTION_IN, DIRECTION_OUT,
						    DIRECTION_UNKNOWN};
	struct option               option;
	uint32_t                    flags;

	while (next_option(&options, is_swapped, &option)) {
		if (option.code != EPB_FLAGS || option.length != 4)
			continue;
		flags = order_u32(option.value, is_swapped);
		return (flags >> 2 & 7) == 4 ? DIRECTION_UNKNOWN : directions[flags & 3];
	}
	return DIRECTION_UNKNOWN;
}
