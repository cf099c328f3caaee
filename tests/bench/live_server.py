# SPDX-License-Identifier: Apache-2.0
"""An IMAP server in clear on 203.0.113.20, for one talk after another."""
import socket

listener = socket.create_server(("203.0.113.20", 143))
while True:
    client, _ = listener.accept()
    with client, client.makefile("rb") as lines:
        client.sendall(b"* OK ready\r\n")
        for line in lines:
            tag, word = line.split()[:2]
            client.sendall(tag + b" OK done\r\n")
            if word == b"LOGOUT":
                break
