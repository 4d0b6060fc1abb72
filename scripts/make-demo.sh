#!/usr/bin/env bash
# Makes the files of the two demo scenes anew: the recordings, the baseline of the LTE street learned from two
# earlier days there, and the records that they give. Minutes of computing; only needed when a scene, a receiver or
# the rules have changed. `--keep-recording` leaves the recordings themselves as they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${CELLWARDEN_BUILD_DIR:-build/bench}
street=data/captures/lte_street
gsm=data/captures/gsm_street
earlier=$(mktemp -d)
trap 'rm -rf "$earlier"' EXIT

if [[ $build == build/bench ]]; then cmake --preset bench; fi
cmake --build "$build" -j "$(scripts/jobs.sh)" --target cellwarden cellwarden-synth
program=$build/bin/cellwarden
synth=$(find "$build" -name cellwarden-synth -type f)

if [[ ${1:-} != --keep-recording ]]; then
  rm -f "$street".sigmf-{meta,data} "$gsm".sigmf-{meta,data}
  "$synth" "$street.yaml" -o "$street"
  "$synth" "$gsm.yaml" -o "$gsm"
fi

# Two days, eight apart: a baseline has its full weight after seven.
"$synth" "${street}_baseline.yaml" -o "$earlier/day1" &
sed -e 's/^start: .*/start: 2026-01-13T20:30:00Z/' -e 's/^seed: .*/seed: 1913/' \
  "${street}_baseline.yaml" > "$earlier/day2.yaml"
"$synth" "$earlier/day2.yaml" -o "$earlier/day2"
wait $!
rm -f "$street.baseline.json"
"$program" replay -F json:/dev/null --towers "$street.towers.csv" --site "the invented street" \
  --learn "$street.baseline.json" "$earlier/day1.sigmf-meta" "$earlier/day2.sigmf-meta"

"$program" replay -F json "$street.sigmf-meta" --towers "$street.towers.csv" \
  --baseline "$street.baseline.json" > "$street.expected.jsonl"
"$program" replay -F json "$gsm.sigmf-meta" --towers "$gsm.towers.csv" > "$gsm.expected.jsonl"
