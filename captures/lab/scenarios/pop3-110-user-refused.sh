# SPDX-License-Identifier: Apache-2.0
#
# A server that wants TLS first and refuses USER, and a client that sends the
# password all the same.
dovecot_up server pop3:110 ssl=required disable_plaintext_auth=yes
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 110, r"\+OK")
talk.say(f"USER {USER}", "-ERR")
talk.say(f"PASS {PASSWORD}", "-ERR")
talk.say("QUIT", r"\+OK")
talk.close()
PYTHON
