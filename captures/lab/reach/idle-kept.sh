# SPDX-License-Identifier: Apache-2.0
#
# The same gateway and a client that says something every ten seconds: nothing is forgotten.
dovecot_up far imap:143 ssl=no imap_idle_notify_interval="10 mins"
stateful 15 drop
talk() {
    idler <<'PYTHON'
talk = login()
for turn in range(4):
    idle(talk)
    time.sleep(10)
    talk.say("DONE", "a3 OK")
leave(talk)
PYTHON
}
reach
