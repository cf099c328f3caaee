# SPDX-License-Identifier: Apache-2.0
#
# nginx of the office passes IMAP on: it takes AUTHENTICATE PLAIN in clear, and logs in outside with LOGIN, whose
# arguments are literals.
dovecot_up server imap:143
nginx_up imap 143 "imap_auth plain login; starttls on;"
record
in_ns client python3 - <<-CLIENT
	import imaplib
	office = imaplib.IMAP4("192.168.10.25")
	office.authenticate("PLAIN", lambda challenge: b"\0$user\0$password")
	office.select()
	office.fetch("1", "(RFC822)")
	office.logout()
CLIENT
