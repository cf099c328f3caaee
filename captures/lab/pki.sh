# SPDX-License-Identifier: Apache-2.0
#
# A certificate authority and one server certificate, good for ten years, and
# others as scenarios want them. The keys live as long as the lab does and are
# in no repository.

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

# certificate NAME [WHAT=VALUE…]   makes $run/NAME.pem and $run/NAME.key
#   key=rsa:1024      how `openssl req -newkey` has it; ec: P-256
#   names=DNS:…       what it is for: mail.example.net
#   subject=/CN=…
#   from=, until=     YYYYMMDDHHMMSSZ: from last year, for ten years
#   digest=sha1       sha256
#   signer=self       the authority
certificate() {
    local cert=$run/$1 item key=rsa:2048 names=DNS:mail.example.net subject=/O=Example\ Networks/CN=mail.example.net
    local from until digest=sha256 signer="-cert $pki/ca.pem -keyfile $pki/ca.key"
    from=$(date -u -d '1 year ago' +%Y%m%d000000Z)
    until=$(date -u -d '10 years' +%Y%m%d000000Z)
    shift
    for item in "$@"; do
        case $item in
        key=ec) key="ec -pkeyopt ec_paramgen_curve:P-256" ;;
        signer=self) signer="-selfsign -keyfile $cert.key" ;;
        *) local "${item%%=*}=${item#*=}" ;;
        esac
    done
    mkdir "$cert.ca"
    : >"$cert.ca/index"
    cat >"$cert.ca/conf" <<-CONF
	[ca]
	default_ca = lab
	[lab]
	database = $cert.ca/index
	new_certs_dir = $cert.ca
	rand_serial = yes
	policy = anything
	x509_extensions = extensions
	[anything]
	organizationName = optional
	commonName = optional
	[extensions]
	subjectAltName = $names
	CONF
    # shellcheck disable=SC2086  # several words each
    openssl req -new -newkey $key -nodes -subj "$subject" -keyout "$cert.key" -out "$cert.csr" 2>/dev/null
    # shellcheck disable=SC2086
    openssl ca -batch -config "$cert.ca/conf" $signer -in "$cert.csr" -out "$cert.pem" -notext \
        -md "$digest" -startdate "$from" -enddate "$until"
}
