# SPDX-License-Identifier: Apache-2.0
#
# A client in a hurry: the ClientHello is in the segment of the STARTTLS. Dovecot
# takes it so.
dovecot_up server imap:143
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143)
hello = talk.client_hello()
talk.socket.sendall(b"a1 STARTTLS\r\n" + hello)
tls, talk.tls = talk.tls, None
talk.hear("a1 ")
talk.tls = tls
talk.incoming.write(talk.heard)
talk.heard = b""
talk.start_tls(hello_is_sent=True)
talk.say("a3 LOGOUT", "a3 OK")
talk.close()
PYTHON
