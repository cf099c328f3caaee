# SPDX-License-Identifier: Apache-2.0
#
# Postfix's postscreen before the mx: a client that waits for the last line of the greeting, and is sent away
# for now as all newcomers are, and one that speaks behind the first line and never gets the last.
postfix_up server 24 smtpd_tls_security_level=may postscreen_greet_wait=2s postscreen_greet_action=enforce \
    postscreen_pipelining_enable=yes postscreen_access_list= postscreen_cache_map=
cat >>"$run/postfix-server/master.cf" <<-CONF
	25 inet n - n - 1 postscreen
	smtpd pass - - n - - smtpd
	dnsblog unix - - n - 0 dnsblog
	tlsproxy unix - - n - 0 tlsproxy
CONF
in_ns server postfix -c "$run/postfix-server" reload
wait_for_port server 25
record
fails send mta $mx 25
python_client mta <<'PYTHON'
from talk import *

talk = Talk("203.0.113.25", 25, "220-")
talk.say("EHLO office.example.org", "250 ")
talk.say(f"MAIL FROM:<{USER}@example.org>", "250 ")
talk.say("RCPT TO:<orrin.blythe@example.net>", "550 ")
talk.say("QUIT", "221 ")
talk.close()
PYTHON
