# SPDX-License-Identifier: Apache-2.0
#
# Hydra guesses at a password of Courier's: three wrong ones, and the right one on another connection.
courier_up
clients_root
printf '%s\n' "$wrong_password" "$wrong_password" "$wrong_password" "$password" >"$root/guesses"
record
in_root client timeout 60 hydra -t 1 -l "$user" -P /guesses imap://$mail/PLAIN
rm "$root/guesses"
