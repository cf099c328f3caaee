# SPDX-License-Identifier: Apache-2.0
#
# A device sees the banner and forges resets to both sides, with a TTL of its own, before the client has answered.
postfix_up far 587
in_ns gateway python3 "$lab/inject.py" inside 587 "220 mail" both 120 9>&- >"$run/injector" &
while ! grep -q listening "$run/injector"; do sleep 0.1; done
talk() {
    python_client client "$far" <<'PYTHON'
import sys, time
from talk import *

talk = Talk(sys.argv[1], 587, "220")
time.sleep(2)
talk.close()
PYTHON
}
reach
