# SPDX-License-Identifier: Apache-2.0
#
# A bearer token in clear. The server cannot ask anyone about it and refuses it;
# whoever read it can use it where it is good.
xoauth2_offered
dovecot_up server
postfix_up server 587 smtpd_sasl_auth_enable=yes
record
letter >"$run/letter"
fails in_ns client curl --silent --show-error --max-time 20 smtp://$mail:587/office.example.org \
    --user "$user:" --oauth2-bearer "$token" --login-options AUTH=XOAUTH2 \
    --mail-from "$user@example.org" --mail-rcpt "$recipient@example.net" --upload-file "$run/letter"
