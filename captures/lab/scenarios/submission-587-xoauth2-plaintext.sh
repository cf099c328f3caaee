# SPDX-License-Identifier: Apache-2.0
#
# A bearer token in clear. The server cannot ask anyone about it and refuses it;
# whoever read it can use it where it is good.
printf 'introspection_mode = auth\nintrospection_url = http://127.0.0.1:9/\n' >"$run/oauth2.conf"
cat >"$run/more.conf" <<CONF
auth_mechanisms = plain xoauth2
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = $run/oauth2.conf
}
CONF
dovecot_up server
postfix_up server 587 smtpd_sasl_auth_enable=yes
record
letter >"$run/letter"
fails in_ns client curl --silent --show-error --max-time 20 smtp://$mail:587/office.example.org \
    --user "$user:" --oauth2-bearer "$token" --login-options AUTH=XOAUTH2 \
    --mail-from "$user@example.org" --mail-rcpt "$recipient@example.net" --upload-file "$run/letter"
