# SPDX-License-Identifier: Apache-2.0
#
# Nobody blocks 587, and nobody listens there: the server's own reset.
control_up
talk() { control; call 587; }
points="client inside outside server"
reach
