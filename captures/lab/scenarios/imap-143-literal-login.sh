# SPDX-License-Identifier: Apache-2.0
#
# LOGIN with user and password as literals: each is announced with its length
# and sent when the server says go on. It hides nothing, but no line holds it.
dovecot_up server imap:143 ssl=no
record
python_client client <<'PYTHON'
import os, socket

peer = socket.create_connection(("203.0.113.20", 143))
answers = peer.makefile("rb")


def say(line, until):
    peer.sendall(line.encode() + b"\r\n")
    while not answers.readline().startswith(until):
        pass


user, password = os.environ["MAIL_USER"], os.environ["MAIL_PASSWORD"]
answers.readline()
say(f"a1 LOGIN {{{len(user)}}}", b"+")
say(f"{user} {{{len(password)}}}", b"+")
say(password, b"a1 OK")
say("a2 SELECT INBOX", b"a2 OK")
say("a3 FETCH 1 (FLAGS BODY[])", b"a3 OK")
say("a4 LOGOUT", b"a4 OK")
peer.close()
PYTHON
