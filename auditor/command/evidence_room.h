/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_EVIDENCE_ROOM_H
#define COMMAND_EVIDENCE_ROOM_H

#include <stdio.h>

#include <json-c/json.h>

#include "base/text.h"
#include "capture/packet.h"
#include "classify/harmless.h"
#include "command/evidence.h"
#include "flow/flow.h"

/* Private to the files of command/evidence*.c. */

/* Both ends of a connection at a capture point; can be compared octet for octet. */
struct evidence_ends {
	uint32_t       chain;      /* of inputs, see command/chains.h */
	struct address one, other; /* in the order of their octets */
	uint16_t       one_port, other_port;
	uint8_t        unused[2];
};

/* talk: ends that a wanted frame is of, and the connection between them that was seen last. */
struct evidence_talk {
	struct evidence_ends ends;
	struct harmless     *harmless;   /* NULL: no connection is at hand */
	uint32_t             connection; /* its number; 0: none */
	uint32_t             frames;     /* of it */
	uint32_t             behind;     /* frames that are wanted behind a piece of evidence */
};

/* frame: one that was taken out, and waits on disk. */
struct evidence_frame {
	place    where;
	uint64_t at; /* of its octets in the spool */
	int64_t  time;
	uint32_t size, wire_length;
	int      link_type;
	uint32_t interface;           /* index of evidence.interfaces */
	uint8_t  direction;           /* enum direction */
	uint32_t connection, ordinal; /* 0: of none; within it, from 1 on */
	uint32_t overwritten;         /* octets */
	bool     has_zeroed;          /* a checksum */
	bool     is_wanted;           /* by a finding */
};

/* interface: one of a capture that frames were taken out of. */
struct evidence_interface {
	uint32_t capture, number;
	char    *name; /* NULL: not said */
};

struct evidence {
	const struct evidence_options *options;
	const struct inputs           *inputs;
	const struct report           *report;
	size_t                         files;  /* findings that are to have one */
	place                         *wanted; /* ascending, none twice */
	size_t                         wanted_count;
	uint32_t                      *chains; /* of each input */
	uint32_t                       chain_count;
	place                         *lasts;           /* wanted of each input; PLACE_NONE: none */
	bool                          *is_chain_wanted; /* whether it has such a place at all */
	size_t                        *last_inputs;     /* of each chain */
	struct evidence_talk          *talks;           /* by their ends */
	size_t                         talk_count, talk_room;
	struct evidence_frame         *frames;
	size_t                         frame_count, frame_room;
	struct evidence_interface     *interfaces;
	size_t                         interface_count, interface_room;
	struct evidence_frame        **by_place, **by_connection;
	FILE                          *spool;
	uint64_t                       spooled;           /* octets */
	uint64_t                       written;           /* octets of packets, in all files */
	uint64_t                       left_out;          /* frames beside the evidence, for want of room */
	struct json_object            *entries, *without; /* of the index: files, findings without one */
	bool                           has_failed;        /* memory or the disk ran out */
};

/* Which frames are wanted, and which inputs are one capture in pieces.  False without memory. */
bool evidence_plan(struct evidence *evidence);

/* Whether a finding has the frame as evidence. */
bool evidence_wants(const struct evidence *evidence, place where);

/* Call ${each} for the packets of an input until it says false.  False if it cannot be opened; it was said.
 */
bool evidence_read(const struct evidence *evidence, size_t                    input,
		   bool (*each)(void *to, const struct packet *packet), void *to);

/* Of which talks the wanted frames are: the first reading.  False without memory. */
bool evidence_locate(struct evidence *evidence);

/* The talk with these ends; NULL: nothing of it is wanted. */
struct evidence_ends  evidence_ends_of(const struct flow_end *one, const struct flow_end *other,
				       uint32_t chain);
struct evidence_talk *evidence_talk(struct evidence *evidence, const struct evidence_ends *ends);

/* Take the frames out: the second reading.  False without memory or disk. */
bool evidence_gather(struct evidence *evidence);

/*
 * Put a frame into the spool: ${octets} as they are to be seen.  Returns its record, which is valid until the
 * next call; NULL without room.
 */
struct evidence_frame *evidence_keep(struct evidence *evidence, const struct packet *packet,
				     const uint8_t *octets);

/* After the last: make them ready for being found.  False without memory. */
bool evidence_sort(struct evidence *evidence);

/* For pointers to frames: in the order of captures and their frames. */
int evidence_compare_places(const void *a, const void *b);

/* The frame of that place; NULL: it was not taken out. */
const struct evidence_frame *evidence_find(const struct evidence *evidence, place where);

/* The index in `by_connection` of the first frame of the connection from ${ordinal} on, or of what follows.
 */
size_t evidence_find_connection(const struct evidence *evidence, uint32_t connection, uint32_t ordinal);

/* Its octets, frame->size of them. */
bool evidence_octets(const struct evidence *evidence, const struct evidence_frame *frame, uint8_t *octets);

/* Write the file of one finding, or note in the index why there is none.  False after saying why not. */
bool evidence_write_file(struct evidence *evidence, const struct finding *finding);

/* What stands in the file of a finding beside one of its frames, and beside all of them. */
void evidence_frame_comment(const struct evidence *evidence, const struct finding *finding,
			    const struct evidence_frame *frame, struct text *comment);
void evidence_file_comment(const struct evidence *evidence, const struct finding *finding,
			   const struct evidence_frame *const *frames, size_t count, struct text *comment);

/* Note in the index that a finding has a file, or that it has none. */
void evidence_note_file(struct evidence *evidence, const struct finding *finding, const char *name,
			const struct evidence_frame *const *frames, size_t count, unsigned missing);
void evidence_note_without(struct evidence *evidence, const struct finding *finding, const char *why);

/* The same sentence in the files and in the index: what was done to the octets. */
const char *evidence_says(const struct evidence *evidence);

/* The path of a file in the folder. */
void evidence_path(const struct evidence *evidence, const char *name, struct text *path);

/* Write the index.  False after saying why not. */
bool evidence_write_index(struct evidence *evidence);

/* "mailreeve: evidence: ${path}: ${what}" on stderr; false. */
bool evidence_say(const char *path, const char *what);

#endif
