# SPDX-License-Identifier: Apache-2.0
#
# A key of 1024 bits.
certificate short key=rsa:1024
certified short ssl_cipher_list=ALL:@SECLEVEL=0 --ciphers DEFAULT:@SECLEVEL=0
