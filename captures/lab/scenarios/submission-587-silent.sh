# SPDX-License-Identifier: Apache-2.0
#
# A server whose port is open, and which never says a word; swaks waits for ten seconds, says QUIT, and gives up.
in_ns server socat -u TCP-LISTEN:587,fork OPEN:/dev/null 9>&- &
wait_for_port server 587
record
fails submit $mail 587 PLAIN
