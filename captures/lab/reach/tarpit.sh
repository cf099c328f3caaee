# SPDX-License-Identifier: Apache-2.0
#
# The port takes the connection and never says a word; the client waits for nine seconds.
in_ns far socat TCP6-LISTEN:587,fork,reuseaddr SYSTEM:'sleep 60' 9>&- &
wait_for_port far 587
talk() { call 587 9; }
reach
