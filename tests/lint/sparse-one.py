#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""make's CHECK program: sparse for one of our files, remembered.

make C=2 calls it as `sparse-one.py FLAGS... FILE` with the objects' folder as
working directory. What sparse prints goes to LINT_SPARSE/<object>.txt; while
that is newer than FILE and all it includes, sparse is not run again. Files
that are not ours are passed over.
"""
import os
import re
import subprocess
import sys

OURS = re.compile(r'(?:^|/)(arch/x86/pv|drivers/xenfront)/(.*)\.c$')


def dependencies(obj):
    """The files that the compiler read for an object, from kbuild's record."""
    folder, name = os.path.split(obj)
    with open(f'{folder}/.{name}.cmd', encoding='utf-8') as record:
        text = record.read()
    listed = re.search(r'^deps_\S+ := \\\n(.*?)\n\n', text, re.M | re.S)
    words = listed.group(1).replace('\\\n', ' ').split() if listed else []
    return [w for w in words if not w.startswith('$(')]


def is_current(result, source, obj):
    try:
        made = os.stat(result).st_mtime
        return all(os.stat(f).st_mtime < made
                   for f in [source, __file__, *dependencies(obj)])
    except OSError:
        return False


def main():
    source = sys.argv[-1]
    ours = OURS.search(source)
    if not ours:
        return
    obj = f'{ours.group(1)}/{ours.group(2)}.o'
    result = os.path.join(os.environ['LINT_SPARSE'], obj.replace('/', '-')[:-2] + '.txt')
    if is_current(result, source, obj):
        return
    run = subprocess.run(['sparse', *sys.argv[1:]], text=True, check=False,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = run.stdout
    if run.returncode and not text:
        text = f'{source}:1: sparse ended with status {run.returncode}\n'
    with open(result + '.new', 'w', encoding='utf-8') as out:
        out.write(text)
    os.replace(result + '.new', result)


main()
