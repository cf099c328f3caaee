# SPDX-License-Identifier: Apache-2.0
#
# A certificate signed with SHA-1.
certificate sha1 digest=sha1
certified sha1 ssl_cipher_list=ALL:@SECLEVEL=0 --ciphers DEFAULT:@SECLEVEL=0
