#!/usr/bin/env bash
# Fails when a source is not laid out as .clang-format has it; "--fix" lays it out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
how=(--dry-run --Werror)
[ "${1:-}" = --fix ] && how=(-i)
scripts/sources.sh '*.cpp' '*.hpp' | xargs -0 clang-format "${how[@]}"
