# SPDX-License-Identifier: Apache-2.0
#
# What must never appear in any output of mailreeve. Nothing here is in use
# anywhere; the words are odd so that no report can contain one by chance.

user=tessa.vane
password=Quill-7719-heron
wrong_password=Mirth-4402-gannet
token=Lantern.5583.osprey.Kestrel.2906.thistle
recipient=orrin.blythe
second_recipient=linus.marrow
script_name=timetable-of-cormorants
script='require "fileinto"; if header :contains "subject" "otters" { fileinto "Lagoon.9184.cormorant"; }'
subject="Ledger of the nine otters"
body="The marsh ferry leaves at dusk, wrote Corvina."

base64_of() { # FORMAT ARGUMENT…, as printf has them
    # shellcheck disable=SC2059  # the format is the point
    printf "$@" | base64 -w 0
    echo
}

# The answers to challenges are new in each capture and are read from it: for
# SCRAM the client's first and final message and the server's signature.
challenge_answers() {
    local scram blob
    scram=$(cat "$captures"/*-scram.pcap "$captures/managesieve-4190-cyrus.pcap" |
        grep -aoE "(biwsbj|bixhPX|Yz1iaX|dj)[A-Za-z0-9+/]{40,}=*")
    printf '%s\n' "$scram"
    for blob in $scram; do printf '%s' "$blob" | base64 -d | sed 's/.*[pv]=//'; echo; done
    grep -ao "APOP $user [0-9a-f]*" "$captures/pop3-110-apop.pcap" | cut -d' ' -f3
    blob=$(grep -ao "dXNlcm5hbWU9[A-Za-z0-9+/=]*" "$captures/imap-143-cyrus-sasl-layer.pcap")
    printf '%s\n' "$blob"
    printf '%s' "$blob" | base64 -d | sed 's/.*response=//'
    echo
    grep -ao "$(base64_of '%s ' "$user" | cut -c 1-15)[A-Za-z0-9+/=]*" "$captures/submission-587-cram-md5.pcap"
}

write_secrets() {
    {
        printf '%s\n' "$user" "$password" "$wrong_password" "$token" "$recipient" "$second_recipient" "$subject" "$body" \
            "$script_name" "$script" Lagoon.9184.cormorant
        base64_of %s "$user"
        base64_of %s "$user" | cut -c 1-12      # begins every blob that begins with the user's name
        base64_of %s "$password"
        base64_of %s "$wrong_password"
        base64_of '\0%s\0%s' "$user" "$password"
        base64_of '\0%s\0%s' "$user" "$wrong_password"
        base64_of 'user=%s\001auth=Bearer %s\001\001' "$user" "$token"
        challenge_answers 2>/dev/null
    } | awk 'NF && !seen[$0]++'
}
