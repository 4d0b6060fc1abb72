#!/usr/bin/env bash
# Watches a recording played in real time, over and over, and compares what it says with a replay of it:
#   scripts/soak.sh [SECONDS [RECORDING [TOWERS [BASELINE]]]]       (600 s of the scene in data/captures)
# Passes when no sample was lost (the playback device counts one at each seam, where it begins anew), the
# program kept up, and cells, their broadcast and the worst level of each are those of the replay.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-600}
recording=${2:-data/captures/lte_street.sigmf-meta}
judge=()
if [ $# -lt 2 ]; then
  judge=(--towers data/captures/lte_street.towers.csv --baseline data/captures/lte_street.baseline.json)
else
  [ -z "${3:-}" ] || judge+=(--towers "$3")
  [ -z "${4:-}" ] || judge+=(--baseline "$4")
fi
program=${CELLWARDEN:-build/release/bin/cellwarden}
[ -x "$program" ] || { echo "no $program: run scripts/demo.sh first" >&2; exit 1; }
command -v jq >/dev/null || { echo "this needs jq: apt-get install jq" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$program" replay "$recording" "${judge[@]}" -F json >"$work/replay.jsonl"

"$program" watch --device "driver=playback,path=$recording,loop=true" "${judge[@]}" -F json \
  >"$work/watch.jsonl" 2>"$work/watch.log" &
watcher=$!
peak_kb() { sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$watcher/status" 2>/dev/null; }
early=$((seconds < 60 ? seconds / 2 : 30))
sleep "$early"
early_kb=$(peak_kb)
sleep $((seconds - early))
late_kb=$(peak_kb)
kill -INT $watcher 2>/dev/null || { cat "$work/watch.log" >&2; echo "watch ended by itself" >&2; exit 1; }
wait $watcher || { status=$?; cat "$work/watch.log" >&2; echo "watch ended with status $status" >&2; exit 1; }

# What must be alike: each cell with its broadcast (the frame number apart), and the worst level it reached.
verdicts() {
  jq -s -c '
    def key: "\(.rat) \(((.frequency_hz // .measured_hz) / 1e5 | round) / 10) MHz \(.physical_id)";
    def rank: {"watch": 1, "suspect": 2, "alert": 3}[.] // 0;
    ([.[] | select(.type == "alert") | {key: (.subject | key), level}]
     | group_by(.key) | map({key: .[0].key, value: (max_by(.level | rank).level)}) | from_entries) as $worst
    | [.[] | select(.type == "cell" and .final == true)
       | {cell: key, mib: (.broadcast.mib | if . then del(.sfn) else . end), level: ($worst[key] // "none")}]
    | unique | .[]' "$1"
}
verdicts "$work/replay.jsonl" >"$work/replay.verdicts"
verdicts "$work/watch.jsonl" >"$work/watch.verdicts"

summary() { jq -r "select(.type == \"summary\") | $2" "$work/$1.jsonl"; }
length_s=$(summary replay .seconds)
watched_s=$(summary watch .seconds)
lost=$(summary watch '.samples_lost // 0')
dropped=$(summary watch '.samples_dropped // 0')
seams=$(awk -v s="$watched_s" -v w="$seconds" -v l="$length_s" 'BEGIN { print int((s > w ? s : w) / l + 1) }')

echo "watched $watched_s s of signal in $seconds s: $lost samples lost (one at each of up to $seams seams), $dropped dropped"
echo "peak memory: ${early_kb:-?} kB after $early s, ${late_kb:-?} kB after $seconds s"
cat "$work/watch.verdicts"
failed=0
if [ "$lost" -gt "$seams" ] || [ "$dropped" -gt 0 ]; then echo "FAILED: samples were lost" >&2; failed=1; fi
if awk -v s="$watched_s" -v w="$seconds" 'BEGIN { exit !(s < w - 5 - w / 100) }'; then
  echo "FAILED: watch fell behind the clock" >&2
  failed=1
fi
if ! diff "$work/replay.verdicts" "$work/watch.verdicts"; then
  echo "FAILED: replay (<) and watch (>) do not say the same" >&2
  failed=1
fi
[ $failed = 1 ] || echo "passed"
exit $failed
