# SPDX-License-Identifier: Apache-2.0
#
# A client set to "no TLS" on 465: it says EHLO to a server that waits for TLS.
submission_up 465:tls
record
in_ns client bash -c 'exec 3<>/dev/tcp/203.0.113.20/465; printf "EHLO office.example.org\r\n" >&3; cat <&3' || :
