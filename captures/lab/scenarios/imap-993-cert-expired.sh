# SPDX-License-Identifier: Apache-2.0
#
# A certificate that ended last month, and a client that does not look.
certificate expired from=20200101000000Z until=20261022000000Z
certified expired
