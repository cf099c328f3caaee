# SPDX-License-Identifier: Apache-2.0
#
# haproxy of the office passes submission on to a server outside, with a header of the PROXY protocol
# (version 2) before what the client says.
exim_up
clients_root
cat >"$root/etc/haproxy.cfg" <<-CONF
	defaults
	  mode tcp
	  timeout connect 5s
	  timeout client 30s
	  timeout server 30s
	listen submission
	  bind 192.168.10.25:2525
	  server mail $mail:2525 send-proxy-v2
CONF
in_root mta haproxy -D -f /etc/haproxy.cfg
wait_for_port mta 2525
record
submit 192.168.10.25 2525 LOGIN
