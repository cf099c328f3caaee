# SPDX-License-Identifier: Apache-2.0
#
# Something on port 25 that is not mail: a web server.
mkdir "$run/www"
echo hello >"$run/www/index.html"
in_ns server python3 -m http.server --directory "$run/www" 25 9>&- &
wait_for_port server 25
record
in_ns client curl --silent "http://$mx:25/"
