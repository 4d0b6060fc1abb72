#!/usr/bin/env bash
# Blocks of GSM cells that gr-gsm decodes and that this receiver decodes, and the processor time of each, on the
# recordings of GSM cells that are there and on synthetic cells at several SNR. Fails where gr-gsm has more.
#   scripts/compare-grgsm.sh [SECONDS]        of each synthetic cell (8)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-8}
captures=${CELLWARDEN_CAPTURES:-../shared/captures}/gsm
cmake --preset bench >/dev/null
cmake --build --preset bench --target gsm_blocks cellwarden-synth >/dev/null
blocks=build/bench/tests/dsp/gsm/gsm_blocks
synth=build/bench/tests/synth/cellwarden-synth
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# compare NAME FILE RATE CENTER OFFSET [--combined]
compare() {
  local name=$1 file=$2 rate=$3 center=$4 offset=$5
  shift 5
  local code=0
  /usr/bin/python3 tests/synth/grgsm_blocks.py "$file" --rate "$rate" --center "$center" --offset "$offset" "$@" \
    >"$work/theirs" 2>"$work/their_log" || code=$?
  if [ "$code" = 77 ]; then
    echo "SKIPPED: gr-gsm is not installed (package gr-gsm)"
    exit 0
  fi
  "$blocks" "$file" --rate "$rate" >"$work/ours" 2>"$work/our_log"
  local length theirs ours both their_cpu our_cpu
  length=$(sed -n 's/.* of \([0-9.]*\) s$/\1/p' "$work/our_log")
  our_cpu=$(sed -n 's/.*, \([0-9.]*\) CPU seconds.*/\1/p' "$work/our_log")
  their_cpu=$(sed -n 's/.*, \([0-9.]*\) CPU seconds.*/\1/p' "$work/their_log")
  # Of a timeslot shared with dedicated channels only the common ones are compared.
  local common='{ m = $1 % 51 } !combined || m == 2 || m == 6 || m == 12 || m == 16'
  local combined=0
  [ "${1:-}" != --combined ] || combined=1
  awk -v combined="$combined" "$common" "$work/theirs" | sort -u >"$work/theirs_sorted"
  awk -v combined="$combined" "$common" "$work/ours" | sort -u >"$work/ours_sorted"
  theirs=$(wc -l <"$work/theirs_sorted")
  ours=$(wc -l <"$work/ours_sorted")
  both=$(comm -12 "$work/theirs_sorted" "$work/ours_sorted" | wc -l)
  awk -v n="$name" -v t="$theirs" -v o="$ours" -v b="$both" -v tc="${their_cpu:-0}" -v oc="$our_cpu" -v s="$length" \
    'BEGIN { printf "%-24s %8d %8d %8d %10.3f %10.4f %8.1f\n", n, t, o, b, tc / s, oc / s, (oc > 0 ? tc / oc : 0) }'
  [ "$ours" -ge "$theirs" ] || { echo "$name: gr-gsm has more" && status=1; }
}

printf '%-24s %8s %8s %8s %10s %10s %8s\n' signal gr-gsm ours both "cpu s/s" "ours s/s" ratio
if [ -d "$captures" ]; then
  cp "$captures"/GSMSP*941* "$work/941.cf32"
  cp "$captures"/GSMSP*953* "$work/953.cf32"
  compare "off air 941.0" "$work/941.cf32" 500e3 941e6 8470
  compare "off air 953.6" "$work/953.cf32" 500e3 953.6e6 8690
  compare "laboratory, legit" "$captures/osmobts_legit_943.0M_1000k.cu8" 1e6 943e6 -1100
  compare "laboratory, rogue" "$captures/osmobts_rogue_943.8M_1000k.cu8" 1e6 943.8e6 2400 --combined
else
  echo "SKIPPED: no recordings at $captures"
fi
for snr in 20 15 12 10 8 6 4 2 0; do
  cat >"$work/scene.yaml" <<EOF
description: one GSM cell
duration_s: $seconds
seed: $snr
radio: {sample_rate_hz: 1000000, center_hz: 943000000}
noise: {snr_db: $snr, gsm_reference: 0}
gsm_cells:
  - {arfcn: 40, bsic: 42, power_dbfs: -20, frame_number: 1000000, delay_s: 0.0021,
     broadcast: {plmn: 001-01, lac: 4711, ci: 1234, cell_allocation: [40], neighbours: [37, 41]}}
EOF
  "$synth" "$work/scene.yaml" -o "$work/cell.cf32"
  compare "synthetic, $snr dB" "$work/cell.cf32" 1e6 943e6 0
done
exit $status
