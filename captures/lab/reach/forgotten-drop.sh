# SPDX-License-Identifier: Apache-2.0
#
# A client is in IDLE for longer than the gateway remembers connections: DONE gets no answer. Then it makes a new connection.
dovecot_up far imap:143 ssl=no imap_idle_notify_interval="10 mins"
stateful 15 drop
talk() {
    idler <<'PYTHON'
talk = login()
idle(talk)
time.sleep(36)
talk.socket.settimeout(8)
try:
    talk.say("DONE", "a3 OK")
except OSError:
    pass
talk.close()
come_back()
PYTHON
}
reach
