# SPDX-License-Identifier: Apache-2.0
#
# The ClientHello is in the segment of the STLS. Dovecot takes it so.
dovecot_up server pop3:110
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 110)
hello = talk.client_hello()
talk.socket.sendall(b"STLS\r\n" + hello)
tls, talk.tls = talk.tls, None
talk.hear(r"\+OK Begin")
talk.tls = tls
talk.incoming.write(talk.heard)
talk.heard = b""
talk.start_tls(hello_is_sent=True)
talk.say("QUIT", r"\+OK")
talk.close()
PYTHON
