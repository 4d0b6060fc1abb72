#!/usr/bin/env python3
"""Of the sources on standard input, those that a build made from one of the named files.

sources_that_include.py BUILD LIST: LIST holds file names, one a line, from the repository's root. Names on
standard input and output end with a zero octet. What an object was made from is what the compiler noted.
"""
import os
import subprocess
import sys


def files_of_objects(build):
    """For each object, the files of this repository that it was made from."""
    noted = subprocess.run(["ninja", "-C", build, "-t", "deps"], check=True, capture_output=True, text=True)
    files = []
    for line in noted.stdout.splitlines():
        if not line.startswith(" "):
            files.append(set())
        elif files:
            path = os.path.realpath(os.path.join(build, line.strip()))
            files[-1].add(os.path.relpath(path))
    return files


def main():
    build, listed = sys.argv[1:]
    with open(listed, encoding="utf-8") as names:
        changed = {name.strip() for name in names}
    suspects = set()
    for files in files_of_objects(build):
        if files & changed:
            suspects |= files
    for source in sys.stdin.buffer.read().decode().split("\0"):
        if source and (source in suspects or source in changed):
            sys.stdout.write(source + "\0")


main()
