#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""includes.py FILE...: who may include what. Prints each breach of the layers.

    blk, net, con, balloon, user -> core -> include/xenfront -> include/xpv -> arch-pv -> Xen's ABI
    in arch-pv: boot -> all; sched -> event; kexec -> mmu; cpu, mmu, event, sched, kexec -> call
"""
import os
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

ARCH, FRONT = 'arch-pv', 'drivers/xenfront'

# Folder of a linked root -> folders of the same root whose headers it may include.
# '' is the root itself: what all of it shares.
ALL_ARCH = {'', 'boot', 'call', 'cpu', 'mmu', 'event', 'sched', 'kexec', 'tests'}
ALL_FRONT = {'', 'core', 'blk', 'net', 'con', 'balloon', 'user', 'tests'}
MAY_SEE = {
    ARCH: {
        '': ALL_ARCH,
        'boot': ALL_ARCH - {'tests'},
        'tests': ALL_ARCH,
        'call': {'', 'call'},
        'cpu': {'', 'cpu', 'call'},
        'mmu': {'', 'mmu', 'call'},
        'event': {'', 'event', 'call'},
        'kexec': {'', 'kexec', 'mmu', 'call'},
        'sched': {'', 'sched', 'call', 'event'},
        'include': set(),
    },
    FRONT: {
        '': {''},
        'tests': ALL_FRONT,
        'core': {'', 'core'},
        'blk': {'', 'blk'},
        'net': {'', 'net'},
        'con': {'', 'con'},
        'balloon': {'', 'balloon'},
        'user': {'', 'user'},
        'include': set(),
    },
}

# A table of operations names functions of other folders and calls none of them.
TABLES = {f'{ARCH}/mmu/ops.c': {'cpu'}}

# Headers of the kernel that are found beside its own sources.
BESIDE = {f'{FRONT}/con/hvc.c': {'hvc_console.h'}}

# Mainline's Xen headers, where generic x86 itself asks for them.
GLUE = {
    f'{ARCH}/glue.c': {'xen/xen.h'},
    f'{ARCH}/boot/head.S': {'asm/xen/interface.h'},
    f'{ARCH}/kexec/jump.S': {'asm/xen/interface.h'},
}


def own_rule(path, root, folder, name):
    """Why path must not include "name", None when it may."""
    if name in BESIDE.get(path, ()):
        return None
    target = os.path.normpath(os.path.join(os.path.dirname(path), name))
    if not target.startswith(root + '/'):
        return f'"{name}" climbs out of {root}, which is linked into the kernel tree'
    if not os.path.exists(target):
        return f'"{name}" is not there: say <...> for a header that is found by -I'
    seen = target[len(root) + 1:].split('/')
    seen = seen[0] if len(seen) > 1 else ''
    if seen == 'include':
        return f'"{name}" is public: include it as <...>'
    if seen not in MAY_SEE[root][folder] | TABLES.get(path, set()):
        return f'{root}/{folder} must not see {root}/{seen} ("{name}")'
    return None


def kernel_rule(path, root, folder, name):
    """Why path must not include <name>, None when it may."""
    if name in GLUE.get(path, ()):
        return None
    if name.startswith(('xen/', 'asm/xen/')) and not name.startswith('xen/interface/'):
        return f'<{name}> is of mainline\'s Xen code: only <xen/interface/...> is the ABI'
    if root == ARCH and name.startswith('xenfront/'):
        return f'arch-pv must not see the drivers (<{name}>)'
    if root == ARCH and folder == 'event' and name == 'xpv/ptset.h':
        return 'arch-pv/event may use of mmu only the p2m lookup (<xpv/page.h>)'
    if root == FRONT and name.startswith('asm/') and 'pv' in name:
        return f'drivers see arch-pv only as <xpv/...>, not <{name}>'
    return None


def pure_rule(path, lines):
    """A file that user space compiles too includes its surroundings and itself only."""
    names = [m.group(2) for m in map(INCLUDE.match, lines) if m]
    env = [n for n in names if n.endswith('_env.h')]
    if not env or not path.endswith('.c') or '/tests/' in path:
        return None
    env = [n for n in env if os.path.basename(path).startswith(n[:-len("_env.h")])]
    if not env:
        return None
    if len(env) > 1:
        return 'a pure file has one _env.h, not two'
    if any(m and m.group(1) == '<' for m in map(INCLUDE.match, lines)):
        return f'a pure file includes kernel headers only through {env[0]}'
    return None


def place(path):
    for root in (ARCH, FRONT):
        if path.startswith(root + '/'):
            rest = path[len(root) + 1:].split('/')
            return root, rest[0] if len(rest) > 1 else ''
    return None, None


def main():
    for path in sys.argv[1:]:
        root, folder = place(path)
        if not root:
            continue
        with open(path, encoding='utf-8') as text:
            lines = text.read().split('\n')
        if folder not in MAY_SEE[root]:
            print(f'{path}:1: {root}/{folder} has no place in the layers: add it to includes.py')
            continue
        pure = pure_rule(path, lines)
        if pure:
            print(f'{path}:1: {pure}')
        for number, line in enumerate(lines, 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            rule = own_rule if found.group(1) == '"' else kernel_rule
            breach = rule(path, root, folder, found.group(2))
            if breach:
                print(f'{path}:{number}: {breach}')


main()
