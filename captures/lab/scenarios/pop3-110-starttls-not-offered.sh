# SPDX-License-Identifier: Apache-2.0
#
# A server without TLS does not offer STLS; the client asks all the same, is
# told -ERR, and leaves.
dovecot_up server pop3:110 ssl=no
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 110)
talk.say("CAPA", r"\.")
talk.say("STLS", "-ERR")
talk.say("QUIT", r"\+OK")
talk.close()
PYTHON
