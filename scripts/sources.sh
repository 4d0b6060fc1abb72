#!/usr/bin/env bash
# Prints the path of every C++ source of the project, null-terminated:   scripts/sources.sh '*.cpp' '*.hpp'
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
names=(-false)
for pattern in "$@"; do names+=(-o -name "$pattern"); done
find cell dsp detector firmware-config tools tests -type f \( "${names[@]}" \) -print0 | sort -z
