#!/usr/bin/env python3
"""Draws what lte_curves printed: share of cells decoded against SNR, one line per duplex, ports and length.

    tests/bench/plot_curves.py docs/lte_curves.csv >docs/lte_curves.svg
"""
import csv
import sys

LEFT, TOP, WIDTH, HEIGHT = 60, 20, 560, 300
COLOURS = {("fdd", "1"): "#1f6fb4", ("fdd", "2"): "#0b3c5d", ("tdd", "1"): "#e07b00", ("tdd", "2"): "#a03d00"}


def read(path):
    curves = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            if row["duplex"] == "duplex":  # several tables in one file
                continue
            key = (row["seconds"], row["duplex"], row["ports"])
            curves.setdefault(key, []).append((float(row["snr_db"]), float(row["decoded"])))
    return {key: sorted(points) for key, points in sorted(curves.items())}


def draw(curves):
    snrs = [snr for points in curves.values() for snr, _ in points]
    low, high = min(snrs), max(snrs)

    def x(snr_db):
        return LEFT + WIDTH * (snr_db - low) / (high - low)

    def y(share):
        return TOP + HEIGHT * (1 - share)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 150} {TOP + HEIGHT + 50}" '
           'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="white"/>']
    for tenth in range(0, 11, 1):
        share = tenth / 10
        colour = "#888" if tenth == 9 else "#ddd"
        out.append(f'<line x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{y(share):.1f}" y2="{y(share):.1f}" stroke="{colour}"/>')
        if tenth % 2 == 0 or tenth == 9:
            out.append(f'<text x="{LEFT - 8}" y="{y(share) + 4:.1f}" text-anchor="end">{share:g}</text>')
    for snr in range(round(low), round(high) + 1):
        out.append(f'<text x="{x(snr):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{snr}</text>')
    out.append(f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 40}" text-anchor="middle">'
               'SNR per resource element, dB (central 1.08 MHz, total over ports)</text>')
    for i, ((seconds, duplex, ports), points) in enumerate(curves.items()):
        colour = COLOURS[(duplex, ports)]
        dash = ' stroke-dasharray="6 4"' if float(seconds) > 0.5 else ""
        path = " ".join(f"{x(snr):.1f},{y(share):.1f}" for snr, share in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        at = TOP + 12 + 18 * i
        out.append(f'<line x1="{LEFT + WIDTH + 12}" x2="{LEFT + WIDTH + 40}" y1="{at}" y2="{at}" '
                   f'stroke="{colour}" stroke-width="2"{dash}/>')
        out.append(f'<text x="{LEFT + WIDTH + 46}" y="{at + 4}">{duplex.upper()}, {ports} port'
                   f'{"s" if ports != "1" else ""}, {float(seconds):g} s</text>')
    out.append("</svg>")
    return "\n".join(out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(draw(read(sys.argv[1])))
