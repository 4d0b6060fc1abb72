#!/usr/bin/env bash
# Builds Cellwarden and runs its main job on the recording in this repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scene=data/captures/gsm_street

scripts/install_packages.sh build
# A visitor's compiler may know warnings that ours does not: here they stop nobody.
cmake --preset release -D CELLWARDEN_WERROR=OFF
cmake --build --preset release -j "$(scripts/jobs.sh)"

replay=(build/release/bin/cellwarden replay "$scene.sigmf-meta" --towers "$scene.towers.csv")
cat <<END

This is a synthetic scene: a generator in tests/synth made the recording from $scene.yaml.
No real network, place or person is in it.

\$ ${replay[*]}

END
"${replay[@]}"
cat <<'END'

With a radio (RTL-SDR, HackRF, or anything SoapySDR knows), the same job on the air around you:

  sudo apt-get install soapysdr-module-rtlsdr        # or soapysdr-module-hackrf
  build/release/bin/cellwarden devices
  build/release/bin/cellwarden watch --device driver=rtlsdr --center 947.2M --rate 2.4M

947.2M stands for a window of your place: GSM 900 base stations send between 925 and 960 MHz, GSM 850 ones between
869 and 894 MHz, LTE ones in many places. data/captures/lte_street is an LTE scene of the same kind.
END
