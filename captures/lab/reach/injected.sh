# SPDX-License-Identifier: Apache-2.0
#
# A device sees EHLO, lets it through, and sends the client a reset. The server does not know and goes on.
postfix_up far 587
in_ns gateway python3 "$lab/inject.py" inside 587 "EHLO" client 120 9>&- >"$run/injector" &
while ! grep -q listening "$run/injector"; do sleep 0.1; done
talk() { call 587; }
points="client inside outside server"
reach
