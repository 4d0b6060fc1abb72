#!/usr/bin/env bash
# Builds everything with the tests and runs them:   scripts/test.sh [arguments for ctest]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install_packages.sh build test
cmake --preset dev -DCELLWARDEN_PRECOMPILE=ON
cmake --build --preset dev -j "$(scripts/jobs.sh)"
exec ctest --preset dev -j "$(nproc)" "$@"
