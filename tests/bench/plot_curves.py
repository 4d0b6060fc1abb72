#!/usr/bin/env python3
"""Draws what lte_curves, lte_sib1_curves or gsm_curves printed: share of cells decoded against SNR, one line per
duplex, ports and length; or of SIB1's transmissions, one line per radio channel and time added up, and dashed those
that fade, for one bandwidth and number of ports; or of blocks, one line per radio channel, and dashed those of the
BCCH, which repeat.

    tests/bench/plot_curves.py docs/lte_curves.csv >docs/lte_curves.svg
    tests/bench/plot_curves.py docs/lte_sib1_curves.csv >docs/lte_sib1_curves.svg
    tests/bench/plot_curves.py docs/gsm_curves.csv >docs/gsm_curves.svg
"""
import csv
import sys

LEFT, TOP, WIDTH, HEIGHT = 60, 20, 560, 300
COLOURS = {("fdd", "1"): "#1f6fb4", ("fdd", "2"): "#0b3c5d", ("tdd", "1"): "#e07b00", ("tdd", "2"): "#a03d00"}
GSM = {"none": ("one path", "#1f6fb4"), "TU": ("TU", "#e07b00"), "HT": ("HT", "#2a8a3a"), "RA": ("RA", "#a03d00"),
       "EQ": ("EQ", "#666666"), "two": ("two paths, 16 us", "#8a2a8a")}
LTE_AXIS = "SNR per resource element, dB (central 1.08 MHz, total over ports)"
SIB1 = {"alone": ("alone", "#1f6fb4"), "in_80_ms": ("80 ms", "#e07b00"), "in_320_ms": ("320 ms", "#2a8a3a")}
SIB1_DRAWN = ("100", "2")  # resource blocks and ports; the others look alike
SIB1_AXIS = "SNR per resource element, dB (20 MHz, 2 ports, total over ports)"
GSM_AXIS = "SNR in 200 kHz, dB"


def lte_label(row):
    """Of the line that a row belongs to: text, colour, whether it is dashed."""
    ports = row["ports"]
    text = f'{row["duplex"].upper()}, {ports} port{"s" if ports != "1" else ""}, {float(row["seconds"]):g} s'
    return text, COLOURS[(row["duplex"], ports)], float(row["seconds"]) > 0.5


def gsm_label(row, is_bcch):
    name, colour = GSM[row["multipath"]]
    speed = f' {row["speed_kmh"]} km/h' if row["speed_kmh"] != "0" else ""
    return f'{name}{speed}{", BCCH" if is_bcch else ""}', colour, is_bcch


def sib1_label(row, column):
    text, colour = SIB1[column]
    is_fading = row["multipath"] != "none"
    name = f'{row["multipath"].upper()}{row["doppler_hz"]}' if is_fading else "one path"
    return f"{name}, {text}", colour, is_fading


def read(path):
    """Lines of points by label, and what the axis shows."""
    curves = {}
    axis = LTE_AXIS
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            if row["snr_db"] == "snr_db":  # several tables in one file
                continue
            snr_db = float(row["snr_db"])
            if "in_80_ms" in row:
                axis = SIB1_AXIS
                if (row["bandwidth_rb"], row["ports"]) != SIB1_DRAWN:
                    continue
                for column in SIB1:
                    curves.setdefault(sib1_label(row, column), []).append((snr_db, float(row[column])))
            elif "multipath" in row and "bcch_decoded" in row:
                axis = GSM_AXIS
                curves.setdefault(gsm_label(row, False), []).append((snr_db, float(row["decoded"])))
                curves.setdefault(gsm_label(row, True), []).append((snr_db, float(row["bcch_decoded"])))
            else:
                curves.setdefault(lte_label(row), []).append((snr_db, float(row["decoded"])))
    return {label: sorted(points) for label, points in
            sorted(curves.items(), key=lambda line: (line[0][2], line[0][0]))}, axis


def draw(curves, axis):
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
               f'{axis}</text>')
    for i, ((text, colour, is_dashed), points) in enumerate(curves.items()):
        dash = ' stroke-dasharray="6 4"' if is_dashed else ""
        path = " ".join(f"{x(snr):.1f},{y(share):.1f}" for snr, share in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        at = TOP + 12 + 18 * i
        out.append(f'<line x1="{LEFT + WIDTH + 12}" x2="{LEFT + WIDTH + 40}" y1="{at}" y2="{at}" '
                   f'stroke="{colour}" stroke-width="2"{dash}/>')
        out.append(f'<text x="{LEFT + WIDTH + 46}" y="{at + 4}">{text}</text>')
    out.append("</svg>")
    return "\n".join(out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(draw(*read(sys.argv[1])))
