#!/usr/bin/env bash
# Ten minutes each of noise and of the other standard's carriers through each receiver: it must find no cell. For
# GSM also carriers that look like a cell's but for its synchronisation bursts. Takes a quarter of an hour of
# processor time; not part of CI.
#   scripts/no-cell-soak.sh [SECONDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake --preset bench >/dev/null
cmake --build --preset bench --target no_cell_soak
status=0
soak() {
  build/bench/tests/dsp/lte/no_cell_soak "$@" || status=1
}
seconds=${1:-600}
scenes=tests/synth/scenes
soak "$scenes/noise.yaml" "$seconds"
soak "$scenes/gsm_band.yaml" "$seconds"
soak --rat gsm --center 947.4e6 "$scenes/noise.yaml" "$seconds"
soak --rat gsm "$scenes/lte_band.yaml" "$seconds"
soak --rat gsm "$scenes/gsm_band.yaml" "$seconds"
exit $status
