# SPDX-License-Identifier: Apache-2.0
#
# make            build ./mailreeve          make test     set up, build and run all tests
# make demo       set up, audit the samples  make help     the other targets

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=
BUILD   ?= build
CC      ?= cc
FUZZ_CC ?= clang
AWK     ?= awk

# The rooms in the order in which a packet passes them; a part of them can be built and tested alone:
# make units ROOMS='base capture'
ROOMS   ?= base capture decode flow classify session policy report command

PKGS    := libpcap json-c yaml-0.1 libcrypto zlib libzstd
TESTPKG := cunit libssl

# V=1 shows whole command lines.
ifeq ($(V),1)
Q   :=
SAY := @:
else
Q   := @
SAY := @printf '%s\n'
endif

# Asked once: pkg-config is slow.
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
TEST_LIBS  := $(shell pkg-config --libs $(TESTPKG) 2>/dev/null)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual \
	-Wwrite-strings -Wvla -Wundef -Wformat=2 -Wpointer-arith
HARD := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
OPT  ?= -O2 -g
CFLAGS  ?= $(OPT)
# Words that every compilation needs, apart from what the user sets.
BASE_CPPFLAGS = -D_GNU_SOURCE -Iauditor -Itests/units -I$(BUILD)/generated -DMAILREEVE_VERSION='"$(VERSION)"' $(PKG_CFLAGS)
BASE_CFLAGS   = -std=c11 $(WARN) $(HARD) $(WERROR) $(SANITIZE) -MMD -MP
BASE_LDFLAGS  = -pie -Wl,-z,relro,-z,now $(SANITIZE)
LIBS          = $(PKG_LIBS) -lpthread

SOURCES  := $(foreach room,$(ROOMS),$(wildcard auditor/$(room)/*.c))
OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o)
UNITS    := tests/units/unit.c $(foreach room,$(ROOMS),$(wildcard tests/units/$(room)_*.c))
UNIT_OBJ := $(UNITS:%.c=$(BUILD)/%.o)

mailreeve: $(BUILD)/mailreeve
	@cp $< $@

$(BUILD)/mailreeve: $(OBJECTS) $(BUILD)/auditor/main.o
	$(SAY) '  link   $@'
	$(Q)$(CC) $(CFLAGS) $(BASE_LDFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/units: $(OBJECTS) $(UNIT_OBJ)
	$(SAY) '  link   $@'
	$(Q)$(CC) $(CFLAGS) $(BASE_LDFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) $(TEST_LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(SAY) '  cc     $<'
	$(Q)$(CC) $(BASE_CPPFLAGS) $(CPPFLAGS) $(BASE_CFLAGS) $(CFLAGS) -c -o $@ $<

units: $(BUILD)/units
	$(BUILD)/units

clean:
	rm -rf $(BUILD) mailreeve

.PHONY: units clean
-include $(OBJECTS:.o=.d) $(UNIT_OBJ:.o=.d) $(BUILD)/auditor/main.d
