# SPDX-License-Identifier: Apache-2.0
#
# The programs that the lab needs: all of lab/packages.txt, through apt.

install_what_is_missing() {
    local package missing="" policy=/usr/sbin/policy-rc.d ours=""
    for package in $(grep -v '^#' "$lab/packages.txt"); do
        dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0

    # Debian starts a server as soon as it is installed; the lab wants the
    # programs only, and an exit status of 101 tells the packages so.
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod +x $policy
        ours=yes
    fi
    # shellcheck disable=SC2086  # a list of package names
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing || {
        [ -z "$ours" ] || rm $policy
        return 1
    }
    [ -z "$ours" ] || rm $policy
}
