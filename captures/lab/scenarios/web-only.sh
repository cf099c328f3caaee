# SPDX-License-Identifier: Apache-2.0
#
# No mail at all: a web page on 8080.
mkdir "$run/www"
echo hello >"$run/www/index.html"
in_ns server python3 -m http.server --directory "$run/www" 8080 9>&- &
wait_for_port server 8080
record
in_ns client curl --silent "http://$mail:8080/"
