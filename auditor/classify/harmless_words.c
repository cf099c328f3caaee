/* SPDX-License-Identifier: Apache-2.0 */
/* The words that tell nothing of anybody: commands, capabilities and statuses of mail protocols. */
#include "classify/harmless_room.h"
#include "classify/sasl.h"
#include "classify/words.h"

#define SMTP STYLE_BIT(STYLE_SMTP)
#define IMAP STYLE_BIT(STYLE_IMAP)
#define POP3 STYLE_BIT(STYLE_POP3)
#define SIEVE STYLE_BIT(STYLE_SIEVE)

/* clang-format off */
static const struct harmless_verb verbs[] = {
    /* RFC 5321, 2033, 3030, 3207, 4954, 1985, 2645, 4468, 4865 */
    {"EHLO",         SMTP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"HELO",         SMTP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"LHLO",         SMTP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"MAIL",         SMTP,         AFTER_REPLY,   SHOW_PATH     },
    {"RCPT",         SMTP,         AFTER_REPLY,   SHOW_PATH     },
    {"DATA",         SMTP,         AFTER_TEXT,    SHOW_NOTHING  },
    {"BDAT",         SMTP,         AFTER_BLOB,    SHOW_COUNT    },
    {"XEXCH50",      SMTP,         AFTER_BLOB,    SHOW_NOTHING  },
    {"RSET",         SMTP | POP3,  AFTER_REPLY,   SHOW_NOTHING  },
    {"VRFY",         SMTP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"EXPN",         SMTP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"HELP",         SMTP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"ETRN",         SMTP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"TURN",         SMTP,         AFTER_OTHER,   SHOW_NOTHING  },
    {"ATRN",         SMTP,         AFTER_OTHER,   SHOW_NOTHING  },
    {"XCLIENT",      SMTP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"XFORWARD",     SMTP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"NOOP",         SMTP | IMAP | POP3 | SIEVE, AFTER_REPLY, SHOW_NOTHING},
    {"QUIT",         SMTP | POP3,  AFTER_REPLY,   SHOW_NOTHING  },
    {"AUTH",         SMTP | POP3,  AFTER_LOGIN,   SHOW_MECHANISM},
    {"STARTTLS",     SMTP | IMAP | SIEVE, AFTER_REPLY, SHOW_NOTHING},
    /* RFC 1939, 2449, 2595 */
    {"USER",         POP3,         AFTER_REPLY,   SHOW_NOTHING  },
    {"PASS",         POP3,         AFTER_REPLY,   SHOW_NOTHING  },
    {"APOP",         POP3,         AFTER_REPLY,   SHOW_NOTHING  },
    {"STLS",         POP3,         AFTER_REPLY,   SHOW_NOTHING  },
    {"CAPA",         POP3,         AFTER_REPLY,   SHOW_NOTHING  },
    {"STAT",         POP3,         AFTER_REPLY,   SHOW_NOTHING  },
    {"LIST",         POP3 | IMAP,  AFTER_REPLY,   SHOW_NOTHING  },
    {"UIDL",         POP3,         AFTER_REPLY,   SHOW_NOTHING  },
    {"DELE",         POP3,         AFTER_REPLY,   SHOW_NOTHING  },
    {"RETR",         POP3,         AFTER_MAIL,    SHOW_NOTHING  },
    {"TOP",          POP3,         AFTER_MAIL,    SHOW_NOTHING  },
    {"UTF8",         POP3,         AFTER_REPLY,   SHOW_NOTHING  },
    {"LANG",         POP3,         AFTER_REPLY,   SHOW_NOTHING  },
    /* RFC 9051, 3501, 2177, 4978, 5161, 2971 and 5804 */
    {"CAPABILITY",   IMAP | SIEVE, AFTER_REPLY,   SHOW_NOTHING  },
    {"LOGIN",        IMAP,         AFTER_LOGIN,   SHOW_NOTHING  },
    {"AUTHENTICATE", IMAP | SIEVE, AFTER_LOGIN,   SHOW_MECHANISM},
    {"LOGOUT",       IMAP | SIEVE, AFTER_REPLY,   SHOW_NOTHING  },
    {"SELECT",       IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"EXAMINE",      IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"CREATE",       IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"DELETE",       IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"RENAME",       IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"SUBSCRIBE",    IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"UNSUBSCRIBE",  IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"LSUB",         IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"STATUS",       IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"APPEND",       IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"CHECK",        IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"CLOSE",        IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"UNSELECT",     IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"EXPUNGE",      IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"SEARCH",       IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"FETCH",        IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"STORE",        IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"COPY",         IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"MOVE",         IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"UID",          IMAP,         AFTER_REPLY,   SHOW_VERB     },
    {"IDLE",         IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"DONE",         IMAP,         AFTER_NOTHING, SHOW_NOTHING  },
    {"ENABLE",       IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"NAMESPACE",    IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"ID",           IMAP,         AFTER_REPLY,   SHOW_NOTHING  },
    {"COMPRESS",     IMAP,         AFTER_OTHER,   SHOW_NOTHING  },
    {"PUTSCRIPT",    SIEVE,        AFTER_REPLY,   SHOW_NOTHING  },
    {"CHECKSCRIPT",  SIEVE,        AFTER_REPLY,   SHOW_NOTHING  },
    {"LISTSCRIPTS",  SIEVE,        AFTER_REPLY,   SHOW_NOTHING  },
    {"GETSCRIPT",    SIEVE,        AFTER_REPLY,   SHOW_NOTHING  },
    {"SETACTIVE",    SIEVE,        AFTER_REPLY,   SHOW_NOTHING  },
    {"DELETESCRIPT", SIEVE,        AFTER_REPLY,   SHOW_NOTHING  },
    {"RENAMESCRIPT", SIEVE,        AFTER_REPLY,   SHOW_NOTHING  },
    {"HAVESPACE",    SIEVE,        AFTER_REPLY,   SHOW_NOTHING  },
    {"",             0,            AFTER_REPLY,   SHOW_NOTHING  },
};

