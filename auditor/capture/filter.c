/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles and runs pcap filters, a program for each link type. */
#include "capture/filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "capture/linktype.h"

struct program {
	int                link_type;
	struct bpf_program code;
	struct program    *next;
};

struct filter {
	char           *expression;
	struct program *programs; /* the one asked last stands first */
};

struct filter *
filter_new(const char *expression, char *problem, size_t room)
{
	struct filter *filter;

	/* libpcap takes an empty expression for one that lets everything pass: hardly what was meant. */
	if (expression[strspn(expression, " \t\r\n")] == '\0') {
		(void)snprintf(problem, room, "the filter is empty");
		return NULL;
	}
	filter = calloc(1, sizeof(*filter));
	if (filter == NULL || (filter->expression = strdup(expression)) == NULL) {
		(void)snprintf(problem, room, "no memory");
		free(filter);
		return NULL;
	}
	return filter;
}

static bool
compile(struct program *program, const char *expression, char *problem, size_t room)
{
	int dlt = linktype_to_dlt(program->link_type);
	/* The snapshot length is what an accepting program returns: anything but 0 will do. */
	pcap_t *dead = pcap_open_dead(dlt, 262144);
	bool    is_done;

	if (dead == NULL) {
		(void)snprintf(problem, room, "no memory");
		return false;
	}
	is_done = pcap_compile(dead, &program->code, expression, 1, PCAP_NETMASK_UNKNOWN) == 0;
	if (!is_done)
		(void)snprintf(problem, room, "the filter does not work for link type %d: %s",
			       program->link_type, pcap_geterr(dead));
	pcap_close(dead);
	return is_done;
}

static bool
add_program(struct filter *filter, int link_type, char *problem, size_t room)
{
	struct program *program = calloc(1, sizeof(*program));

	if (program == NULL) {
		(void)snprintf(problem, room, "no memory");
		return false;
	}
	program->link_type = link_type;
	if (!compile(program, filter->expression, problem, room)) {
		free(program);
		return false;
	}
	program->next = filter->programs;
	filter->programs = program;
	return true;
}

bool
filter_prepare(struct filter *filter, int link_type, char *problem, size_t room)
{
	struct program **at = &filter->programs;
	struct program  *found;

	while (*at != NULL && (*at)->link_type != link_type)
		at = &(*at)->next;
	found = *at;
	if (found == NULL)
		return add_program(filter, link_type, problem, room);
	*at = found->next;
	found->next = filter->programs;
	filter->programs = found;
	return true;
}

bool
filter_is_sound(const char *expression, char *problem, size_t room)
{
	/* Raw IP knows no frames, 802.11 has words of its own; the reason told is that for Ethernet. */
	static const int dlts[] = {DLT_IEEE802_11_RADIO, DLT_RAW, DLT_EN10MB};
	struct filter   *filter = filter_new(expression, problem, room);
	bool             is_sound = false;

	for (size_t i = 0; filter != NULL && !is_sound && i < sizeof(dlts) / sizeof(dlts[0]); i++)
		is_sound = filter_prepare(filter, linktype_of_dlt(dlts[i]), problem, room);
	filter_free(filter);
	return is_sound;
}

enum filter_answer
filter_ask(struct filter *filter, const struct packet *packet, char *problem, size_t room)
{
	struct pcap_pkthdr header = {.caplen = (bpf_u_int32)packet->bytes.size, .len = packet->wire_length};
	bool is_ready = filter->programs != NULL && filter->programs->link_type == packet->link_type;

	if (!is_ready && !filter_prepare(filter, packet->link_type, problem, room))
		return FILTER_FAILED;
	return pcap_offline_filter(&filter->programs->code, &header, packet->bytes.data) != 0
		   ? FILTER_TAKES
		   : FILTER_REFUSES;
}

void
filter_free(struct filter *filter)
{
	struct program *next;

	if (filter == NULL)
		return;
	for (struct program *program = filter->programs; program != NULL; program = next) {
		next = program->next;
		pcap_freecode(&program->code);
		free(program);
	}
	free(filter->expression);
	free(filter);
}
