#!/usr/bin/env python3
"""Makes firmware-config/countries/outlines.txt: where countries are, for rules about a cell's country code.

    npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
    scripts/make_outlines.py package > firmware-config/countries/outlines.txt

The npm package world-atlas (ISC licence) holds Natural Earth 4.1.0 (public domain, naturalearthdata.com) as
TopoJSON. Taken is 1:10m with fewer points, so that no border moves by more than TOLERANCE_deg, and every island.
1:50m is of the same size and up to 16 km off (2 km in every tenth point), and lacks islands that have networks.
Prints on stderr how far the result lies from its source, on which `accuracy_m` rests.

What is in dispute is not decided here: there the file says that nothing is known of the countries concerned.
Its zones are drawn by hand, as wide as need be.
"""
import json
import math
import sys

UNIT_deg = 0.002
TOLERANCE_deg = 0.0125
ACCURACY_m = 5000  # the farthest point is 4.2 km off, one in a thousand 1.5 km; the source itself some hundred metres
DEGREE_m = 111195.0

NUMBER_AND_CODE = """
    004AF 008AL 010AQ 012DZ 016AS 020AD 024AO 028AG 031AZ 032AR 036AU 040AT 044BS 048BH 050BD 051AM
    052BB 056BE 060BM 064BT 068BO 070BA 072BW 074BV 076BR 084BZ 086IO 090SB 092VG 096BN 100BG 104MM
    108BI 112BY 116KH 120CM 124CA 132CV 136KY 140CF 144LK 148TD 152CL 156CN 158TW 162CX 166CC 170CO
    174KM 175YT 178CG 180CD 184CK 188CR 191HR 192CU 196CY 203CZ 204BJ 208DK 212DM 214DO 218EC 222SV
    226GQ 231ET 232ER 233EE 234FO 238FK 239GS 242FJ 246FI 248AX 250FR 254GF 258PF 260TF 262DJ 266GA
    268GE 270GM 275PS 276DE 288GH 292GI 296KI 300GR 304GL 308GD 312GP 316GU 320GT 324GN 328GY 332HT
    334HM 336VA 340HN 344HK 348HU 352IS 356IN 360ID 364IR 368IQ 372IE 376IL 380IT 384CI 388JM 392JP
    398KZ 400JO 404KE 408KP 410KR 414KW 417KG 418LA 422LB 426LS 428LV 430LR 434LY 438LI 440LT 442LU
    446MO 450MG 454MW 458MY 462MV 466ML 470MT 474MQ 478MR 480MU 484MX 492MC 496MN 498MD 499ME 500MS
    504MA 508MZ 512OM 516NA 520NR 524NP 528NL 531CW 533AW 534SX 535BQ 540NC 548VU 554NZ 558NI 562NE
    566NG 570NU 574NF 578NO 580MP 581UM 583FM 584MH 585PW 586PK 591PA 598PG 600PY 604PE 608PH 612PN
    616PL 620PT 624GW 626TL 630PR 634QA 638RE 642RO 643RU 646RW 652BL 654SH 659KN 660AI 662LC 663MF
    666PM 670VC 674SM 678ST 682SA 686SN 688RS 690SC 694SL 702SG 703SK 704VN 705SI 706SO 710ZA 716ZW
    724ES 728SS 729SD 732EH 740SR 744SJ 748SZ 752SE 756CH 760SY 762TJ 764TH 768TG 772TK 776TO 780TT
    784AE 788TN 792TR 795TM 796TC 798TV 800UG 804UA 807MK 818EG 826GB 831GG 832JE 833IM 834TZ 840US
    850VI 854BF 858UY 860UZ 862VE 876WF 882WS 887YE 894ZM
"""
ISO = {entry[:3]: entry[3:] for entry in NUMBER_AND_CODE.split()}
BY_NAME = {
    "Kosovo": ["disputed", "XK", "RS"],
    "Somaliland": ["SO"],
    "N. Cyprus": ["disputed", "CY", "TR"],
    "Cyprus U.N. Buffer Zone": ["disputed", "CY", "TR"],
    "W. Sahara": ["disputed", "EH", "MA", "MR"],
    "Siachen Glacier": ["disputed", "IN", "PK", "CN"],
    "Indian Ocean Ter.": ["CX"],
    "Ashmore and Cartier Is.": ["AU"],
    "Coral Sea Is.": ["AU"],
    "Akrotiri": ["CY"],
    "Dhekelia": ["CY"],
    "Baikonur": ["disputed", "KZ", "RU"],
    "USNB Guantanamo Bay": ["disputed", "CU", "US"],
    "Clipperton I.": ["FR"],
    "Antarctica": None,  # everybody's: a zone below
    "Spratly Is.": ["disputed", "*"],
    "Scarborough Reef": ["disputed", "*"],
    "Bajo Nuevo Bank": ["disputed", "*"],
    "Serranilla Bank": ["disputed", "*"],
}
# Parts of a country that have country codes of their own: west, south, east, north.
PARTS = {
    "FR": [("GF", -55.5, 1.5, -51, 6.5), ("GP", -62, 15.7, -60.9, 16.6), ("MQ", -61.4, 14.2, -60.7, 15),
           ("RE", 55, -21.6, 56, -20.7), ("YT", 44.9, -13.2, 45.4, -12.5)],
    "NL": [("BQ", -69, 11.5, -67.5, 13), ("BQ", -63.6, 17, -62.5, 18)],
}
# As wide as need be: claimants, then corners as longitude and latitude.
ZONES = [
    (["*"], [(-180, -90), (180, -90), (180, -60), (-180, -60)]),
    (["RU", "UA"], [(32.3, 44.2), (36.8, 44.2), (36.8, 45.6), (35, 46.3), (32.3, 46.4)]),  # Crimea
    (["RU", "UA"], [(31.3, 46.0), (38.5, 46.0), (40.4, 47.7), (40.4, 50.1), (36.0, 50.4), (36.0, 48.2),
                    (33.0, 47.2), (31.3, 47.0)]),  # Kherson, Zaporizhzhia, Donetsk, Luhansk, Kharkiv
    (["IL", "SY", "LB"], [(35.5, 32.6), (36.0, 32.6), (36.0, 33.45), (35.5, 33.45)]),  # Golan
    (["IN", "PK", "CN"], [(72.3, 32.2), (80.5, 32.2), (80.5, 36.0), (77.8, 36.6), (74.0, 37.3), (72.3, 36.9)]),
    (["IN", "CN"], [(91.4, 26.5), (97.6, 27.0), (97.6, 29.6), (91.4, 28.5)]),  # Arunachal Pradesh
    (["IN", "CN"], [(78.2, 30.3), (80.4, 30.3), (80.4, 32.3), (78.2, 32.3)]),
    (["BT", "CN"], [(88.8, 27.0), (91.9, 27.6), (91.9, 28.5), (89.0, 28.5)]),
    (["GE", "RU"], [(39.9, 42.3), (42.3, 42.4), (42.2, 43.2), (40.9, 43.7), (39.9, 43.6)]),  # Abkhazia
    (["GE", "RU"], [(43.3, 41.9), (44.7, 41.9), (44.7, 42.8), (43.3, 42.8)]),  # South Ossetia
    (["AM", "AZ"], [(44.9, 38.6), (47.4, 38.6), (47.4, 40.6), (44.9, 41.2)]),
    (["RS", "XK"], [(20.4, 42.6), (21.0, 42.8), (21.0, 43.35), (20.4, 43.35)]),  # the north of Kosovo
    (["JP", "RU"], [(145.2, 43.2), (149.2, 43.6), (149.2, 45.7), (145.2, 44.7)]),  # southern Kuril islands
    (["EG", "SD"], [(33.0, 21.7), (37.2, 21.7), (37.2, 23.4), (33.0, 22.4)]),  # Halaib and Bir Tawil
    (["SD", "SS"], [(27.7, 9.2), (29.2, 9.2), (29.2, 10.3), (27.7, 10.3)]),  # Abyei
    (["KE", "SS", "ET"], [(34.2, 4.1), (36.1, 4.1), (36.1, 5.5), (34.2, 5.5)]),  # Ilemi
    (["*"], [(110.9, 15.5), (113.0, 15.5), (113.0, 17.3), (110.9, 17.3)]),  # Paracel islands
    (["*"], [(109.3, 6.2), (117.9, 6.9), (117.9, 12.3), (109.3, 12.3)]),  # Spratly islands
    (["GB", "ES", "GI"], [(-5.37, 36.09), (-5.32, 36.09), (-5.32, 36.17), (-5.37, 36.17)]),  # Gibraltar
    (["AR", "CL"], [(-73.8, -50.8), (-72.5, -50.8), (-72.5, -48.9), (-73.8, -48.9)]),  # southern ice field
    (["GY", "VE"], [(-61.5, 3.0), (-58.0, 3.0), (-58.0, 8.7), (-61.5, 8.7)]),  # Essequibo
]


