# SPDX-License-Identifier: GPL-2.0-only
# The verbs of linux-pv. Each is one script; this file only names them.

KVER ?= 6.12
export KVER PEER VARIANT

.PHONY: run check kernel shell bench soak kselftest kunit host lint fuzz patch refresh help clean
.DEFAULT_GOAL := help

run:	## build everything, start a guest under Xen and show it working
	@scripts/run.sh
check:	## run every test; last line: N passed, N failed
	@scripts/check.sh
kernel:	## build only the kernel: out/KVER/bzImage (PEER=mainline: out/KVER-mainline)
	@scripts/kernel.sh
shell:	## console of a guest in the rig
	@scripts/shell.sh
bench:	## our guest beside mainline's and native: figures, trace, targets
	@BENCH_KERNELS="$(KERNELS)" scripts/bench.sh
soak:	## what takes long: saves, page tables, Debian, disks, network, cores, many guests, leaks; SOAK=20 times
	@SOAK=$${SOAK:-20} tests/qemu/run.sh 06-tables 21-save 22-save-io 23-save-tables \
		26-save-balloon 34-debian 35-dump-core 36-storage 37-disk-powercut \
		37-disk-trace 37-network-real 60-many 61-memory-8g 62-drift
kselftest: ## the kernel's own selftests of mm and x86: native, mainline's guest, ours
	@KSELFTEST_KERNELS="$(KERNELS)" scripts/kselftest.sh
kunit:	## KUnit suites in a guest
	@scripts/kunit.sh
host:	## unit tests of the pure files, in user space
	@tests/host/run.sh
fuzz:	## fuzzers of the pure files, for a bounded time
	@tests/fuzz/run.sh
lint:	## checkpatch, sparse, shellcheck, layers, sizes
	@tests/lint/run.sh
patch:	## one self-contained series for git am or quilt
	@scripts/patch.sh
refresh: ## re-base the patches on the kernel source
	@scripts/refresh.sh
help:	## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12
	@echo "Options of bench: ROWS=fork_exit,boot KERNELS=ours TRACE=0 FRESH=1 CHART=1"
	@echo "Options of kselftest: TESTS=cow,ldt_gdt KERNELS=ours BUILD=0 VARIANT=kselftest"
	@echo "Options: KVER=$(KVER), PEER=mainline, VARIANT=kunit|debug|kselftest|debian. Output: out/"
clean:	## remove everything under out/
	@rm -rf out
