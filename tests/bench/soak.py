#!/usr/bin/env python3
"""What a long run holds, over time: memory, file handles and threads of a command and its children.

    tests/bench/soak.py watch soak.csv [seconds between two lines] -- cellwarden watch ...
    tests/bench/soak.py draw NAME=soak.csv [NAME=soak.csv ...] >docs/soak.svg

Ctrl-C, SIGTERM or the end of the command ends it. Memory is the proportional set size: what processes share counts
once.
"""
import csv
import os
import signal
import subprocess
import sys
import time

COLUMNS = ("seconds", "resident_mb", "handles", "threads", "cpu_s")
PANELS = (("resident_mb", "MB resident"), ("handles", "file handles"), ("threads", "threads"))
COLOURS = ("#1f6fb4", "#e07b00", "#2a8a3a", "#a03d00")
LEFT, TOP, WIDTH, HEIGHT, GAP = 60, 20, 560, 110, 36


def tree(root):
    """The process and all below it."""
    children = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                parent = int(file.read().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(name))
    found, ahead = [], [root]
    while ahead:
        process = ahead.pop()
        found.append(process)
        ahead += children.get(process, [])
    return found


def held_by(process):
    """MB, handles, threads and CPU seconds; nothing of a process that is gone."""
    try:
        with open(f"/proc/{process}/smaps_rollup") as file:
            kilobytes = next((int(line.split()[1]) for line in file if line.startswith("Pss:")), 0)
        with open(f"/proc/{process}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        ticks = int(fields[11]) + int(fields[12])
        return (kilobytes / 1e3, len(os.listdir(f"/proc/{process}/fd")), len(os.listdir(f"/proc/{process}/task")),
                ticks / os.sysconf("SC_CLK_TCK"))
    except (OSError, IndexError):
        return (0.0, 0, 0, 0.0)


def watch(path, every_s, command):
    process = subprocess.Popen(command)
    signal.signal(signal.SIGINT, lambda *_: None)  # it has it too
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    began = time.monotonic()
    with open(path, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        while process.poll() is None:
            held = [sum(values) for values in zip(*map(held_by, tree(process.pid)))]
            rows.writerow([f"{time.monotonic() - began:.0f}", f"{held[0]:.1f}", held[1], held[2], f"{held[3]:.1f}"])
            file.flush()
            try:
                process.wait(every_s)
            except subprocess.TimeoutExpired:
                pass
    return process.returncode


def read(path):
    with open(path, newline="") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


def panel(top, column, title, runs):
    high = 1.15 * max(row[column] for _, rows in runs for row in rows)
    out = [f'<rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#ddd"/>',
           f'<text x="{LEFT + 6}" y="{top + 15}" fill="#444">{title}</text>']
    for share in (0.0, 0.5, 1.0):
        y = top + HEIGHT * (1 - share)
        out.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share * high:.3g}</text>')
    end_s = max(row["seconds"] for _, rows in runs for row in rows)
    for colour, (_, rows) in zip(COLOURS, runs):
        points = " ".join(f'{LEFT + WIDTH * row["seconds"] / end_s:.1f},{top + HEIGHT * (1 - row[column] / high):.1f}'
                          for row in rows)
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
    return out


def draw(runs):
    bottom = TOP + len(PANELS) * (HEIGHT + GAP)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 20} {bottom + 20 * len(runs) + 24}" '
           'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="white"/>']
    for i, (column, title) in enumerate(PANELS):
        out += panel(TOP + i * (HEIGHT + GAP), column, title, runs)
    minutes = max(row["seconds"] for _, rows in runs for row in rows) / 60
    for quarter in range(5):
        out.append(f'<text x="{LEFT + WIDTH * quarter / 4:.1f}" y="{bottom - GAP + 18}" text-anchor="middle">'
                   f'{minutes * quarter / 4:.0f}</text>')
    out.append(f'<text x="{LEFT + WIDTH / 2}" y="{bottom}" text-anchor="middle">minutes of signal</text>')
    for i, (colour, (name, _)) in enumerate(zip(COLOURS, runs)):
        y = bottom + 20 * (i + 1)
        out.append(f'<line x1="{LEFT}" x2="{LEFT + 28}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>')
        out.append(f'<text x="{LEFT + 36}" y="{y + 4}">{name}</text>')
    out.append("</svg>")
    return "\n".join(out)


def main(arguments):
    if len(arguments) > 3 and arguments[0] == "watch" and "--" in arguments:
        at = arguments.index("--")
        every_s = float(arguments[2]) if at > 2 else 10.0
        return watch(arguments[1], every_s, arguments[at + 1:])
    if len(arguments) > 1 and arguments[0] == "draw":
        print(draw([(name, read(path)) for name, path in (run.rsplit("=", 1) for run in arguments[1:])]))
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except OSError as error:
        sys.exit(f"soak.py: {error.filename}: {error.strerror}")
