# SPDX-License-Identifier: Apache-2.0
#
# No mechanism before TLS (RFC 5804 1.7), and a client that logs in all the same.
dovecot_up server sieve:4190 ssl=required disable_plaintext_auth=yes
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 4190, "OK")
talk.say(f'AUTHENTICATE "PLAIN" "{PLAIN}"', "NO")
talk.say("LOGOUT", "OK")
talk.close()
PYTHON
