#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""each.py FOLDER CMD...: CMD FILE for each FILE named on standard input.

What CMD printed is remembered in FOLDER and printed again as long as FILE, the
command and the files that the command names stay the same.
"""
import concurrent.futures
import hashlib
import os
import subprocess
import sys


def digest(*parts):
    total = hashlib.sha256()
    for part in parts:
        total.update(part if isinstance(part, bytes) else part.encode())
        total.update(b'\0')
    return total.hexdigest()[:40]


def content(path):
    with open(path, 'rb') as text:
        return text.read()


def main():
    folder, command = sys.argv[1], sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    rules = digest(*command, *(content(w) for w in command if os.path.isfile(w)))

    def result(path):
        kept = os.path.join(folder, digest(rules, path, content(path)))
        if not os.path.exists(kept):
            run = subprocess.run([*command, path], check=False, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            with open(kept + '.new', 'wb') as out:
                out.write(run.stdout)
            os.replace(kept + '.new', kept)
        return kept

    jobs = int(os.environ.get('JOBS', '2'))
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        kept = list(pool.map(result, sys.stdin.read().split('\n')[:-1]))
    for path in kept:
        sys.stdout.write(content(path).decode(errors='replace'))
    for name in set(os.listdir(folder)) - {os.path.basename(path) for path in kept}:
        os.unlink(os.path.join(folder, name))


main()