def on_one_side(points):
    """The package has some points of the date line on its other side: -180 for 180."""
    if all(abs(a[0] - b[0]) < 180 for a, b in zip(points, points[1:])):
        return points
    side = 180 if sum(x > 0 for x, _ in points) * 2 > len(points) else -180
    return [(side if abs(x) > 179.99 and x * side < 0 else x, y) for x, y in points]


class Topology:
    """A TopoJSON file's polygons in degrees."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            raw = json.load(file)
        sx, sy = raw["transform"]["scale"]
        tx, ty = raw["transform"]["translate"]
        self.arcs = []
        for arc in raw["arcs"]:
            x = y = 0
            points = []
            for dx, dy in arc:
                x += dx
                y += dy
                points.append((x * sx + tx, y * sy + ty))
            self.arcs.append(on_one_side(points))
        self.thin_arcs = [simplified_arc(arc) for arc in self.arcs]
        self.geometries = raw["objects"]["countries"]["geometries"]

    @staticmethod
    def ring(indices, arcs):
        points = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        points = on_one_side(points)
        return points[:-1] if points[0] == points[-1] else points

    def polygons(self):
        """(name, ISO number, [outer ring, holes...], the same with fewer points)"""
        for geometry in self.geometries:
            parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
            for part in parts:
                yield (geometry["properties"]["name"], geometry.get("id"), [self.ring(r, self.arcs) for r in part],
                       [self.ring(r, self.thin_arcs) for r in part])


def owner(name, number, outer):
    """Whose it is: ["DE"], ["disputed", "XK", "RS"]; None: left out."""
    if name in BY_NAME:
        return BY_NAME[name]
    code = ISO[number]
    if code == "UM":
        code = "US"
    x = sum(p[0] for p in outer) / len(outer)
    y = sum(p[1] for p in outer) / len(outer)
    for part, west, south, east, north in PARTS.get(code, []):
        if west <= x <= east and south <= y <= north:
            return [part]
    return [code]


def is_inside(rings, x, y):
    inside = False
    for ring in rings:
        x1, y1 = ring[-1]
        for x2, y2 in ring:
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
            x1, y1 = x2, y2
    return inside


class Outline:
    """A country's polygons, and how far a point is from them."""

    CELL_deg = 0.25

    def __init__(self):
        self.polygons = []
        self.boxes = []
        self.cells = {}

    def add(self, rings):
        self.polygons.append(rings)
        xs = [p[0] for p in rings[0]]
        ys = [p[1] for p in rings[0]]
        self.boxes.append((min(xs), min(ys), max(xs), max(ys)))
        for ring in rings:
            for a, b in zip(ring, ring[1:] + ring[:1]):
                steps = 1 + int(max(abs(b[0] - a[0]), abs(b[1] - a[1])) / self.CELL_deg * 2)
                where = {self.cell(a[0] + (b[0] - a[0]) * i / steps, a[1] + (b[1] - a[1]) * i / steps)
                         for i in range(steps + 1)}
                for key in where:
                    self.cells.setdefault(key, []).append((a, b))

    def cell(self, x, y):
        return int(x // self.CELL_deg), int(y // self.CELL_deg)

    def distance_m(self, x, y):
        """0 inside; as far as the next cells, farther is told as infinite."""
        best = math.inf
        cx, cy = self.cell(x, y)
        k = math.cos(math.radians(y))
        for i in (-1, 0, 1):
            for j in (-1, 0, 1):
                for (ax, ay), (bx, by) in self.cells.get((cx + i, cy + j), ()):
                    ax, ay, bx, by = (ax - x) * k, ay - y, (bx - x) * k, by - y
                    dx, dy = bx - ax, by - ay
                    length = dx * dx + dy * dy
                    t = 0 if length == 0 else max(0, min(1, -(ax * dx + ay * dy) / length))
                    best = min(best, math.hypot(ax + t * dx, ay + t * dy))
        if best * DEGREE_m < 100:
            return best * DEGREE_m
        for rings, (west, south, east, north) in zip(self.polygons, self.boxes):
            if west <= x <= east and south <= y <= north and is_inside(rings, x, y):
                return 0.0
        return best * DEGREE_m


def simplified(points, tolerance):
    """Douglas and Peucker's, of an open line."""
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    stack = [(0, len(points) - 1)]
    k = math.cos(math.radians(points[0][1]))
    while stack:
        first, last = stack.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        dx, dy = (bx - ax) * k, by - ay
        length = math.hypot(dx, dy)
        far, index = 0.0, None
        for i in range(first + 1, last):
            px, py = (points[i][0] - ax) * k, points[i][1] - ay
            d = abs(dx * py - dy * px) / length if length > 0 else math.hypot(px, py)
            if d > far:
                far, index = d, i
        if index is not None and far > tolerance:
            keep[index] = True
            stack += [(first, index), (index, last)]
    return [p for p, k in zip(points, keep) if k]


def simplified_arc(arc):
    """Neighbours share arcs, so that their border stays one; an island is one closed arc."""
    if arc[0] != arc[-1] or len(arc) < 5:
        return simplified(arc, TOLERANCE_deg)
    far = max(range(len(arc)), key=lambda i: math.hypot(arc[i][0] - arc[0][0], arc[i][1] - arc[0][1]))
    return simplified(arc[: far + 1], TOLERANCE_deg) + simplified(arc[far:], TOLERANCE_deg)[1:]


def box_of(ring):
    """A speck: a box around it, some hundred metres wide at least."""
    xs = [p[0] for p in ring]
    ys = [p[1] for p in ring]
    west, east = min(xs) - UNIT_deg, max(xs) + UNIT_deg
    south, north = min(ys) - UNIT_deg, max(ys) + UNIT_deg
    return [(max(west, -180), south), (min(east, 180), south), (min(east, 180), north), (max(west, -180), north)]


def in_units(ring):
    points = []
    for x, y in ring:
        point = (round(x / UNIT_deg), round(y / UNIT_deg))
        if not points or points[-1] != point:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points


def ring_text(kind, points, may_be_wide):
    width = max(p[0] for p in points) - min(p[0] for p in points)
    assert may_be_wide or width < 180 / UNIT_deg, "reaches around the earth"
    words = [kind]
    x = y = 0
    for px, py in points:
        words += [str(px - x), str(py - y)]
        x, y = px, py
    return " ".join(words)


def tell_accuracy(source, outlines):
    off = []
    for name, number, rings, _ in source.polygons():
        whose = owner(name, number, rings[0])
        if whose is not None and whose[0] != "disputed":
            off += [(outlines[tuple(whose)].distance_m(x, y), name) for ring in rings for x, y in ring]
    off.sort(reverse=True)
    print(f"of {len(off)} points of 1:10m so many lie outside by at most (m): "
          + ", ".join(f"{part}: {off[int(len(off) * (1 - part))][0]:.0f}" for part in (0.5, 0.9, 0.99, 0.999, 1)),
          file=sys.stderr)


def main(folder):
    source = Topology(folder + "/countries-10m.json")
    outlines = {}
    for name, number, rings, thin in source.polygons():
        whose = owner(name, number, rings[0])
        if whose is None:
            continue
        if len(in_units(thin[0])) < 4:
            thin = [box_of(rings[0])]
        outlines.setdefault(tuple(whose), Outline()).add(thin)
    tell_accuracy(source, outlines)
    for claimants, corners in ZONES:
        outlines.setdefault(("disputed", *claimants), Outline()).add([corners])
    print("cellwarden outlines 1")
    print("source Natural Earth 4.1.0 (naturalearthdata.com), by way of the npm package world-atlas 2.0.2; "
          "zones in dispute drawn by hand")
    print("date 2018-05-21")
    print("licence public domain")
    print(f"resolution 1:10m, with fewer points: borders moved by {TOLERANCE_deg} degrees at most")
    print(f"accuracy_m {ACCURACY_m}")
    print(f"unit_deg {UNIT_deg}")
    for whose in sorted(outlines):
        print(" ".join(whose) if whose[0] == "disputed" else "country " + whose[0])
        for rings in outlines[whose].polygons:
            for i, ring in enumerate(rings):
                points = in_units(ring)
                if len(points) >= 3:
                    print(ring_text("hole" if i > 0 else "outer", points, whose[-1] == "*"))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
