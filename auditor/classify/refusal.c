/* SPDX-License-Identifier: Apache-2.0 */
/* The response codes by which servers say why they refuse a login. */
#include "classify/refusal.h"

#include "classify/words.h"

static const struct {
	const char       *code;
	enum auth_refusal why;
} codes[] = {
  /* IMAP: RFC 5530 3. */
    {"AUTHENTICATIONFAILED", AUTH_REFUSAL_CREDENTIALS  },
    {"AUTHORIZATIONFAILED",  AUTH_REFUSAL_NOT_ALLOWED  },
    {"PRIVACYREQUIRED",      AUTH_REFUSAL_TLS_REQUIRED },
    {"EXPIRED",              AUTH_REFUSAL_EXPIRED      },
    {"CONTACTADMIN",         AUTH_REFUSAL_ADMINISTRATOR},
    {"UNAVAILABLE",          AUTH_REFUSAL_TEMPORARY    },
    {"INUSE",		AUTH_REFUSAL_IN_USE       },
    {"LIMIT",		AUTH_REFUSAL_TOO_OFTEN    },
 /* POP3: RFC 3206 4, RFC 2449 8. */
    {"AUTH",		 AUTH_REFUSAL_CREDENTIALS  },
    {"SYS/TEMP",             AUTH_REFUSAL_TEMPORARY    },
    {"SYS/PERM",             AUTH_REFUSAL_ADMINISTRATOR},
    {"IN-USE",	       AUTH_REFUSAL_IN_USE       },
    {"LOGIN-DELAY",          AUTH_REFUSAL_TOO_OFTEN    },
 /* ManageSieve: RFC 5804 1.3. */
    {"AUTH-TOO-WEAK",        AUTH_REFUSAL_MECHANISM    },
    {"ENCRYPT-NEEDED",       AUTH_REFUSAL_TLS_REQUIRED },
    {"TRANSITION-NEEDED",    AUTH_REFUSAL_TRANSITION   },
    {"TRYLATER",             AUTH_REFUSAL_TEMPORARY    },
 /* SMTP: RFC 4954 6, RFC 5248. */
    {"5.7.8",		AUTH_REFUSAL_CREDENTIALS  },
    {"535",		  AUTH_REFUSAL_CREDENTIALS  },
    {"5.7.11",	       AUTH_REFUSAL_TLS_REQUIRED },
    {"538",		  AUTH_REFUSAL_TLS_REQUIRED },
    {"5.7.9",		AUTH_REFUSAL_MECHANISM    },
    {"534",		  AUTH_REFUSAL_MECHANISM    },
    {"504",		  AUTH_REFUSAL_MECHANISM    },
    {"4.7.12",	       AUTH_REFUSAL_TRANSITION   },
    {"5.7.12",	       AUTH_REFUSAL_TRANSITION   },
    {"432",		  AUTH_REFUSAL_TRANSITION   },
    {"454",		  AUTH_REFUSAL_TEMPORARY    },
    {"421",		  AUTH_REFUSAL_TEMPORARY    },
};

enum auth_refusal
refusal_by_code(struct bytes code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (words_are(code, codes[i].code))
			return codes[i].why;
	return AUTH_REFUSAL_UNKNOWN;
}

struct bytes
refusal_code(struct bytes text, char open, char close)
{
	struct bytes code = bytes_of(text.data, 0);

	if (text.size == 0 || text.data[0] != (uint8_t)open)
		return code;
	bytes_skip(&text, 1);
	code = bytes_of(text.data, 0);
	while (code.size < text.size && text.data[code.size] != (uint8_t)close && text.data[code.size] != ' ')
		code.size++;
	return code;
}
