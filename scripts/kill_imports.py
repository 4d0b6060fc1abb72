#!/usr/bin/env python3
"""Kills imports of known towers at random moments, and looks at what is left each time.

  scripts/kill_imports.py build/bench/bin/cellwarden cell_towers.csv [--kills 100] [--seed 1]

The old database must answer after each kill, and be the same octets; the import after the last kill must complete and
leave nothing behind. A list that takes some seconds gives kills in all of its steps.
"""

import argparse
import collections
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stage(folder):
    """How far it came, by what lies in its work folder."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    if any(name.startswith("towers.part") for name in names):
        return "writing"
    return "reading" if names else "before"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("list")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    program = os.path.abspath(arguments.program)
    stages = collections.Counter()
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(arguments.list))) as folder:
        database = os.path.join(folder, "towers.sqlite")
        old = os.path.join(folder, "old.csv")
        with open(old, "w", encoding="ascii") as file:
            file.write("radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal\n"
                       "LTE,262,1,4711,27447297,301,13.405,52.52,1000,7,1,1282569574,1300155341,0\n")
        run = [program, "towers", "import", "--towers", database]
        subprocess.run(run + [old], check=True, stderr=subprocess.DEVNULL)
        before = digest(database)
        saved = os.path.join(folder, "saved.sqlite")
        shutil.copyfile(database, saved)
        begun = time.monotonic()
        whole = os.path.join(folder, "whole.sqlite")
        subprocess.run([program, "towers", "import", "--towers", whole, arguments.list], check=True,
                       stderr=subprocess.DEVNULL)
        takes_s = time.monotonic() - begun
        os.remove(whole)
        kills = completed = 0
        while kills < arguments.kills:
            process = subprocess.Popen(run + [arguments.list], stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.0, takes_s))
            if process.poll() is not None:  # what an earlier one had read made it faster
                if process.returncode != 0 or os.path.exists(database + ".import"):
                    sys.exit(f"after kill {kills} the next import did not complete")
                completed += 1
                shutil.copyfile(saved, database)
                continue
            process.kill()
            process.wait()
            kills += 1
            stages[stage(database + ".import")] += 1
            if digest(database) != before:
                sys.exit(f"after kill {kills} the old database is another")
            found = subprocess.run([program, "towers", "lookup", "262-01-27447297", "--towers", database],
                                   capture_output=True, text=True, check=True)
            if "52.52,13.405" not in found.stdout:
                sys.exit(f"after kill {kills} the old database does not answer: {found.stdout}")
        subprocess.run(run + [arguments.list], check=True, stderr=subprocess.DEVNULL)
        subprocess.run([program, "towers", "verify", "--towers", database], check=True, stdout=subprocess.DEVNULL)
        left = sorted(set(os.listdir(folder)) - {"towers.sqlite", "old.csv", "saved.sqlite"})
        if left:
            sys.exit(f"left behind: {left}")
    print(f"{kills} kills within {takes_s:.1f} s of work ({dict(stages)}): the old database answered each time, "
          f"{completed + 1} imports in between and after completed, nothing was left behind")


if __name__ == "__main__":
    main()
