# SPDX-License-Identifier: Apache-2.0
#
# Programs that Debian does not install beside the others, for it wants one mail server of a kind on a machine:
# each set of them has a file system of its own under $work/roots.

# root_up NAME PACKAGE…   makes it unless it is there, and sets $root
root_up() {
    local name=$1 base=$work/roots/base device
    shift
    root=$work/roots/$name
    [ ! -e "$root/made" ] || return 0
    if [ ! -e "$base/made" ]; then
        mkdir -p "$work/roots"
        chmod 711 "$work/roots"
        debootstrap --variant=minbase --include=ca-certificates "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$base"
        touch "$base/made"
    fi
    cp -a "$base" "$root"
    rm "$root/made"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for device in null zero random urandom; do cp -a /dev/$device "$root/dev/"; done
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod +x "$root/usr/sbin/policy-rc.d"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    printf 'mail.example.net\n' >"$root/etc/mailname"
    DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -y --no-install-recommends "$@"
    # The lab has no DNS, and nobody should wait for it.
    : >"$root/etc/resolv.conf"
    printf '127.0.0.1 localhost\n203.0.113.20 mail.example.net\n192.168.10.50 office.example.org\n' >"$root/etc/hosts"
    mkdir -m 755 "$root/etc/pki"
    cp "$pki"/*.pem "$pki/server.key" "$root/etc/pki/"
    chmod 644 "$root/etc/pki"/*
    touch "$root/made"
}

in_root() { # NAMESPACE COMMAND…, in the newest root
    local ns=$1
    shift
    in_ns "$ns" chroot "$root" "$@"
}

roots_down() {
    local mounted
    for mounted in "$work"/roots/*/dev; do
        ! mountpoint -q "$mounted" || umount "$mounted"
    done
}

clients_root() {
    root_up clients fetchmail haproxy hydra netbase
}

# Exim takes mail for example.net from anyone and for the world after a login, and throws it away.
# On 2525 it wants a header of the PROXY protocol.
exim_up() {
    root_up exim exim4-daemon-heavy
    cat >"$root/etc/exim4/exim4.conf" <<-CONF
	primary_hostname = mail.example.net
	domainlist local_domains = example.net
	acl_smtp_rcpt = check_rcpt
	acl_smtp_data = accept
	daemon_smtp_ports = 587 : 2525
	disable_ipv6 = true
	tls_advertise_hosts = *
	tls_certificate = /etc/pki/server.pem
	tls_privatekey = /etc/pki/server.key
	hosts_proxy = \${if ={\$received_port}{2525}{*}{}}
	host_lookup =
	rfc1413_query_timeout = 0s
	begin acl
	check_rcpt:
	  accept domains = +local_domains
	  accept authenticated = *
	  deny message = relay not permitted
	begin routers
	all:
	  driver = accept
	  transport = nowhere
	begin transports
	nowhere:
	  driver = appendfile
	  file = /dev/null
	  user = mail
	begin authenticators
	plain:
	  driver = plaintext
	  public_name = PLAIN
	  server_prompts = :
	  server_condition = \${if and{{eq{\$auth2}{$user}}{eq{\$auth3}{$password}}}}
	  server_set_id = \$auth2
	login:
	  driver = plaintext
	  public_name = LOGIN
	  server_prompts = Username:: : Password::
	  server_condition = \${if and{{eq{\$auth1}{$user}}{eq{\$auth2}{$password}}}}
	  server_set_id = \$auth1
	CONF
    in_root server exim4 -bd
    wait_for_port server 587
}

# nginx of the office passes mail on to the server outside, and lets anybody in: what it asks about logins says yes.
nginx_up() { # imap|pop3|smtp PORT SETTINGS
    root_up nginx nginx-light libnginx-mod-mail
    cat >"$root/etc/nginx/nginx.conf" <<-CONF
	load_module modules/ngx_mail_module.so;
	user root;
	pid /run/nginx.pid;
	error_log /dev/null;
	events {
	}
	http {
	  access_log off;
	  server {
	    listen 127.0.0.1:9000;
	    location / {
	      add_header Auth-Status OK;
	      add_header Auth-Server $mail;
	      add_header Auth-Port $2;
	      return 200;
	    }
	  }
	}
	mail {
	  server_name office.example.org;
	  auth_http 127.0.0.1:9000/;
	  ssl_certificate /etc/pki/server.pem;
	  ssl_certificate_key /etc/pki/server.key;
	  server {
	    listen 192.168.10.25:$2;
	    protocol $1;
	    $3
	  }
	}
	CONF
    in_root mta nginx
    wait_for_port mta "$2"
}

