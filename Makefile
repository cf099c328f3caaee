# SPDX-License-Identifier: Apache-2.0
#
# make            build ./mailreeve            make test   set up, build and run all tests
# make demo       set up, audit the samples    make help   the other targets

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=
BUILD   ?= build
CC      ?= cc
FUZZ_CC ?= clang
AWK     ?= awk

# The rooms in the order in which a packet passes them; a part of them can be built and tested alone:
# make units ROOMS='base capture'
ROOMS   ?= base capture decode flow classify session policy report watch command

PKGS    := libpcap json-c yaml-0.1 libcrypto zlib libzstd libevent
ifeq ($(shell uname -s),Linux)
PKGS    += libcap-ng libseccomp
endif
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

# The rules are compiled in, so that an audit needs no file.
RULES := $(wildcard rules/*.yaml) $(wildcard rules/*/*.yaml)
$(BUILD)/generated/rules.inc: rules/embed.awk $(RULES)
	@mkdir -p $(@D)
	$(Q)LC_ALL=C $(AWK) -f rules/embed.awk $(RULES) > $@.new && mv $@.new $@
$(BUILD)/auditor/policy/built_in.o: $(BUILD)/generated/rules.inc

# So are the style and the script of the HTML report.
HTML := $(wildcard auditor/report/html/page.*)
$(BUILD)/generated/html.inc: auditor/report/html/embed.awk $(HTML)
	@mkdir -p $(@D)
	$(Q)LC_ALL=C $(AWK) -f auditor/report/html/embed.awk $(HTML) > $@.new && mv $@.new $@
$(BUILD)/auditor/report/html.o: $(BUILD)/generated/html.inc

# ---- for users ------------------------------------------------------------------------------------------------

help:
	@printf '%s\n' \
	'make            build ./mailreeve' \
	'make demo       install what is missing, build, audit the samples' \
	'make test       install what is missing, build, run all tests' \
	'make install    to $$(DESTDIR)$$(PREFIX), which is $(PREFIX); make uninstall takes it away' \
	'make check      the tests, without installing anything' \
	'make check-asan the tests under the address and undefined-behaviour sanitizers; CORPUS=FOLDER audits more captures' \
	'make fuzz       each fuzz target for FUZZ_SECONDS (60)' \
	'make mutate     samples captured badly at random, for MUTATE_SECONDS (600), against what the whole says' \
	'make soak       a port scan of 65,535 ports on 256 hosts beside mail, then soak-watch' \
	'make browser    the HTML report in Chromium, if there is one: accessibility, hostile texts; wants npm' \
	'make bench      CPU time beside an empty pcap_loop and other programs' \
	'make gateway    a gateway in a lab of real servers: what watch tells, and when (root)' \
	'make bench-live watching beside tcpdump and softflowd, and a SYN flood (root)' \
	'make systemd    contrib/mailreeve.service under a systemd that boots (root, debootstrap, systemd-nspawn)' \
	'make soak-watch two watches for 65 minutes (SOAK_SECONDS) of mail, reloads, kills, flaps, full disks (root)' \
	'make captures   make the sample captures anew (root; network namespaces)' \
	'make lint       what formatters and checkers have to say' \
	'make format     lay out the sources' \
	'make docs       make the generated pages of docs/ anew' \
	'make clean      take away what was built'

demo:
	@sh tests/setup.sh build
	@$(MAKE) --no-print-directory mailreeve
	@sh tests/demo.sh ./mailreeve

test:
	@sh tests/setup.sh test
	@$(MAKE) --no-print-directory check

install: mailreeve
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/doc/mailreeve/policies $(DESTDIR)$(PREFIX)/share/doc/mailreeve/checks
	install -m 755 mailreeve $(DESTDIR)$(PREFIX)/bin/mailreeve
	install -m 644 docs/mailreeve.1 $(DESTDIR)$(PREFIX)/share/man/man1/mailreeve.1
	install -m 644 README.md CHANGELOG.md LICENSE docs/*.md docs/report.png docs/report.schema.json $(DESTDIR)$(PREFIX)/share/doc/mailreeve
	install -m 644 docs/policies/*.md $(DESTDIR)$(PREFIX)/share/doc/mailreeve/policies
	install -m 644 docs/checks/*.md $(DESTDIR)$(PREFIX)/share/doc/mailreeve/checks

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/mailreeve $(DESTDIR)$(PREFIX)/share/man/man1/mailreeve.1
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/mailreeve

clean:
	rm -rf $(BUILD) mailreeve

# ---- tests ----------------------------------------------------------------------------------------------------

# Warnings are errors here, and only here: other people's compilers know other warnings.
check: WERROR = -Werror
check: rooms units samples commands watch pages bounds
	@echo 'All tests passed.'

units: $(BUILD)/units
	$(BUILD)/units $(SUITE)

# Every include against the table of who may know whom.
rooms:
	@$(AWK) -f tests/rooms.awk tests/rooms.txt auditor/*/*.[ch] && echo 'rooms: every include is allowed'

