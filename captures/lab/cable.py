# SPDX-License-Identifier: Apache-2.0
"""A long cable: two Ethernet interfaces in two network namespaces, and what enters one leaves the other later.

cable.py NAMESPACE INTERFACE NAMESPACE INTERFACE MILLISECONDS

The kernel's own means for it, netem, is not in every kernel; this wants /dev/net/tun alone.
"""
import ctypes
import fcntl
import heapq
import os
import select
import struct
import sys
import time

TUNSETIFF, IFF_TAP, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 0x0002, 0x1000, 0x40000000


def end_in(namespace, interface):
    with open(f"/run/netns/{namespace}", encoding="ascii") as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", interface.encode(), IFF_TAP | IFF_NO_PI))
    return end


ends = [end_in(*sys.argv[1:3]), end_in(*sys.argv[3:5])]
delay = float(sys.argv[5]) / 1000
under_way, number = [], 0
while True:
    wait = max(0, under_way[0][0] - time.monotonic()) if under_way else None
    for end in select.select(ends, [], [], wait)[0]:
        try:
            frame = os.read(end, 65536)
        except OSError:         # the interface is not up
            time.sleep(0.01)
            continue
        number += 1
        heapq.heappush(under_way, (time.monotonic() + delay, number, ends[end == ends[0]], frame))
    while under_way and under_way[0][0] <= time.monotonic():
        _, _, end, frame = heapq.heappop(under_way)
        try:
            os.write(end, frame)
        except OSError:
            pass
