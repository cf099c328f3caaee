/* SPDX-License-Identifier: Apache-2.0 */
/* Captures from an interface by libpcap, without ever blocking. */
#include "capture/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>
#ifdef __linux__
#include <linux/if_packet.h>
#include <sys/socket.h>
#endif

#include "capture/linktype.h"
#include "capture/seat.h"
#include "capture/ticks.h"

#define WHOLE_PACKET 262144

/* How long the kernel may gather packets before it wakes us, milliseconds: live findings are due in seconds.
 */
#define GATHER 100

/* RFC 9293 3.1: the flags are octet 13 of TCP; RFC 8200 3: behind the 40 octets of an IPv6 header. */
const char live_mail_filter[] =
    "tcp port 24 or tcp port 25 or tcp port 110 or tcp port 143 or tcp port 465 or tcp port 587 or tcp port "
    "993 or "
    "tcp port 995 or tcp port 2525 or tcp port 4190 or (ip and tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != "
    "0) or "
    "(ip6 and ip6[6] = 6 and ip6[53] & 7 != 0) or "
    "(icmp and (icmp[icmptype] = 3 or icmp[icmptype] = 11)) or (icmp6 and ip6[40] < 5) or "
    "(ip[6:2] & 0x3fff != 0) or (ip6 and ip6[6] = 44)";

struct live {
	pcap_t  *handle;
	int      fd, link_type;
	uint32_t capture;
	bool     is_nanosecond;
	uint64_t frames;
	uint64_t passed[3]; /* of the kernel's counters, which may be 32 bits wide: what they have gone by */
	uint32_t last[3];
	char     name[64]; /* of the interface; "": it is all of them */
	struct seat seat;
	bool        has_failed; /* the last reading */
	char        problem[PCAP_ERRBUF_SIZE + 64];
	/* During live_read: */
	void (*each)(void *context, const struct packet *packet);
	void *context;
};

static void
say(char *problem, size_t room, const char *interface, const char *what)
{
	(void)snprintf(problem, room, "interface %s: %s", interface, what);
}

static const char *
hint_of(int status)
{
	if (status == PCAP_ERROR_PERM_DENIED)
		return "; start as root, or give the program CAP_NET_RAW (setcap cap_net_raw+ep)";
	if (status == PCAP_ERROR_NO_SUCH_DEVICE)
		return "; `ip link` lists the interfaces, and `any` stands for all of them";
	return "";
}

static void
say_activation(pcap_t *handle, int status, const char *interface, char *problem, size_t room)
{
	const char *says = pcap_statustostr(status), *detail = pcap_geterr(handle);
	char        text[PCAP_ERRBUF_SIZE + 128];

	if (strcmp(says, detail) == 0)
		detail = "";
	(void)snprintf(text, sizeof(text), "%s%s%s%s", says, *detail != '\0' ? ": " : "", detail,
		       hint_of(status));
	say(problem, room, interface, text);
}

static void
configure(pcap_t *handle, const struct live_options *options)
{
	(void)pcap_set_snaplen(handle, options->snaplen != 0 ? (int)options->snaplen : WHOLE_PACKET);
	(void)pcap_set_promisc(handle, options->is_promiscuous);
	(void)pcap_set_timeout(handle, GATHER);
	if (options->buffer_octets != 0)
		(void)pcap_set_buffer_size(handle, (int)options->buffer_octets);
	(void)pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
}

static bool
set_filter(pcap_t *handle, const struct live_options *options, char *problem, size_t room)
{
	struct bpf_program code;
	bool               is_set;

	if (options->filter == NULL)
		return true;
	if (pcap_compile(handle, &code, options->filter, 1, PCAP_NETMASK_UNKNOWN) != 0) {
		say(problem, room, options->interface, pcap_geterr(handle));
		return false;
	}
	is_set = pcap_setfilter(handle, &code) == 0;
	pcap_freecode(&code);
	if (!is_set)
		say(problem, room, options->interface, pcap_geterr(handle));
	return is_set;
}

/* packet(7): a hash of the flow chooses the handle, the same one for both directions. */
static bool
join_fanout(pcap_t *handle, const struct live_options *options, char *problem, size_t room)
{
	if (options->fanout == 0)
		return true;
#ifdef __linux__
	int group = options->fanout | (PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_DEFRAG) << 16;

	if (setsockopt(pcap_fileno(handle), SOL_PACKET, PACKET_FANOUT, &group, sizeof(group)) == 0)
		return true;
#endif
	say(problem, room, options->interface, "the kernel does not share packets between threads");
	return false;
}

