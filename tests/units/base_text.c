/* SPDX-License-Identifier: Apache-2.0 */
/* Strings from the wire are made harmless, times and near words are right. */
#include <string.h>

#include "base/text.h"
#include "unit.h"

static void
want_clean(const char *wire, size_t size, const char *wanted)
{
	struct text text = {0};

	text_clean(&text, wire, size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(text.data);
	CU_ASSERT_STRING_EQUAL(text.data, wanted);
	text_free(&text);
}

#define WANT_CLEAN(wire, wanted) want_clean(wire, sizeof(wire) - 1, wanted)

static void
plain_text_and_utf8_stay_as_they_are(void)
{
	WANT_CLEAN("mx1.example.org", "mx1.example.org");
	WANT_CLEAN("gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f");
	WANT_CLEAN("\xf0\x9f\x93\xa7", "\xf0\x9f\x93\xa7");
}

static void
control_characters_are_shown_not_sent(void)
{
	WANT_CLEAN("a\x1b[2Jb", "a\\x1B[2Jb");
	WANT_CLEAN("a\0b", "a\\x00"
			   "b");
	WANT_CLEAN("\x7f\xc2\x9b", "\\x7F\\xC2\\x9B"); /* DEL, and CSI as a C1 control */
	WANT_CLEAN("a\r\nb", "a\\x0D\\x0A"
			     "b");
}

static void
writing_direction_cannot_be_turned(void)
{
	WANT_CLEAN("\xe2\x80\xae"
		   "gnp",
		   "\\xE2\\x80\\xAEgnp");
	WANT_CLEAN("\xe2\x81\xa6x", "\\xE2\\x81\\xA6x");
}

static void
what_is_not_utf8_is_shown_as_octets(void)
{
	WANT_CLEAN("\xff\xfe", "\\xFF\\xFE");
	WANT_CLEAN("\xc0\xaf", "\\xC0\\xAF");                   /* overlong */
	WANT_CLEAN("\xed\xa0\x80", "\\xED\\xA0\\x80");          /* a surrogate */
	WANT_CLEAN("\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"); /* above U+10FFFF */
	WANT_CLEAN("\xe2\x82", "\\xE2\\x82");                   /* cut */
}

static void
a_backslash_cannot_pose_as_an_escape(void)
{
	WANT_CLEAN("\\x1B", "\\\\x1B");
}

static void
times_are_rfc_3339_in_utc(void)
{
	char out[TEXT_TIME_SIZE];

	CU_ASSERT_STRING_EQUAL(text_time(0, out), "1970-01-01T00:00:00.000000Z");
	/* date -u -d @1795318445 says 2026-11-22 03:34:05 */
	CU_ASSERT_STRING_EQUAL(text_time(INT64_C(1795318445123456789), out), "2026-11-22T03:34:05.123456Z");
	CU_ASSERT_STRING_EQUAL(text_time(-1000, out), "1969-12-31T23:59:59.999999Z");
	CU_ASSERT_PTR_NOT_NULL(text_time(INT64_MAX, out));
	CU_ASSERT_PTR_NOT_NULL(text_time(INT64_MIN, out));
}

static void
octets_as_hexadecimal_digits(void)
{
	char out[9];

	CU_ASSERT_STRING_EQUAL(text_hex("\x00\x9f\xa0\xff", 4, out), "009fa0ff");
	CU_ASSERT_STRING_EQUAL(text_hex("", 0, out), "");
}

static void
a_slip_finds_the_word_meant(void)
{
	static const char *const words[] = {"protocol", "protocol_basis", "security", "path"};

	CU_ASSERT_STRING_EQUAL(text_nearest("protocl", words, 4, sizeof(words[0])), "protocol");
	CU_ASSERT_STRING_EQUAL(text_nearest("secruity", words, 4, sizeof(words[0])), "security");
	CU_ASSERT_PTR_NULL(text_nearest("weather", words, 4, sizeof(words[0])));
}

SUITE("base: text", ROW(plain_text_and_utf8_stay_as_they_are), ROW(control_characters_are_shown_not_sent),
      ROW(writing_direction_cannot_be_turned), ROW(what_is_not_utf8_is_shown_as_octets),
      ROW(a_backslash_cannot_pose_as_an_escape), ROW(times_are_rfc_3339_in_utc),
      ROW(octets_as_hexadecimal_digits), ROW(a_slip_finds_the_word_meant))
