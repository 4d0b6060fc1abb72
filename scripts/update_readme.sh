#!/usr/bin/env bash
# Writes what the demo prints into README.md, between its two marks. Run it after scripts/demo.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scene=data/captures/gsm_street
program=build/release/bin/cellwarden
[ -x $program ] || { echo "no $program: run scripts/demo.sh first" >&2; exit 1; }

said=$(mktemp)
trap 'rm -f "$said"' EXIT
arguments=(replay "$scene.sigmf-meta" --towers "$scene.towers.csv")
{
  echo '```text'
  echo "\$ cellwarden replay $scene.sigmf-meta \\"
  echo "    --towers $scene.towers.csv"
  $program "${arguments[@]}"
  echo '```'
} >"$said"
sed -i -e "/^<!-- demo output/,/^<!-- end of demo output/ { /^<!-- demo output/ r $said
  /^<!--/! d }" README.md
