# SPDX-License-Identifier: Apache-2.0
#
# TLS 1.2: one session in full, and one that resumes it.
resumed_session -tls1_2
