# SPDX-License-Identifier: Apache-2.0
#
# A certificate authority and one server certificate, good for ten years. The
# keys live as long as the lab does and are in no repository.

pki_make() { # DIRECTORY
    pki=$1
    mkdir -m 755 "$pki"
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/O=Example Networks/CN=Example Networks CA" \
        -keyout "$pki/ca.key" -out "$pki/ca.pem" 2>/dev/null
    openssl req -newkey rsa:2048 -nodes -subj "/O=Example Networks/CN=mail.example.net" \
        -keyout "$pki/server.key" -out "$pki/server.csr" 2>/dev/null
    printf 'subjectAltName=DNS:mail.example.net,DNS:mx.example.net\n' >"$pki/names"
    openssl x509 -req -in "$pki/server.csr" -CA "$pki/ca.pem" -CAkey "$pki/ca.key" -CAcreateserial \
        -days 3650 -extfile "$pki/names" -out "$pki/server.pem" 2>/dev/null
}
