# SPDX-License-Identifier: Apache-2.0
#
# A certificate for *.example.net: it is good for mail.example.net.
certificate wild names=DNS:*.example.net subject=/CN=*.example.net
certified wild
