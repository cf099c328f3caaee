# SPDX-License-Identifier: Apache-2.0
#
# The same, with a client that waits to be greeted. So does the server: nothing
# at all is said, and after six seconds the client hangs up.
submission_up 465:tls
record
fails in_ns client bash -c 'exec 3<>/dev/tcp/203.0.113.20/465; read -r -t 6 greeting <&3'
