#!/usr/bin/env bash
# Builds everything with the tests and runs them:   scripts/test.sh [arguments for ctest]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install_packages.sh build test
# Lines are enough to say where a test failed; what a debugger wants besides is a quarter of the build.
cmake --preset dev -DCELLWARDEN_PRECOMPILE=ON -DCMAKE_CXX_FLAGS_DEBUG=-g1
cmake --build --preset dev -j "$(scripts/jobs.sh)"
exec ctest --preset dev -j "$(nproc)" "$@"
