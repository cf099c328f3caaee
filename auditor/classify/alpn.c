/* SPDX-License-Identifier: Apache-2.0 */
/* The protocols that an ALPN names. */
#include <string.h>

#include "classify/dialogue_room.h"

/* ALPN protocol IDs of IANA's registry; smtp is in use without being registered. */
static const struct {
	const char   *id;
	enum protocol protocol;
	bool          is_mail;
} alpn_rows[] = {
    {"imap",        PROTOCOL_IMAP,        true },
    {"pop3",        PROTOCOL_POP3,        true },
    {"managesieve", PROTOCOL_MANAGESIEVE, true },
    {"smtp",        PROTOCOL_SMTP,        true },
    {"h2",          PROTOCOL_HTTP,        false},
    {"http/1.1",    PROTOCOL_HTTP,        false},
    {"http/1.0",    PROTOCOL_HTTP,        false},
    {"http/0.9",    PROTOCOL_HTTP,        false},
    {"ftp",         PROTOCOL_FTP,         false},
    {"irc",         PROTOCOL_IRC,         false},
    {"nntp",        PROTOCOL_NNTP,        false},
    {"nnsp",        PROTOCOL_NNTP,        false},
    {"dot",         PROTOCOL_DNS,         false},
    {"mqtt",        PROTOCOL_MQTT,        false},
};

static bool
alpn_names(const struct facts *facts, bool is_mail, enum protocol *protocol)
{
	struct value value;

	if (!facts_value(facts, FACT_TLS_ALPN, &value))
		return false;
	for (size_t i = 0; i < sizeof(alpn_rows) / sizeof(alpn_rows[0]); i++)
		if (alpn_rows[i].is_mail == is_mail && strcmp(value.is.text, alpn_rows[i].id) == 0) {
			*protocol = alpn_rows[i].protocol;
			return true;
		}
	return false;
}

bool
alpn_names_mail(const struct facts *facts, enum protocol *protocol)
{
	return alpn_names(facts, true, protocol);
}

bool
alpn_names_other(const struct facts *facts, enum protocol *protocol)
{
	return alpn_names(facts, false, protocol);
}
