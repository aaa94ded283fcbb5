#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""text.py RULE FILE...: what must or must not be written, by RULE.

    spdx      each file names its licence in its first lines
    bug       no BUG() in the drivers: a device is given up, not the guest
    version   which kernel this is, only compat.h asks
    machine   nothing names a machine, a home folder or a package host
"""
import os
import re
import sys

SPDX = re.compile(r'SPDX-License-Identifier: GPL-2\.0-only\b')
# Files that have no place for it: prose, lists of names, patches (the patched
# file has its own line).
SPDX_EXEMPT = re.compile(r'(^|/)(\.gitignore|series|README\.md|LICENSE|COPYING)$|\.patch$|\.md$')

BUG = re.compile(r'(?<!\w)(BUG|BUG_ON|VM_BUG_ON|panic)\s*\(')
VERSION = re.compile(r'\b(LINUX_VERSION_CODE|KERNEL_VERSION|LINUX_VERSION_\w+)\b')

# An absolute path that only exists on somebody's machine. /root, /tmp and the like
# are there in every guest.
MACHINE = re.compile(r'(?<![\w.$}~/-])/(?:home|work|workspace|workdir|Users|mnt/[a-z]|srv)/')
HOST = re.compile(r'\bhttps?://([\w.-]+)')
# Where documents are, as opposed to packages.
HOST_KNOWN = re.compile(r'(^|\.)(kernel\.org|xenproject\.org|xen\.org|debian\.org|gnu\.org|'
                        r'llvm\.org|spdx\.org|github\.com|w3\.org)$')
HOST_PACKAGES = re.compile(r'\b(?:deb|ftp|security|snapshot|archive|pypi|files|registry|proxy|'
                           r'mirror|mirrors|npm|crates|artifactory|nexus)\.[a-z][\w-]*\.[a-z]{2,}\b',
                           re.I)


def code_lines(lines):
    """Numbered lines without their comments; strings stay."""
    inside = False
    for number, line in enumerate(lines, 1):
        out = ''
        while line:
            if inside:
                _, end, line = line.partition('*/')
                inside = not end
            else:
                before, begin, line = line.partition('/*')
                out += before
                inside = bool(begin)
        yield number, out


def spdx(path, lines):
    if SPDX_EXEMPT.search(path) or any(SPDX.search(line) for line in lines[:3]):
        return
    yield 1, 'no "SPDX-License-Identifier: GPL-2.0-only" in the first three lines'


def bug(path, lines):
    if not path.startswith('drivers/') or not path.endswith(('.c', '.h')):
        return
    for number, line in code_lines(lines):
        found = BUG.search(line)
        if found:
            yield number, f'{found.group(1)}() ends the guest: give the device up instead'


def version(path, lines):
    if not path.endswith(('.c', '.h', '.S')) or os.path.basename(path) == 'compat.h':
        return
    for number, line in code_lines(lines):
        found = VERSION.search(line)
        if found:
            yield number, f'{found.group(1)} belongs into compat.h'


def machine(path, lines):
    for number, line in enumerate(lines, 1):
        found = MACHINE.search(line)
        if found and path != 'tests/lint/text.py':
            yield number, f'a path of some machine ({found.group()}): find it from $0 or by a variable'
        for host in HOST.findall(line):
            if not HOST_KNOWN.search(host):
                yield number, f'names the host {host}: say what is there, not where'
        found = HOST_PACKAGES.search(line)
        if found and path != 'tests/lint/text.py':
            yield number, f'names the package host {found.group()}: that is apt\'s business'


RULES = {rule.__name__: rule for rule in (spdx, bug, version, machine)}


def main():
    rule = RULES[sys.argv[1]]
    for path in sys.argv[2:]:
        with open(path, encoding='utf-8', errors='replace') as text:
            lines = text.read().split('\n')
        for number, sentence in rule(path, lines):
            print(f'{path}:{number}: {sentence}')


main()
