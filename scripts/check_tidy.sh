#!/usr/bin/env bash
# Runs clang-tidy on every source that the build in the given folder compiles (default build/asan), or on
# the named ones:   scripts/check_tidy.sh [BUILD [FILE...]]
# Left out unless named: tests, which cost as much again as the program (CELLWARDEN_TIDY_TESTS=1 takes them in).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${1:-build/asan}
shift || true

files() {
  if [ $# -gt 0 ]; then printf '%s\0' "$@"; return; fi
  local file
  while IFS= read -r -d '' file; do
    if [[ $file == tests/* && -z ${CELLWARDEN_TIDY_TESTS:-} ]]; then continue; fi
    if [ "$file" != tests/catch_main.cpp ] && grep -q "/$file\"" "$build/compile_commands.json"; then
      printf '%s\0' "$file"
    fi
  done < <(scripts/sources.sh '*.cpp')
}

tidy() {
  local said
  said=$(clang-tidy -p "$1" --quiet "$2" 2>&1) && return
  printf '%s\n' "$said" | grep -v 'warnings\? generated\.$\|^Suppressed\|^Use -header-filter'
  return 1
}
export -f tidy

files "$@" | xargs -0 -P "$(nproc)" -I {} bash -c 'tidy "$@"' tidy "$build" {}
