# SPDX-License-Identifier: Apache-2.0
#
# The server offers STARTTLS and then answers 454, because it cannot read its
# certificate. The client wants TLS only if it can have it, and goes on in clear.
submission_up 587 smtpd_tls_security_level=may smtpd_tls_cert_file="$run/no-such-file"
record
submit $mail 587 PLAIN --tls-optional