# Every sample against its description; every report against the schema; no secret in any output.
samples: mailreeve
	@python3 tests/samples.py ./mailreeve captures
	@python3 tests/reach.py ./mailreeve captures/reach docs/reachability.md
	@sh tests/reports.sh ./mailreeve captures
	@python3 tests/merge.py ./mailreeve captures
	@python3 tests/evidence.py ./mailreeve captures

# The command line: statuses, errors, files, standard input.
commands: mailreeve
	@sh tests/commands.sh ./mailreeve
	@sh tests/outputs.sh ./mailreeve captures
	@python3 tests/pseudonyms.py ./mailreeve captures
	@python3 tests/taps.py ./mailreeve

# Memory does not grow with the number of findings.
bounds: $(BUILD)/bench/findings
	@sh tests/bounds.sh $<

# A watch in a network namespace of its own: what it tells, when, and what it can still do.
watch: mailreeve
	@$$(sh tests/setup.sh python) tests/watch.py ./mailreeve
	@$$(sh tests/setup.sh python) tests/watch_state.py ./mailreeve

# Generated pages are not stale, and the man page is well-formed.
pages: $(BUILD)/facts $(BUILD)/checks mailreeve
	@python3 tests/readme.py ./mailreeve
	@mkdir -p $(BUILD)/pages && rm -f $(BUILD)/pages/*.md && $(BUILD)/checks $(BUILD)/pages && diff -ru docs/checks $(BUILD)/pages
	@$(BUILD)/facts | diff -u docs/facts.md - && mandoc -T lint -W warning docs/mailreeve.1 && echo 'pages: docs are as generated'

docs: $(BUILD)/facts $(BUILD)/checks mailreeve
	$(BUILD)/facts > docs/facts.md
	mkdir -p docs/checks && rm -f docs/checks/*.md && $(BUILD)/checks docs/checks
	python3 tests/readme.py ./mailreeve --write
	python3 tests/reach.py ./mailreeve captures/reach docs/reachability.md --write

$(BUILD)/facts: $(BUILD)/tests/docs/facts.o $(BUILD)/auditor/classify/fact.o $(BUILD)/auditor/classify/word.o
	$(Q)$(CC) $(CFLAGS) $(BASE_LDFLAGS) -o $@ $^

$(BUILD)/checks: $(BUILD)/tests/docs/checks.o $(OBJECTS)
	$(Q)$(CC) $(CFLAGS) $(BASE_LDFLAGS) -o $@ $^ $(LIBS)

SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CORPUS    ?=
check-asan:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan OPT='-O1 -g' SANITIZE='$(SANITIZERS)' WERROR=-Werror rooms units $(BUILD)/asan/mailreeve
	@python3 tests/samples.py $(BUILD)/asan/mailreeve captures
	@sh tests/reports.sh $(BUILD)/asan/mailreeve captures
	@sh tests/commands.sh $(BUILD)/asan/mailreeve
	@sh tests/outputs.sh $(BUILD)/asan/mailreeve captures
	@python3 tests/evidence.py $(BUILD)/asan/mailreeve captures
	@if [ -n "$(CORPUS)" ]; then python3 tests/corpus.py $(BUILD)/asan/mailreeve "$(CORPUS)"; fi

# ---- longer runs ----------------------------------------------------------------------------------------------

FUZZ_SECONDS ?= 60
FUZZ_TARGETS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_FLAGS    = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
$(BUILD)/fuzz/%: tests/fuzz/%.c $(filter-out auditor/command/% auditor/watch/%,$(SOURCES)) $(wildcard auditor/command/pipeline*.c) auditor/command/coverage.c $(BUILD)/generated/rules.inc $(BUILD)/generated/html.inc
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(BASE_CPPFLAGS) -std=c11 $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $(filter %.c,$^) $(LIBS)

fuzz: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%)
	@for target in $(FUZZ_TARGETS); do \
		mkdir -p $(BUILD)/corpus/$$target; \
		echo "fuzz: $$target, $(FUZZ_SECONDS) s"; \
		$(BUILD)/fuzz/$$target -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=$(BUILD)/corpus/ \
			$(BUILD)/corpus/$$target >$(BUILD)/corpus/$$target.log 2>&1 || { tail -60 $(BUILD)/corpus/$$target.log; exit 1; }; \
		grep '^Done' $(BUILD)/corpus/$$target.log; \
	done

# Captures badly at random and holds what is said against the truth of the whole: docs/architecture.md.
MUTATE_SECONDS ?= 600
MUTATE_SOURCES  = $(wildcard tests/mutate/*.c) tests/units/command_truth.c tests/units/command_tape.c tests/units/command_ways.c
$(BUILD)/mutate: $(MUTATE_SOURCES) $(SOURCES) $(BUILD)/generated/rules.inc $(BUILD)/generated/html.inc
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE_CPPFLAGS) -Itests/mutate -std=c11 -O1 -g $(SANITIZERS) -o $@ $(filter %.c,$^) $(LIBS) $(TEST_LIBS)

mutate: $(BUILD)/mutate
	$(BUILD)/mutate $(MUTATE_SECONDS)

# A port scan of 65,535 ports on 256 hosts, with mail beside it: one finding, and bounded memory.
SOAK_SOURCES = tests/soak/scan.c tests/units/command_crowd.c tests/units/command_tape.c
$(BUILD)/soak: $(SOAK_SOURCES) $(SOURCES) $(BUILD)/generated/rules.inc $(BUILD)/generated/html.inc
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE_CPPFLAGS) -std=c11 -O2 -g -o $@ $(filter %.c,$^) $(LIBS)

soak: soak-scan soak-watch
soak-scan: $(BUILD)/soak
	@for kind in dropped refused half connect; do echo "soak: $$kind"; $(BUILD)/soak $$kind || exit 1; done

$(BUILD)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE_CPPFLAGS) -std=c11 -O2 -o $@ $(filter %.c,$^) $(PKG_LIBS)
$(BUILD)/bench/generate: $(wildcard tests/bench/gateway/*)
$(BUILD)/bench/findings: tests/bench/findings.c $(OBJECTS)
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE_CPPFLAGS) -std=c11 -O2 -o $@ $^ $(LIBS)

bench: mailreeve $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))
	@sh tests/bench/bench.sh ./mailreeve $(BUILD)
	@for format in json jsonl sarif eve ocsf; do $(BUILD)/bench/findings $$format 1000000 >/dev/null; done

# Watching an interface at the highest rate this machine reaches, and a SYN flood (root).
bench-live: mailreeve $(BUILD)/bench/blast $(BUILD)/bench/generate
	@sh tests/bench/live.sh ./mailreeve $(BUILD)

# A gateway between real clients and servers: each event is told once and in time (root).
gateway: mailreeve
	@tests/gateway/run ./mailreeve

# The unit under a systemd that has booted, in a Debian made for it (root).
systemd: mailreeve
	@$$(sh tests/setup.sh python) tests/systemd.py ./mailreeve

# Over an hour of mail of many kinds, reloads, kills, flaps, interfaces made anew, full disks and slow readers (root).
SOAK_SECONDS ?= 3900
soak-watch: mailreeve
	@$$(sh tests/setup.sh python) tests/soak/watch.py ./mailreeve $(SOAK_SECONDS)

# The HTML report in Chromium: what it asks for and runs, its width, axe-core.  Needs npm's registry the first time.
browser: mailreeve
	@sh tests/browser/browser.sh ./mailreeve $(BUILD)

captures:
	captures/lab/make

# ---- tidiness -------------------------------------------------------------------------------------------------

C_FILES = $(wildcard auditor/*.c auditor/*/*.[ch] tests/units/*.[ch] tests/fuzz/*.[ch] tests/mutate/*.[ch] tests/soak/*.c tests/bench/*.[ch] tests/bench/*/*.[ch] tests/docs/*.c)
format:
	clang-format -i $(C_FILES)

# What C11's Annex K wants no libc has; and lists of arguments it takes for uninitialised when they are not.
TIDY := -clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-clang-analyzer-valist.Uninitialized
lint:
	clang-format --dry-run -Werror $(C_FILES)
	cppcheck --quiet --std=c11 --enable=warning,portability,performance --inline-suppr --error-exitcode=1 \
		--suppress=missingIncludeSystem -Iauditor auditor
	mandoc -T lint -W style docs/mailreeve.1
	clang-tidy --quiet --checks=$(TIDY) $(SOURCES) -- $(BASE_CPPFLAGS) -std=c11

.PHONY: help demo test install uninstall clean check units rooms samples commands watch pages bounds docs check-asan fuzz mutate soak soak-scan bench \
	bench-live gateway systemd soak-watch browser captures format lint
-include $(OBJECTS:.o=.d) $(UNIT_OBJ:.o=.d) $(BUILD)/auditor/main.d $(BUILD)/tests/docs/facts.d $(BUILD)/tests/docs/checks.d
