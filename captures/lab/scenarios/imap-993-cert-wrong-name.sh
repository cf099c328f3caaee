# SPDX-License-Identifier: Apache-2.0
#
# A certificate for another host, and a client that does not look.
certificate other names=DNS:www.example.com,DNS:mail.example.com subject=/CN=www.example.com
certified other
