# SPDX-License-Identifier: Apache-2.0
#
# COMPRESS=DEFLATE in clear: what follows is deflated, not encrypted.
dovecot_up server imap:143 ssl=no "mail_plugins=zlib imap_zlib"
record
python_client client <<'PYTHON'
import zlib
from talk import *

talk = Talk("203.0.113.20", 143)
talk.say(f"a1 LOGIN {USER} {PASSWORD}", "a1 OK")
talk.say("a2 COMPRESS DEFLATE", "a2 OK")
squeeze, stretch = zlib.compressobj(wbits=-15), zlib.decompressobj(wbits=-15)
send, receive = talk.send, talk.receive
talk.send = lambda octets: send(squeeze.compress(octets) + squeeze.flush(zlib.Z_SYNC_FLUSH))
talk.receive = lambda: stretch.decompress(receive())
talk.say("a3 SELECT INBOX", "a3 OK")
talk.say("a4 FETCH 1 BODY[]", "a4 OK")
talk.say("a5 LOGOUT", "a5 OK")
talk.close()
PYTHON
