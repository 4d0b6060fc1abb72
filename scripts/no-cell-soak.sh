#!/usr/bin/env bash
# Ten minutes each of noise and of GSM-like carriers through the receiver: it must find no cell. Takes some
# minutes of processor time; not part of CI.
#   scripts/no-cell-soak.sh [SECONDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake --preset bench >/dev/null
cmake --build --preset bench --target no_cell_soak
status=0
for scene in noise gsm_band; do
  build/bench/tests/dsp/lte/no_cell_soak "tests/synth/scenes/$scene.yaml" "${1:-600}" || status=1
done
exit $status
