# SPDX-License-Identifier: Apache-2.0
#
# One IMAP connection in clear, in two files: tcpdump begins a new one after
# some seconds, between the login and the letter.
dovecot_up server imap:143 ssl=no
record -G 3 -w "$run/part-%s.pcap"
login_imap $mail 143 4
stop_recording
recording=
number=1
for part in "$run"/part-*.pcap; do
    install -m 644 "$part" "$captures/rotated-imap-$number.pcap"
    number=$((number + 1))
done
[ "$number" = 3 ]
