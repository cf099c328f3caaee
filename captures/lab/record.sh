# SPDX-License-Identifier: Apache-2.0
#
# Taking the capture. A scenario says `record` when its servers are up; the lab
# stops the recording when the scenario ends.

recording=
recorder_pid=

record() { # [TCPDUMP-OPTION…]: what passes the gateway's inside, as pcap
    recording=$run/capture.pcap
    suffix=pcap
    recorder tcpdump "listening on" -i inside -s 0 -U --immediate-mode -Z root -w "$recording" "$@"
}

record_pcapng() { # [DUMPCAP-OPTION…]
    recording=$run/capture.pcapng
    suffix=pcapng
    recorder dumpcap "File:" -q -i inside -s 0 -w "$recording" "$@"
}

recorder() { # PROGRAM READY-MESSAGE OPTION…
    local program=$1 ready=$2 tries
    shift 2
    in_ns gateway "$program" "$@" 2>"$run/recorder.log" &
    recorder_pid=$!
    for tries in $(seq 100); do
        if grep -q "$ready" "$run/recorder.log"; then
            sleep 0.3
            return 0
        fi
        sleep 0.1
    done
    return 1
}

# `ip netns exec` becomes the program, so that the pid is the recorder's own.
# The pause before lets the last FIN and ACK pass and reach the file.
stop_recording() {
    sleep 0.7
    kill -TERM "$recorder_pid"
    wait "$recorder_pid" || :
    recorder_pid=
}

recording_is_done() {
    [ -z "$recorder_pid" ] || stop_recording
    [ -z "$recording" ] || install -m 644 "$recording" "$captures/$name.$suffix"
}
