# SPDX-License-Identifier: Apache-2.0
#
# The server has too many connections of this client: 421.
postfix_up far 587 smtpd_client_connection_count_limit=1 smtpd_client_event_limit_exceptions=
talk() {
    in_ns client timeout 8 bash -c "exec 3<>/dev/tcp/$far/587; read -r line <&3; sleep 4; printf 'QUIT\r\n' >&3; cat <&3" &
    sleep 1.5
    call 587
    wait $! || :
}
reach