static const struct {
	const char *word;
	uint8_t     styles;
} listed[] = {
    {"SMTP", SMTP}, {"ESMTP", SMTP}, {"LMTP", SMTP}, {"STARTTLS", SMTP | IMAP | SIEVE}, {"AUTH", SMTP | IMAP},
    {"PIPELINING", SMTP | POP3}, {"SIZE", SMTP}, {"8BITMIME", SMTP}, {"SMTPUTF8", SMTP}, {"CHUNKING", SMTP},
    {"BINARYMIME", SMTP}, {"ENHANCEDSTATUSCODES", SMTP}, {"DSN", SMTP}, {"VRFY", SMTP}, {"EXPN", SMTP},
    {"ETRN", SMTP}, {"ATRN", SMTP}, {"TURN", SMTP}, {"HELP", SMTP}, {"DELIVERBY", SMTP}, {"REQUIRETLS", SMTP},
    {"LIMITS", SMTP}, {"PIPECONNECT", SMTP}, {"X_PIPE_CONNECT", SMTP}, {"PIPE_CONNECT", SMTP},
    {"XCLIENT", SMTP}, {"XFORWARD", SMTP}, {"X-ANONYMOUSTLS", SMTP}, {"PRDR", SMTP}, {"MT-PRIORITY", SMTP},
    {"FUTURERELEASE", SMTP}, {"BURL", SMTP}, {"CHECKPOINT", SMTP}, {"NO-SOLICITING", SMTP}, {"IMAP", SMTP},
    {"OK", IMAP | SIEVE}, {"NO", IMAP | SIEVE}, {"BAD", IMAP}, {"BYE", IMAP | SIEVE}, {"PREAUTH", IMAP},
    {"CAPABILITY", IMAP}, {"IMAP4", IMAP}, {"IMAP4rev1", IMAP}, {"IMAP4rev2", IMAP}, {"LOGINDISABLED", IMAP},
    {"LOGIN-REFERRALS", IMAP}, {"MAILBOX-REFERRALS", IMAP}, {"SASL-IR", IMAP}, {"LITERAL+", IMAP},
    {"LITERAL-", IMAP}, {"IDLE", IMAP}, {"ID", IMAP}, {"ENABLE", IMAP}, {"ENABLED", IMAP}, {"NAMESPACE", IMAP},
    {"UNSELECT", IMAP}, {"UIDPLUS", IMAP}, {"CHILDREN", IMAP}, {"QUOTA", IMAP}, {"ACL", IMAP}, {"RIGHTS", IMAP},
    {"MOVE", IMAP}, {"COMPRESS", IMAP}, {"DEFLATE", IMAP}, {"CONDSTORE", IMAP}, {"QRESYNC", IMAP},
    {"ESEARCH", IMAP}, {"SORT", IMAP}, {"THREAD", IMAP}, {"BINARY", IMAP}, {"CATENATE", IMAP},
    {"MULTIAPPEND", IMAP}, {"LIST-EXTENDED", IMAP}, {"LIST-STATUS", IMAP}, {"SPECIAL-USE", IMAP},
    {"WITHIN", IMAP}, {"NOTIFY", IMAP | SIEVE}, {"METADATA", IMAP}, {"UTF8", IMAP | POP3}, {"ACCEPT", IMAP},
    {"SEARCHRES", IMAP}, {"I18NLEVEL", IMAP}, {"CONTEXT", IMAP}, {"STATUS", IMAP}, {"LIST", IMAP},
    {"LSUB", IMAP}, {"SEARCH", IMAP}, {"FLAGS", IMAP}, {"EXISTS", IMAP}, {"RECENT", IMAP}, {"FETCH", IMAP},
    {"EXPUNGE", IMAP}, {"ALERT", IMAP}, {"REFERRAL", IMAP | SIEVE}, {"AUTHENTICATIONFAILED", IMAP},
    {"AUTHORIZATIONFAILED", IMAP}, {"PRIVACYREQUIRED", IMAP}, {"UNAVAILABLE", IMAP}, {"EXPIRED", IMAP},
    {"CONTACTADMIN", IMAP}, {"NOPERM", IMAP}, {"INUSE", IMAP}, {"LIMIT", IMAP}, {"READ-WRITE", IMAP},
    {"READ-ONLY", IMAP}, {"TRYCREATE", IMAP}, {"CLIENTBUG", IMAP}, {"CLOSED", IMAP},
    {"CAPA", POP3}, {"TOP", POP3}, {"UIDL", POP3}, {"RESP-CODES", POP3}, {"AUTH-RESP-CODE", POP3},
    {"STLS", POP3}, {"USER", POP3}, {"SASL", POP3 | SIEVE}, {"EXPIRE", POP3}, {"LANG", POP3},
    {"LOGIN-DELAY", POP3 | IMAP}, {"IN-USE", POP3}, {"SYS", POP3}, {"TEMP", POP3}, {"PERM", POP3}, {"POP3", POP3},
    {"IMPLEMENTATION", SIEVE}, {"SIEVE", SIEVE}, {"VERSION", SIEVE}, {"MAXREDIRECTS", SIEVE},
    {"LANGUAGE", SIEVE}, {"OWNER", SIEVE}, {"UNAUTHENTICATE", SIEVE}, {"RENAME", SIEVE},
    {"ENCRYPT-NEEDED", SIEVE}, {"AUTH-TOO-WEAK", SIEVE}, {"TRYLATER", SIEVE},
};
/* clang-format on */

const struct harmless_verb *
harmless_verb(enum harmless_style style, struct bytes word)
{
	const struct harmless_verb *verb = verbs;

	while (*verb->word != '\0' && !((verb->styles & STYLE_BIT(style)) && words_are(word, verb->word)))
		verb++;
	return verb;
}

bool
harmless_is_listed(enum harmless_style style, struct bytes word)
{
	for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++)
		if ((listed[i].styles & STYLE_BIT(style)) && words_are(word, listed[i].word))
			return true;
	return sasl_is_mechanism(word) || words_are_masked(word);
}
