#!/usr/bin/env bash
# Builds Cellwarden and runs its main job on the recording in this repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scene=data/captures/lte_street

scripts/install_packages.sh build
# A visitor's compiler may know warnings that ours does not: here they stop nobody.
cmake --preset release -D CELLWARDEN_WERROR=OFF
cmake --build --preset release -j "$(scripts/jobs.sh)"

replay=(build/release/bin/cellwarden replay "$scene.sigmf-meta"
        --towers "$scene.towers.csv" --baseline "$scene.baseline.json")
cat <<END

This is a synthetic scene: a generator in tests/synth made the recording, its tower list and its baseline
from $scene.yaml. No real network, place or person is in it.

\$ ${replay[*]}

END
"${replay[@]}"
cat <<'END'

With a radio (RTL-SDR, HackRF, or anything SoapySDR knows), the same job on the air around you:

  sudo apt-get install soapysdr-module-rtlsdr        # or soapysdr-module-hackrf
  build/release/bin/cellwarden devices
  build/release/bin/cellwarden watch --device driver=rtlsdr --center 806M --rate 1.92M

806M stands for a carrier of your place: the middle of an LTE downlink there.
END
