# SPDX-License-Identifier: Apache-2.0
#
# The ClientHello is in the segment of the STARTTLS, and the server takes it so.
# Postfix would throw it away.
mock_up server starttls.py 587 smtp pipelined "$pki/server.pem" "$pki/server.key"
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 587, "220 ")
talk.say("EHLO office.example.org", "250 ")
hello = talk.client_hello()
talk.socket.sendall(b"STARTTLS\r\n" + hello)
tls, talk.tls = talk.tls, None
talk.hear("220 ")
talk.tls = tls
talk.incoming.write(talk.heard)
talk.heard = b""
talk.start_tls(hello_is_sent=True)
talk.say("EHLO office.example.org", "250 ")
talk.say(f"AUTH PLAIN {PLAIN}", "235 ")
talk.say("QUIT", "221 ")
talk.close()
PYTHON
