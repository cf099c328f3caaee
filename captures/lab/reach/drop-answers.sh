# SPDX-License-Identifier: Apache-2.0
#
# The SYNs reach the server; its answers are dropped by the gateway.
postfix_up far 587
rule gateway forward tcp sport 587 tcp flags '&' '(syn|ack)' == 'syn|ack' drop
talk() { call 587 10; }
points="client inside outside server"
reach 14
