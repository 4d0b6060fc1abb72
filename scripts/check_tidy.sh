#!/usr/bin/env bash
# Runs clang-tidy on the sources that a build compiles:
#   scripts/check_tidy.sh [BUILD]           every source of the program (default build: build/asan)
#   scripts/check_tidy.sh BUILD FILE...     the named sources
#   scripts/check_tidy.sh BUILD --changed   the sources that could say something else than at the commit in
#                                           .ci/tidied, where every one was clean: those that were changed,
#                                           or that include what was
# Whoever has run it on every source puts the commit there; all of them take some twenty minutes.
# Left out unless named: tests, which cost as much again as the program (CELLWARDEN_TIDY_TESTS=1 takes them in).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${1:-build/asan}
shift || true

every_source() {
  local file
  while IFS= read -r -d '' file; do
    if [[ $file == tests/* && -z ${CELLWARDEN_TIDY_TESTS:-} ]]; then continue; fi
    if [ "$file" != tests/catch_main.cpp ] && grep -q "/$file\"" "$build/compile_commands.json"; then
      printf '%s\0' "$file"
    fi
  done < <(scripts/sources.sh '*.cpp')
}

# Those of every_source that the build made from a changed file; all, where the checks themselves changed.
changed_sources() {
  local clean changed
  clean=$(cat .ci/tidied)
  if ! changed=$(git diff --name-only "$clean" -- 2>/dev/null); then
    echo "commit $clean is not in this clone: every source is checked" >&2
    every_source
    return
  fi
  if grep -qx '\.clang-tidy' <<<"$changed"; then every_source; return; fi
  every_source | python3 scripts/sources_that_include.py "$build" <(printf '%s\n' "$changed")
}

files() {
  case ${1:-} in
    '') every_source ;;
    --changed) changed_sources ;;
    *) printf '%s\0' "$@" ;;
  esac
}

tidy() {
  local said
  said=$(clang-tidy -p "$1" --quiet "$2" 2>&1) && return
  printf '%s\n' "$said" | grep -v 'warnings\? generated\.$\|^Suppressed\|^Use -header-filter'
  return 1
}
export -f tidy

files "$@" | xargs -0 -r -P "$(nproc)" -I {} bash -c 'tidy "$@"' tidy "$build" {}
