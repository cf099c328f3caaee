# SPDX-License-Identifier: Apache-2.0
"""A mail session of five seconds with a password in clear."""
import socket
import time

with socket.create_connection(("203.0.113.20", 143), timeout=20) as client:
    for line in (b"", b'a1 LOGIN tessa "Quill-7719-heron"\r\n', b"a2 SELECT INBOX\r\n", b"a3 LOGOUT\r\n"):
        client.sendall(line)
        client.recv(4096)
        time.sleep(1.6)
