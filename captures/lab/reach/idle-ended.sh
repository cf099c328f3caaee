# SPDX-License-Identifier: Apache-2.0
#
# Silence for 36 seconds through a gateway that remembers, and an orderly end.
dovecot_up far imap:143 ssl=no imap_idle_notify_interval="10 mins"
translate
talk() {
    idler <<'PYTHON'
talk = login()
idle(talk)
time.sleep(36)
talk.say("DONE", "a3 OK")
leave(talk)
PYTHON
}
reach
