# SPDX-License-Identifier: Apache-2.0
#
# A certificate that is signed with its own key, and a client that does not look.
certificate own signer=self
certified own
