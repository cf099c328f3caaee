# SPDX-License-Identifier: Apache-2.0
#
# The gateway forgets all connections in the middle of a dialogue (its table was flushed) and drops what it does not know:
# the client asks into nothing.
postfix_up far 587
stateful 600 drop
talk() {
    python_client client "$far" <<'PYTHON'
import subprocess, sys, time
from talk import *

talk = Talk(sys.argv[1], 587, "220")
talk.say("EHLO office.example.org", "250 ")
time.sleep(1)
talk.socket.settimeout(8)
subprocess.run(["ip", "netns", "exec", "reeve-gateway", "conntrack", "-F"], check=True)
try:
    talk.say("NOOP", "250")
except TimeoutError:
    pass
talk.close()
PYTHON
}
points="client inside outside server"
reach 13