static bool
start(pcap_t *handle, const struct live_options *options, char *problem, size_t room)
{
	char error[PCAP_ERRBUF_SIZE] = "";
	int  status;

	configure(handle, options);
	if ((status = pcap_activate(handle)) < 0) {
		say_activation(handle, status, options->interface, problem, room);
		return false;
	}
	if (!set_filter(handle, options, problem, room) || !join_fanout(handle, options, problem, room))
		return false;
	if (pcap_setnonblock(handle, 1, error) != 0) {
		say(problem, room, options->interface, error);
		return false;
	}
	return true;
}

struct live *
live_open(const struct live_options *options, char *problem, size_t room)
{
	char         error[PCAP_ERRBUF_SIZE] = "";
	struct live *live = calloc(1, sizeof(*live));

	if (live == NULL || (live->handle = pcap_create(options->interface, error)) == NULL) {
		say(problem, room, options->interface, live == NULL ? "no memory" : error);
		free(live);
		return NULL;
	}
	if (!start(live->handle, options, problem, room)) {
		live_close(live);
		return NULL;
	}
	live->fd = pcap_get_selectable_fd(live->handle);
	live->link_type = linktype_of_dlt(pcap_datalink(live->handle));
	live->is_nanosecond = pcap_get_tstamp_precision(live->handle) == PCAP_TSTAMP_PRECISION_NANO;
	live->capture = options->capture;
	if (strcmp(options->interface, "any") != 0)
		(void)snprintf(live->name, sizeof(live->name), "%s", options->interface);
	seat_take(&live->seat, pcap_fileno(live->handle), options->interface, options->is_promiscuous);
	return live;
}

int
live_fd(const struct live *live)
{
	return live->fd;
}

int
live_socket(const struct live *live)
{
	return pcap_fileno(live->handle);
}

static void
hand_over(u_char *user, const struct pcap_pkthdr *header, const u_char *octets)
{
	struct live  *live = (struct live *)(void *)user;
	struct ticks  clock = ticks_of(live->is_nanosecond ? 9 : 6, header->ts.tv_sec);
	struct packet packet = {
	    .bytes = bytes_of(octets, header->caplen),
	    .wire_length = header->len,
	    .link_type = live->link_type,
	    .time = ticks_time(&clock, (uint64_t)header->ts.tv_usec),
	    .place = place_of(live->capture, ++live->frames),
	    .interface = live->name[0] != '\0' ? live->name : NULL,
	};

	live->each(live->context, &packet);
}

int
live_read(struct live *live, int most, void (*each)(void *context, const struct packet *packet),
	  void *context)
{
	int count;

	live->each = each;
	live->context = context;
	count = pcap_dispatch(live->handle, most, hand_over, (u_char *)(void *)live);
	live->has_failed = count < 0;
	if (count >= 0)
		return count;
	(void)snprintf(live->problem, sizeof(live->problem), "%s", pcap_geterr(live->handle));
	return -1;
}

/* libpcap fails for want of an interface of the first name too, where it has another one by now: then what
 * comes is still read. */
enum live_state
live_look(struct live *live, bool *was_away)
{
	enum seat_state state = seat_look(&live->seat, was_away, live->problem, sizeof(live->problem));

	if (state == SEAT_UNSURE)
		return live->has_failed ? LIVE_LOST : LIVE_UP;
	return state == SEAT_AWAY || live->has_failed ? LIVE_AWAY : LIVE_UP;
}

const char *
live_problem(const struct live *live)
{
	return live->problem;
}

/* The difference to the last reading is right also when a counter has run over. */
static uint64_t
go_on(struct live *live, unsigned counter, uint32_t reading)
{
	live->passed[counter] += reading - live->last[counter];
	live->last[counter] = reading;
	return live->passed[counter];
}

void
live_counts(struct live *live, struct live_counts *counts)
{
	struct pcap_stat stat;

	if (pcap_stats(live->handle, &stat) != 0)
		stat = (struct pcap_stat){live->last[0], live->last[1], live->last[2]};
	counts->received = go_on(live, 0, stat.ps_recv);
	counts->dropped = go_on(live, 1, stat.ps_drop);
	counts->dropped_by_interface = go_on(live, 2, stat.ps_ifdrop);
}

uint64_t
live_frames(const struct live *live)
{
	return live->frames;
}

void
live_continue(struct live *live, uint64_t frames)
{
	live->frames = frames;
}

void
live_close(struct live *live)
{
	if (live == NULL)
		return;
	if (live->handle != NULL)
		pcap_close(live->handle);
	free(live);
}
