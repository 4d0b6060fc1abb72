#!/usr/bin/env bash
# Installs the Debian packages named in scripts/packages/<list>.txt, and says so first:
#   scripts/install_packages.sh build test
# Does nothing when all of them are there (so it needs no network then). As root, or through sudo.
set -euo pipefail
lists=$(dirname "${BASH_SOURCE[0]}")/packages

wanted() {
  local list
  for list in "$@"; do sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$lists/$list.txt"; done
}

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

is_known() { apt-cache show --no-all-versions "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "Installing packages needs root or sudo. As root, run: $*" >&2
    return 1
  fi
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 "$@" </dev/null; }

install() { apt install --no-install-recommends "$@"; }

if ! command -v apt-get >/dev/null; then
  echo "This is not Debian: install what scripts/packages/*.txt names by your system's names for it." >&2
  exit 0
fi

missing=()
for package in $(wanted "$@"); do is_installed "$package" || missing+=("$package"); done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "To be installed with apt-get (nothing else on this machine is changed):"
printf '%s\n' "${missing[*]}" | fold -s -w 76 | sed 's/^/  /'
echo

are_all_known=yes
for package in "${missing[@]}"; do is_known "$package" || are_all_known=no; done
[ $are_all_known = yes ] || apt update
# Package lists may be older than the mirror: a second try with fresh ones.
install "${missing[@]}" || { apt update && install "${missing[@]}"; }
