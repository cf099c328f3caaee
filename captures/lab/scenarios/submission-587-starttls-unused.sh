# SPDX-License-Identifier: Apache-2.0
#
# STARTTLS is offered, and not required; the client logs in without: AUTH LOGIN.
submission_up 587 smtpd_tls_security_level=may
record
submit $mail 587 LOGIN
