# SPDX-License-Identifier: Apache-2.0
"""A submission server that answers 220 to STARTTLS and goes on in clear text.

No real server does this; a middlebox that answers in its place can.
"""
import socketserver
import sys

ANSWERS = {
    b"EHLO": b"250-mail.example.net\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n",
    b"STARTTLS": b"220 2.0.0 Ready to start TLS\r\n",
    b"AUTH": b"235 2.7.0 Authentication successful\r\n",
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"DATA": b"354 End data with <CR><LF>.<CR><LF>\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 mail.example.net ESMTP\r\n")
        while line := self.rfile.readline():
            verb = line.split()[0].upper()
            self.wfile.write(ANSWERS[verb])
            if verb == b"DATA":
                while self.rfile.readline() != b".\r\n":
                    pass
                self.wfile.write(b"250 2.0.0 Ok: queued\r\n")
            if verb == b"QUIT":
                return


socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("", int(sys.argv[1])), Session).serve_forever()
