#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""sizes.py FILE...: how long files and functions are. Prints what is too long.

A function is what stands between braces in the first column. One line on
descriptor 3, where that is open, tells the medians.
"""
import os
import statistics
import sys

FILE_MAX = {'.c': 600, '.S': 600, '.h': 250, '.sh': 400, '.py': 400}
FUNCTION_MAX = 80
FUNCTION_LONG = 50

# How many functions of each part may be longer than FUNCTION_LONG. It only shrinks.
LONG_ALLOWED = {'arch-pv': 0, 'drivers/xenfront': 0, 'tests': 0}


def functions(lines):
    """(line of the head, name, lines) of each function"""
    start = None
    for number, line in enumerate(lines, 1):
        if line == '{':
            start = number
        elif start and line.startswith('}'):
            yield head(lines, start) + (number - start + 1,)
            start = None


def head(lines, brace):
    """Line and name of the function whose body opens at line brace."""
    at = brace - 1
    while at > 1 and lines[at - 1][:1] in (' ', '\t'):
        at -= 1
    return at, lines[at - 1].split('(')[0].split()[-1].lstrip('*')


def part_of(path):
    return next((p for p in LONG_ALLOWED if path.startswith(p + '/')), None)


def main():
    files, lengths, long = [], [], {}
    for path in sys.argv[1:]:
        limit = FILE_MAX.get(os.path.splitext(path)[1])
        if limit is None:
            continue
        with open(path, encoding='utf-8') as text:
            lines = text.read().split('\n')
        size = len(lines) - 1
        if size > limit:
            print(f'{path}:{limit}: the file has {size} lines, more than {limit}: split it')
        if not path.endswith('.c'):
            continue
        if not path.startswith('tests/'):
            files.append(size)
        for number, name, length in functions(lines):
            if not path.startswith('tests/'):
                lengths.append(length)
            if length > FUNCTION_MAX:
                print(f'{path}:{number}: {name}() has {length} lines, '
                      f'more than {FUNCTION_MAX}: split it')
            elif length > FUNCTION_LONG:
                long.setdefault(part_of(path), []).append((path, number, name, length))
    for part, found in sorted(long.items(), key=str):
        allowed = LONG_ALLOWED.get(part, 0)
        if len(found) > allowed:
            for path, number, name, length in found:
                print(f'{path}:{number}: {name}() has {length} lines: {allowed} functions of '
                      f'{part} may have more than {FUNCTION_LONG}, {len(found)} have')
    report(files, lengths)


def report(files, lengths):
    if not files or not lengths:
        return
    try:
        with os.fdopen(3, 'w') as note:
            note.write(f'{len(files)} files of {statistics.median(files):.0f} lines (median, '
                       f'longest {max(files)}), {len(lengths)} functions of '
                       f'{statistics.median(lengths):.0f} (median, longest {max(lengths)})\n')
    except OSError:
        pass


main()
