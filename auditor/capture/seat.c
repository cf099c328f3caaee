/* SPDX-License-Identifier: Apache-2.0 */
/* Follows the interface of a packet socket, without any rights. */
#include "capture/seat.h"

#ifdef __linux__
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

_Static_assert(SEAT_NAME == IFNAMSIZ, "a name is as long as the kernel's");

static enum seat_state
away(const struct seat *seat, char *problem, size_t room, const char *why)
{
	(void)snprintf(problem, room, "interface %s: %s", seat->name, why);
	return SEAT_AWAY;
}

/* netdevice(7): ask ${what} of the interface ${name}. */
static bool
ask(const struct seat *seat, unsigned long what, const char *name, struct ifreq *request)
{
	memset(request, 0, sizeof(*request));
	memcpy(request->ifr_name, name, SEAT_NAME);
	return ioctl(seat->fd, what, request) == 0;
}

/* -1: the interface was deleted.  Not a packet socket: 0. */
static int
index_of(const struct seat *seat)
{
	struct sockaddr_ll name = {0};
	socklen_t          size = sizeof(name);

	if (getsockname(seat->fd, (struct sockaddr *)&name, &size) != 0 || name.sll_family != AF_PACKET)
		return 0;
	return name.sll_ifindex;
}

void
seat_take(struct seat *seat, int fd, const char *name, bool is_promiscuous)
{
	struct ifreq request;

	memset(seat, 0, sizeof(*seat));
	seat->fd = fd;
	(void)snprintf(seat->name, sizeof(seat->name), "%s", name);
	seat->is_promiscuous = is_promiscuous;
	seat->index = index_of(seat);
	seat->carrier = ask(seat, SIOCGIFHWADDR, seat->name, &request) ? request.ifr_hwaddr.sa_family : -1;
}

/* The old interface took the membership with it. */
static void
listen_to_all(const struct seat *seat)
{
	const struct packet_mreq membership = {.mr_ifindex = seat->index, .mr_type = PACKET_MR_PROMISC};

	if (seat->is_promiscuous)
		(void)setsockopt(seat->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership,
				 sizeof(membership));
}

/* packet(7): in a fanout group bind(2) fails with EINVAL. */
static enum seat_state
take_again(struct seat *seat, char *problem, size_t room)
{
	struct sockaddr_ll name = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	struct ifreq       request;

	if (!ask(seat, SIOCGIFINDEX, seat->name, &request))
		return away(seat, problem, room, "it is gone; one of that name will be taken up");
	name.sll_ifindex = request.ifr_ifindex;
	if (!ask(seat, SIOCGIFHWADDR, seat->name, &request) || request.ifr_hwaddr.sa_family != seat->carrier)
		return away(seat, problem, room, "it was made anew as one of another kind: restart");
	if (bind(seat->fd, (struct sockaddr *)&name, sizeof(name)) != 0)
		return away(seat, problem, room,
			    errno == EINVAL ? "it was made anew, and cannot be shared between --threads "
					      "again: restart"
					    : strerror(errno));
	seat->index = name.sll_ifindex;
	listen_to_all(seat);
	return SEAT_TAKEN;
}

/* It is the same one under whatever name it has by now. */
static enum seat_state
look_up(const struct seat *seat, char *problem, size_t room)
{
	struct ifreq request;
	char         name[SEAT_NAME];

	memset(&request, 0, sizeof(request));
	request.ifr_ifindex = seat->index;
	if (ioctl(seat->fd, SIOCGIFNAME, &request) != 0)
		return away(seat, problem, room, "it is gone; one of that name will be taken up");
	memcpy(name, request.ifr_name, sizeof(name));
	if (ask(seat, SIOCGIFFLAGS, name, &request) && (request.ifr_flags & IFF_UP) != 0)
		return SEAT_TAKEN;
	return away(seat, problem, room, "it is down");
}

enum seat_state
seat_look(struct seat *seat, bool *was_away, char *problem, size_t room)
{
	enum seat_state state = SEAT_TAKEN;
	int             error = 0;
	socklen_t       size = sizeof(error);

	if (seat->index == 0)
		return SEAT_UNSURE;
	/* ENETDOWN is said once, also when the interface is up again by now. */
	*was_away |= getsockopt(seat->fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == ENETDOWN;
	if (index_of(seat) < 0) {
		*was_away = true;
		state = take_again(seat, problem, room);
	}
	if (state == SEAT_TAKEN)
		state = look_up(seat, problem, room);
	*was_away |= state == SEAT_AWAY;
	return state;
}

#else

void
seat_take(struct seat *seat, int fd, const char *name, bool is_promiscuous)
{
	(void)seat, (void)fd, (void)name, (void)is_promiscuous;
}

enum seat_state
seat_look(struct seat *seat, bool *was_away, char *problem, size_t room)
{
	(void)seat, (void)was_away, (void)problem, (void)room;
	return SEAT_UNSURE;
}

#endif
