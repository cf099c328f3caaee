# SPDX-License-Identifier: Apache-2.0
#
# The client goes to sleep in IDLE (nothing goes in or out); the server tells of a letter in vain. Nobody forgot anything.
dovecot_up far imap:143 ssl=no imap_idle_notify_interval="10 mins"
talk() {
    idler <<'PYTHON'
talk = login()
idle(talk)
time.sleep(50)
PYTHON
}
( sleep 20; in_ns client nft -f - <<-'RULES'
	table inet sleep {
		chain in { type filter hook prerouting priority raw; drop; }
		chain out { type filter hook output priority raw; drop; }
	}
	RULES
) &
( sleep 36; new_letter ) &
reach
in_ns client nft flush ruleset
