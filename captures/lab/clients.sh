# SPDX-License-Identifier: Apache-2.0
#
# The clients. The first word of most is the namespace that they run in.

mx=203.0.113.25
mail=203.0.113.20
mail6=2001:db8:113::20

letter() { # a message as it lies in a mailbox
    printf 'From: %s@example.net\r\nTo: %s@example.org\r\nSubject: %s\r\nDate: Mon, 2 Nov 2026 09:00:00 +0000\r\n\r\n%s\r\n' \
        "$recipient" "$user" "$subject" "$body"
}

fails() { # COMMAND…: it must; a scenario whose block lets through is no sample
    if "$@"; then
        echo "succeeded, and should have failed: $*" >&2
        return 1
    fi
}

send() { # NAMESPACE SERVER PORT [SWAKS-OPTION…]
    local ns=$1 server=$2 port=$3
    shift 3
    in_ns "$ns" swaks --server "$server" --port "$port" --helo office.example.org --timeout 10 \
        --from "$user@example.org" --to "$recipient@example.net" \
        --header "Subject: $subject" --body "$body" "$@"
}

submit() { # SERVER PORT MECHANISM [SWAKS-OPTION…]: the workstation sends with a login
    local server=$1 port=$2 mechanism=$3
    shift 3
    send client "$server" "$port" --auth "$mechanism" --auth-user "$user" --auth-password "$password" "$@"
}

# Curl as a mail client. It reads letter 1 of the inbox. The name of the server
# is given by hand, because the lab has no DNS and TLS should have a name.
fetch() { # URL ADDRESS [CURL-OPTION…]
    local url=$1 address=$2 port=${1#*://*:}
    shift 2
    in_ns client curl --silent --show-error --max-time 20 --cacert "$pki/ca.pem" --user "$user:$password" \
        --resolve "mail.example.net:${port%%/*}:$address" "$@" "$url"
}

fetch_imap() { # PORT ADDRESS [CURL-OPTION…]: with AUTHENTICATE PLAIN
    local port=$1 address=$2
    shift 2
    fetch "imap://mail.example.net:$port/INBOX/;MAILINDEX=1" "$address" "$@"
}

fetch_imaps() { # PORT ADDRESS [CURL-OPTION…]
    local port=$1 address=$2
    shift 2
    fetch "imaps://mail.example.net:$port/INBOX/;MAILINDEX=1" "$address" "$@"
}

# TLS 1.2, so that the certificate can be seen, and a client that takes any.
certified() { # CERTIFICATE [SETTING=VALUE of Dovecot] [CURL-OPTION…]
    local cert=$1 setting=
    shift
    case ${1-} in ssl_*) setting=$1 && shift ;; esac
    dovecot_up server imap:993:tls ssl_cert="<$run/$cert.pem" ssl_key="<$run/$cert.key" ${setting:+"$setting"}
    record
    fetch_imaps 993 $mail --insecure --tls-max 1.2 "$@"
}

# One process for all connections, so that it knows its tickets again.
resumed_session() { # S_CLIENT-OPTION
    printf 'service imap-login {\n  service_count = 0\n  process_min_avail = 1\n  client_limit = 10\n}\n' >"$run/more.conf"
    dovecot_up server imap:993:tls
    record
    s_client 993 $mail "$1" -sess_out "$run/session" <<<"a1 LOGOUT"
    s_client 993 $mail "$1" -sess_in "$run/session" <<<"a1 LOGOUT"
}

gnutls_up() { # PORT PRIORITIES: a server that sends back what it hears
    in_ns server gnutls-serv --quiet --echo --disable-client-cert --port "$1" --priority "$2" \
        --x509certfile "$pki/server.pem" --x509keyfile "$pki/server.key" 9>&- &
    wait_for_port server "$1"
}

gnutls_talk() { # PORT PRIORITIES
    { sleep 0.5; echo "a1 LOGOUT"; sleep 0.5; } |
        in_ns client timeout 20 gnutls-cli --port "$1" --priority "$2" --sni-hostname mail.example.net \
            --verify-hostname mail.example.net --x509cafile "$pki/ca.pem" $mail
}

login_imap() { # ADDRESS PORT [PAUSE]: with IMAP's own LOGIN command, which curl avoids
    python_client client "$@" <<'PYTHON'
import imaplib, os, sys, time

address, port, pause = (sys.argv[1:] + ["0"])[:3]
imap = imaplib.IMAP4(address, int(port))
imap.login(os.environ["MAIL_USER"], os.environ["MAIL_PASSWORD"])
time.sleep(int(pause))
imap.select()
imap.fetch("1", "(FLAGS BODY[])")
imap.logout()
PYTHON
}

put_script() { # PORT [starttls]: a login to ManageSieve, a script put there, and read back
    python_client client "$@" <<'PYTHON'
import sys
from talk import *

talk = Talk("203.0.113.20", int(sys.argv[1]), "OK")
if sys.argv[2:]:
    talk.say("STARTTLS", "OK")
    talk.start_tls()
    talk.hear("OK")
script, name = os.environ["MAIL_SCRIPT"] + "\r\n", os.environ["MAIL_SCRIPT_NAME"]
talk.say(f'AUTHENTICATE "PLAIN" "{PLAIN}"', "OK")
talk.say(f'PUTSCRIPT "{name}" {{{len(script)}+}}\r\n{script}', "OK")
talk.say(f'SETACTIVE "{name}"', "OK")
talk.say(f'GETSCRIPT "{name}"', "OK")
talk.say("LOGOUT", "OK")
talk.close()
PYTHON
}

python_client() { # NAMESPACE [ARGUMENT…], the program on stdin; it can import lab/clients/talk.py
    local ns=$1
    shift
    in_ns "$ns" env MAIL_USER="$user" MAIL_PASSWORD="$password" MAIL_LETTER="$(letter)" MAIL_CA="$pki/ca.pem" \
        MAIL_SCRIPT="$script" MAIL_SCRIPT_NAME="$script_name" \
        PYTHONPATH="$lab/clients" PYTHONDONTWRITEBYTECODE=1 python3 - "$@"
}

# TLS by hand: what is on stdin goes through it. It waits before the first line, and after the last.
s_client() { # PORT ADDRESS [S_CLIENT-OPTION…]
    local port=$1 address=$2
    shift 2
    { sleep 0.5; cat; sleep 0.5; } |
        in_ns client timeout 20 openssl s_client -connect "$address:$port" -servername mail.example.net \
            -CAfile "$pki/ca.pem" -quiet -no_ign_eof "$@"
}

# The office's own mail server hands one letter on to the mx.
relay() { # [SETTING=VALUE…] of its Postfix
    postfix_up mta 25 myhostname=office.example.org mydestination= "relayhost=[$mx]" default_transport=smtp "$@"
}

relay_one_letter() {
    local tries
    send mta 127.0.0.1 25
    for tries in $(seq 100); do
        ! grep -q 'status=sent' "$run/postfix-mta.log" || return 0
        sleep 0.1
    done
    return 1
}

node_client() { # ADDRESS PORT implicit|starttls [GROUPS]: lab/clients/mail.js says the lines of stdin
    node_is_there
    in_ns client timeout 20 "$node_program" "$lab/clients/mail.js" "$1" "$2" "$3" "$pki/ca.pem" ${4:+"$4"}
}
