# SPDX-License-Identifier: Apache-2.0
#
# A certificate with an elliptic key, P-256.
certificate ec key=ec
certified ec
