# SPDX-License-Identifier: Apache-2.0
#
# A server that has logged in its client beforehand: Dovecot's imap process
# alone, behind socat. No login crosses, and no STARTTLS is possible; mail does.
mkdir -p "$run/mail/new" "$run/mail/cur" "$run/mail/tmp"
letter >"$run/mail/new/1700000000.1.mail"
touch "$run/imap.log"
chown -R nobody:nogroup "$run/mail" "$run/imap.log"
cat >"$run/preauth.conf" <<CONF
log_path = $run/imap.log
ssl = no
mail_location = maildir:$run/mail
mail_uid = nobody
mail_gid = nogroup
CONF
in_ns server socat TCP-LISTEN:143,reuseaddr,fork \
    "EXEC:env USER=$user HOME=$run/mail doveadm -c $run/preauth.conf exec imap,pipes" 9>&- &
wait_for_port server 143
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143, r"\* PREAUTH")
talk.say("a1 SELECT INBOX", "a1 OK")
talk.say("a2 FETCH 1 BODY[]", "a2 OK")
talk.say("a3 LOGOUT", "a3 OK")
talk.close()
PYTHON
