# SPDX-License-Identifier: Apache-2.0
"""A firewall that "inspects" SMTP: it overwrites STARTTLS, as some do.

masking_proxy.py PORT SERVER SERVER-PORT [banner]   with `banner`, the greeting
is overwritten with asterisks as well.
"""
import socket
import socketserver
import sys
import threading

PORT, SERVER, SERVER_PORT = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
MASK_BANNER = sys.argv[4:] == ["banner"]


def masked(line):
    if MASK_BANNER and line.startswith(b"220 "):
        return b"220 " + b"*" * (len(line) - 6) + b"\r\n"
    return line.replace(b"STARTTLS", b"XXXXXXXA")


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        with socket.create_connection((SERVER, SERVER_PORT)) as server:
            threading.Thread(target=self.pass_on_requests, args=(server,), daemon=True).start()
            for line in server.makefile("rb"):
                self.wfile.write(masked(line))

    def pass_on_requests(self, server):
        for line in self.rfile:
            server.sendall(line)
        server.shutdown(socket.SHUT_WR)


socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("", PORT), Connection).serve_forever()
