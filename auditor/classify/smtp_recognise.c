/* SPDX-License-Identifier: Apache-2.0 */
/* SMTP and LMTP against each other, FTP, NNTP and POP3. */
#include "classify/smtp.h"
#include "classify/words.h"

static bool
is_digit(uint8_t octet)
{
	return octet >= '0' && octet <= '9';
}

unsigned
smtp_reply_code(struct bytes *line, bool *is_final)
{
	const uint8_t *at = line->data;
	unsigned       code;

	if (line->size < 3 || at[0] < '1' || at[0] > '5' || !is_digit(at[1]) || !is_digit(at[2]))
		return 0;
	if (line->size > 3 && at[3] != ' ' && at[3] != '-')
		return 0;
	code = (at[0] - (unsigned)'0') * 100 + (at[1] - (unsigned)'0') * 10 + (at[2] - (unsigned)'0');
	*is_final = line->size == 3 || at[3] == ' ';
	bytes_skip(line, line->size == 3 ? 3 : 4);
	return code;
}

/* What a line that begins with ${prefix} says: of SMTP, of LMTP. */
struct sign {
	const char  *prefix;
	enum verdict smtp, lmtp;
};

static const struct sign client_signs[] = {
    {"EHLO",           CERTAIN,   RULED_OUT},
    {"HELO",           CERTAIN,   RULED_OUT},
    {"LHLO",           RULED_OUT, CERTAIN  },
    {"MAIL FROM:",     LIKELY,    LIKELY   },
    {"RCPT TO:",       LIKELY,    LIKELY   },
    {"BDAT ",          LIKELY,    LIKELY   },
    {"STARTTLS",       LIKELY,    LIKELY   },
    {"X-ANONYMOUSTLS", LIKELY,    RULED_OUT},
    {"XCLIENT ",       LIKELY,    LIKELY   },
    {"XFORWARD ",      LIKELY,    LIKELY   },
    {"ETRN ",          LIKELY,    RULED_OUT},
    {"AUTH TLS",       RULED_OUT, RULED_OUT}, /* FTP, RFC 4217 */
    {"AUTH ",          POSSIBLE,  POSSIBLE },
    {"DATA",           POSSIBLE,  POSSIBLE },
    {"RSET",           POSSIBLE,  POSSIBLE },
    {"NOOP",           POSSIBLE,  POSSIBLE },
    {"QUIT",           POSSIBLE,  POSSIBLE },
    {"HELP",           POSSIBLE,  POSSIBLE },
    {"VRFY ",          POSSIBLE,  POSSIBLE },
    {"EXPN ",          POSSIBLE,  POSSIBLE },
    {"PROXY TCP",      POSSIBLE,  POSSIBLE },
    {"PROXY UNKNOWN",  POSSIBLE,  POSSIBLE },
    {NULL,	     RULED_OUT, RULED_OUT},
};

/* Lines of replies that are seldom anything else's. */
static const struct sign server_signs[] = {
    {"250-PIPELINING", LIKELY,   LIKELY  },
    {"250-STARTTLS",   LIKELY,   LIKELY  },
    {"250 STARTTLS",   LIKELY,   LIKELY  },
    {"250-8BITMIME",   LIKELY,   LIKELY  },
    {"250 8BITMIME",   LIKELY,   LIKELY  },
    {"250-ENHANCED",   LIKELY,   LIKELY  },
    {"250 ENHANCED",   LIKELY,   LIKELY  },
    {"250-SIZE ",      LIKELY,   LIKELY  },
    {"250 SIZE ",      LIKELY,   LIKELY  },
    {"250-AUTH ",      LIKELY,   LIKELY  },
    {"250 AUTH ",      LIKELY,   LIKELY  },
    {"250-CHUNKING",   LIKELY,   LIKELY  },
    {"250 CHUNKING",   LIKELY,   LIKELY  },
    {"354",            LIKELY,   LIKELY  },
    {NULL,             POSSIBLE, POSSIBLE},
};

static const struct sign *
find_sign(const struct sign *signs, struct bytes line)
{
	while (signs->prefix != NULL && !words_begin(line, signs->prefix))
		signs++;
	return signs;
}

/* Codes of RFC 5321 4.2.3 and its extensions; FTP's and NNTP's own are no SMTP. */
static bool
is_smtp_code(unsigned code, bool is_first)
{
	static const uint16_t codes[] = {211, 214, 220, 221, 235, 250, 251, 252, 253, 334, 354,
					 421, 432, 450, 451, 452, 453, 454, 455, 458, 459, 500,
					 501, 502, 503, 504, 521, 523, 524, 525, 530, 534, 535,
					 538, 550, 551, 552, 553, 554, 555, 556, 557, 558, 571};

	if (is_first && code != 220 && code < 400)
		return false;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i] == code)
			return true;
	return false;
}

/* Names of FTP servers; "ftp" alone may be a part of a mail server's name. */
static bool
names_ftp(struct bytes text)
{
	return words_have(text, "FTPd") || words_have(text, "FTP server") ||
	       words_have(text, "FTP service") || words_have(text, "FileZilla") || words_have(text, "(FTP");
}

/* A greeting says by a word what it greets for (RFC 5321 4.3.1, RFC 2033 4.1). */
static enum verdict
by_word(struct bytes text, bool is_lmtp)
{
	bool has_smtp = words_have_whole(text, "ESMTP") || words_have_whole(text, "SMTP") ||
			words_have_whole(text, "ESMTPS") || words_have_whole(text, "ESMTPSA");
	bool has_lmtp = words_have_whole(text, "LMTP");

	if (names_ftp(text))
		return has_smtp || has_lmtp ? POSSIBLE : RULED_OUT;
	if (has_smtp == has_lmtp)
		return POSSIBLE;
	return has_lmtp == is_lmtp ? CERTAIN : RULED_OUT;
}

static enum verdict
recognise_server(struct bytes line, bool is_first, bool is_lmtp)
{
	struct bytes       text = line;
	bool               is_final;
	unsigned           code = smtp_reply_code(&text, &is_final);
	const struct sign *sign = find_sign(server_signs, line);

	if (!is_smtp_code(code, is_first))
		return RULED_OUT;
	if (code == 220 || code == 421 || code == 521 || code == 554)
		return by_word(text, is_lmtp);
	return is_lmtp ? sign->lmtp : sign->smtp;
}

static enum verdict
recognise_client(struct bytes line, bool is_lmtp)
{
	const struct sign *sign = find_sign(client_signs, line);
	struct bytes       rest = line;

	if (sign->prefix == NULL)
		return words_are_masked(words_next(&rest)) ? POSSIBLE : RULED_OUT;
	/* A verb is a whole word, and a line of HTTP is none of ours. */
	if (words_begin(line, "EHLO") || words_begin(line, "HELO") || words_begin(line, "LHLO"))
		if (words_next(&rest).size != 4)
			return RULED_OUT;
	return is_lmtp ? sign->lmtp : sign->smtp;
}

enum verdict
smtp_recognise(enum side from, struct bytes line, bool is_first)
{
	return from == SERVER ? recognise_server(line, is_first, false) : recognise_client(line, false);
}

enum verdict
lmtp_recognise(enum side from, struct bytes line, bool is_first)
{
	return from == SERVER ? recognise_server(line, is_first, true) : recognise_client(line, true);
}
