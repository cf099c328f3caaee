# SPDX-License-Identifier: Apache-2.0
#
# Fetchmail with STLS, TLS 1.3.
dovecot_up server pop3:110
clients_root
printf 'poll mail.example.net proto pop3 user "%s" password "%s" sslproto "TLS1.2+" sslcertfile /etc/pki/ca.pem keep mda "cat >/dev/null"\n' \
    "$user" "$password" >"$root/root/fetchmailrc"
chmod 600 "$root/root/fetchmailrc"
record
in_root client fetchmail -f /root/fetchmailrc
