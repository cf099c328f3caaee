# SPDX-License-Identifier: Apache-2.0
#
# A certificate that begins in 2040, and a client that does not look.
certificate early from=20400101000000Z until=20420101000000Z
certified early
