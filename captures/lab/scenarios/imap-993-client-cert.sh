# SPDX-License-Identifier: Apache-2.0
#
# TLS 1.2 with a certificate of the client's, which is in clear there as the
# server's is: its user name can be read. AUTHENTICATE EXTERNAL inside.
certificate client "subject=/O=Example Networks/CN=$user" "names=email:$user@example.org"
cat >"$run/more.conf" <<CONF
auth_mechanisms = plain external
auth_ssl_username_from_cert = yes
ssl_ca = <$pki/ca.pem
ssl_verify_client_cert = yes
ssl_require_crl = no
passdb {
  driver = static
  mechanisms = external
  args = nopassword
}
CONF
dovecot_up server imap:993:tls
record
fetch_imaps 993 $mail --tls-max 1.2 --user "$user:" --login-options AUTH=EXTERNAL \
    --cert "$run/client.pem" --key "$run/client.key"
