/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_BLAME_H
#define SESSION_BLAME_H

#include "session/session.h"

/*
 * blame: who said no, and where that stands, as far as the packets prove it and no further.
 *
 * An ICMP error names its sender.  An RST bears the name of the one side, whoever sent it, and a TTL that
 * tells how far it came: systems begin to count at 64, 128 or 255, and each router takes one off (RFC
 * 791 3.2, RFC 1812 5.3.1; RFC 5082 for 255).  Who has come less far than the server's packets is not the
 * server: a device on the way, which may be the server's own firewall or load balancer as well as a
 * provider's.  If it has come no way at all, and the client's packets neither, it stands at the client's own
 * link.  A TTL like the server's proves nothing alone, for it can be imitated; an RST that answers a SYN must
 * have taken the time as well that the server takes.
 *
 * Notes blocked_by.* from the outcome, which session_conclude has noted before.
 */
void blame_note(struct session *session, const struct session_flow *flow, const struct ending *ending);

#endif
