#!/usr/bin/env python3
"""What it takes Debian's sqlite3 shell to import a tower list in OpenCelliD's columns and to index it as our
database is indexed: by identity, and by place (a grid of a hundredth of a degree).

  scripts/compare_with_sqlite_import.py cell_towers.csv [--no-header] [--keep FILE] [--cache-mb 256]

It is sqlite3's best case: no journal, nothing synchronised, one transaction, values taken as they are. What it
does not do is look at them: rows that are none, repeated or off the Earth are imported like others, and a quote
that is never closed takes in all lines up to the next one (make_tower_list --clean makes a list without any).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

TABLE = """create table cells(radio text, mcc integer, net integer, area integer, cell integer, unit integer,
  lon real, lat real, range integer, samples integer, changeable integer, created integer, updated integer,
  averageSignal integer);"""
IDENTITY = "create index identity on cells(mcc, net, radio, cell, area);"
PLACE = ("create index place on cells(cast((lat + 90) * 100 as integer) * 36000 "
         "+ cast((lon + 180) * 100 as integer));")


def run(database, cache_mb, lines):
    """One sqlite3 of its own: wall and CPU seconds, the most memory it had in MiB, and what it complained of."""
    script = "\n".join([".bail off", "pragma journal_mode=off;", "pragma synchronous=off;",
                        "pragma locking_mode=exclusive;", f"pragma cache_size=-{cache_mb * 1024};"] + lines) + "\n"
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(["sqlite3", "-batch", database], stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, stderr=said, text=True)
        process.stdin.write(script)
        process.stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.monotonic() - start
        said.seek(0)
        complaints = sum(1 for _ in said)
    if process.returncode != 0 and complaints == 0:
        sys.exit(f"sqlite3 ended with {process.returncode}")
    return wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, complaints


def value(database, query):
    return subprocess.run(["sqlite3", database, query], capture_output=True, text=True, check=True).stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv")
    parser.add_argument("--no-header", action="store_true", help="the list begins with its first row")
    parser.add_argument("--keep", metavar="FILE", help="the database is left there (default: thrown away)")
    parser.add_argument("--cache-mb", type=int, default=256, help="sqlite's page cache")
    arguments = parser.parse_args()
    if not os.path.isfile(arguments.csv):
        sys.exit(f"{arguments.csv}: no such file")
    if '"' in arguments.csv:
        sys.exit(f"{arguments.csv}: sqlite3's .import takes no name with a quote in it")
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(arguments.keep or arguments.csv))) as work:
        database = arguments.keep or os.path.join(work, "cells.sqlite")
        if os.path.exists(database):
            sys.exit(f"{database}: exists already")
        skip = "" if arguments.no_header else "--skip 1 "
        steps = [(".import --csv", [TABLE, f'.import --csv {skip}"{arguments.csv}" cells']),
                 ("index by identity", [IDENTITY]), ("index by place", [PLACE])]
        print(f"{'step':<20} {'wall s':>10} {'CPU s':>10} {'RSS MiB':>10} {'file MiB':>10} {'complaints':>11}")
        total = [0.0, 0.0, 0.0, 0]
        for name, lines in steps:
            wall_s, cpu_s, rss_mib, complaints = run(database, arguments.cache_mb, lines)
            size_mib = os.path.getsize(database) / 2**20
            print(f"{name:<20} {wall_s:>10.2f} {cpu_s:>10.2f} {rss_mib:>10.1f} {size_mib:>10.1f} {complaints:>11}")
            total = [total[0] + wall_s, total[1] + cpu_s, max(total[2], rss_mib), total[3] + complaints]
        print(f"{'all':<20} {total[0]:>10.2f} {total[1]:>10.2f} {total[2]:>10.1f} {size_mib:>10.1f} {total[3]:>11}")
        rows = int(value(database, "select count(*) from cells;"))
        print(f"{rows} rows, {rows / total[0]:.0f} a second")
        print(f"sqlite3 {value(database, 'select sqlite_version();')}")


if __name__ == "__main__":
    main()