courier_up() { # Courier's IMAP server on 143, with one letter in the inbox
    root_up courier courier-imap courier-authlib-userdb
    chroot "$root" sh -eu <<-SETUP
	id tessa >/dev/null 2>&1 || useradd -m -u 2000 tessa
	cd /etc/courier
	sed -i 's/^authmodulelist=.*/authmodulelist="authuserdb"/' authdaemonrc
	sed -i 's/^\(IMAP_CAPABILITY=".*\)"/\1 AUTH=PLAIN"/' imapd
	cat /etc/pki/server.key /etc/pki/server.pem dhparams.pem >imapd.pem
	touch userdb
	chmod 600 userdb
	userdb $user set uid=2000 gid=2000 home=/home/tessa mail=/home/tessa/Maildir
	userdb $user set systempw="\$(openssl passwd -1 $password)"
	makeuserdb
	[ -d /home/tessa/Maildir ] || su tessa -s /bin/sh -c 'maildirmake ~/Maildir'
	mkdir -p /run/courier/authdaemon
	chown -R courier: /run/courier
	SETUP
    letter >"$root/home/tessa/Maildir/new/1700000000.1.mail"
    chmod 644 "$root/home/tessa/Maildir/new/1700000000.1.mail"
    in_root server authdaemond start
    in_root server /usr/sbin/imapd start
    wait_for_port server 143
}

# Cyrus: imap:143, lmtp:24, sieve:4190 …  One user, whom Cyrus makes an inbox when the first letter comes.
cyrus_up() { # SERVICE:PORT…
    local item services=""
    root_up cyrus cyrus-imapd cyrus-clients libsasl2-modules sasl2-bin openssl
    for item in "$@"; do
        case $item in
        imap:*) services="$services
imap cmd=\"imapd\" listen=\"203.0.113.20:${item#*:}\"" ;;
        lmtp:*) services="$services
lmtp cmd=\"lmtpd -a\" listen=\"203.0.113.20:${item#*:}\"" ;;
        sieve:*) services="$services
sieve cmd=\"timsieved\" listen=\"203.0.113.20:${item#*:}\"" ;;
        esac
    done
    printf 'START {\nrecover cmd="/usr/sbin/cyrus ctl_cyrusdb -r"\n}\nSERVICES {%s\n}\nEVENTS {\n}\n' "$services" \
        >"$root/etc/cyrus.conf"
    cat >"$root/etc/imapd.conf" <<-CONF
	configdirectory: /var/lib/cyrus
	proc_path: /run/cyrus/proc
	mboxname_lockpath: /run/cyrus/lock
	defaultpartition: default
	partition-default: /var/spool/cyrus/mail
	sievedir: /var/spool/sieve
	servername: mail.example.net
	unixhierarchysep: yes
	autocreate_post: yes
	autocreate_quota: 100000
	allowplaintext: yes
	sasl_pwcheck_method: auxprop
	sasl_mech_list: PLAIN LOGIN DIGEST-MD5 SCRAM-SHA-256
	loginrealms: mail.example.net
	tls_server_cert: /etc/pki/server.pem
	tls_server_key: /etc/pki/server.key
	CONF
    chroot "$root" sh -eu <<-SETUP
	printf %s $password | saslpasswd2 -p -c -u mail.example.net $user
	chown cyrus /etc/sasldb2
	mkdir -p /run/cyrus/proc /run/cyrus/lock /run/cyrus/socket
	chown -R cyrus:mail /run/cyrus
	/usr/sbin/cyrus makedirs
	SETUP
    in_root server cyrmaster -d -p /run/cyrus/master.pid
    for item in "$@"; do wait_for_port server "${item#*:}"; done
}
