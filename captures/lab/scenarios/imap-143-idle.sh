# SPDX-License-Identifier: Apache-2.0
#
# IDLE for some seconds in clear; a letter comes in, is told and read.
dovecot_up server imap:143 ssl=no
record
{
    sleep 2
    letter >"$run/letter"
    install -o nobody -g nogroup "$run/letter" "$run/mail/$user/new/1700000002.2.mail"
} &
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143)
talk.say(f"a1 LOGIN {USER} {PASSWORD}", "a1 OK")
talk.say("a2 SELECT INBOX", "a2 OK")
talk.say("a3 IDLE", r"\+")
talk.hear(r"\* 2 EXISTS")
talk.say("DONE", "a3 OK")
talk.say("a4 FETCH 2 BODY[]", "a4 OK")
talk.say("a5 LOGOUT", "a5 OK")
talk.close()
PYTHON
