/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a capture as a gateway would take it: the same options give the same octets. */
#include "gateway/flow.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FLOWS_PER_SECOND = 300 };

/* 2026-11-23 09:00:00 UTC, within the time of the recorded certificate. */
static const uint64_t beginning = UINT64_C(1795424400000000);

struct request {
	uint64_t    seed, packets;
	unsigned    mail_per_mille;
	const char *path;
};

struct tally {
	uint64_t mail_flows, live, most_live;
};

static int
usage(void)
{
	fprintf(stderr, "usage: generate [-s SEED] [-n PACKETS] [-m SHARE] -o FILE\n"
			"  -s SEED     same seed, same capture (1)\n"
			"  -n PACKETS  how many (1400000)\n"
			"  -m SHARE    of all flows that are mail, 0 to 1 (.05)\n");
	return 2;
}

static bool
number_read(const char *text, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *text != '-';
}

static bool
share_read(const char *text, unsigned *per_mille)
{
	char  *end;
	double share = strtod(text, &end);

	if (end == text || *end != '\0' || !(share >= 0 && share <= 1))
		return false;
	*per_mille = (unsigned)(share * 1000 + .5);
	return true;
}

static bool
request_read(struct request *request, int argc, char **argv)
{
	int  letter;
	bool is_right = true;

	while ((letter = getopt(argc, argv, "s:n:m:o:")) != -1) {
		if (letter == 's')
			is_right &= number_read(optarg, &request->seed);
		else if (letter == 'n')
			is_right &= number_read(optarg, &request->packets);
		else if (letter == 'm')
			is_right &= share_read(optarg, &request->mail_per_mille);
		else if (letter == 'o')
			request->path = optarg;
		else
			is_right = false;
	}
	return is_right && request->path != NULL && optind == argc;
}

static void
begin_flow(struct gateway *gateway, const struct request *request, struct tally *tally)
{
	struct flow *flow = flow_new(gateway, chance_is(&gateway->chance, request->mail_per_mille));

	tally->mail_flows += flow->talk.is_mail;
	if (++tally->live > tally->most_live)
		tally->most_live = tally->live;
	agenda_note(&gateway->agenda, gateway->now, flow, NULL);
}

static void
happen(struct gateway *gateway, struct event event, struct tally *tally)
{
	struct flow *flow = event.flow;
	uint64_t     delay;

	if (event.frame != NULL) {
		capture_put(&gateway->capture, event.time, event.frame);
		free(event.frame);
		return;
	}
	delay = flow->next(flow, gateway);
	if (flow->next != NULL) {
		agenda_note(&gateway->agenda, event.time + delay, flow, NULL);
		return;
	}
	tally->live--;
	free(flow);
}

static void
generate(struct gateway *gateway, const struct request *request, struct tally *tally)
{
	uint64_t arrival = beginning;

	while (gateway->capture.packets < request->packets && !gateway->capture.is_broken) {
		if (agenda_time(&gateway->agenda) < arrival) {
			struct event event = agenda_take(&gateway->agenda);

			gateway->now = event.time;
			happen(gateway, event, tally);
			continue;
		}
		gateway->now = arrival;
		begin_flow(gateway, request, tally);
		arrival += chance_between(&gateway->chance, 1, 2 * 1000000 / FLOWS_PER_SECOND);
	}
}

static void
gateway_close(struct gateway *gateway)
{
	while (gateway->agenda.count > 0) {
		struct event event = agenda_take(&gateway->agenda);

		free(event.flow);
		free(event.frame);
	}
	free(gateway->agenda.events);
	stock_free(gateway->stock);
}

int
main(int argc, char **argv)
{
	struct request request = {1, 1400000, 50, NULL};
	struct tally   tally = {0, 0, 0};
	struct gateway gateway;

	memset(&gateway, 0, sizeof gateway);
	if (!request_read(&request, argc, argv))
		return usage();
	gateway.chance.state = request.seed;
	if (!capture_open(&gateway.capture, request.path))
		return EXIT_FAILURE;
	gateway.stock = stock_new();
	if (gateway.stock == NULL) {
		fprintf(stderr, "generate: out of memory\n");
		return EXIT_FAILURE;
	}
	generate(&gateway, &request, &tally);
	printf("%" PRIu64 " packets, %" PRIu64 " octets (%" PRIu64 " a packet), %" PRIu64 " seconds, %" PRIu64
	       " flows, %" PRIu64 " of them mail, at most %" PRIu64 " live at once\n",
	       gateway.capture.packets, gateway.capture.octets,
	       gateway.capture.octets / (gateway.capture.packets > 0 ? gateway.capture.packets : 1),
	       (gateway.now - beginning) / 1000000, gateway.flows, tally.mail_flows, tally.most_live);
	gateway_close(&gateway);
	return capture_close(&gateway.capture) ? EXIT_SUCCESS : EXIT_FAILURE;
}
