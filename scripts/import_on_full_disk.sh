#!/usr/bin/env bash
# Imports a list of known towers onto disks that are too small for it, from one end of the import to the other:
#   scripts/import_on_full_disk.sh build/bench/bin/cellwarden cell_towers.csv MEGABYTES...
# Each time the import must end with one clear line, the old database be the same octets, and nothing be left behind.
# The disks are tmpfs in a mount namespace of its own; without root where the kernel allows user namespaces.
set -euo pipefail
if [ $# -lt 3 ]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0"
  exit 2
fi
if [ -z "${IN_NAMESPACE:-}" ]; then
  user=()
  [ "$(id -u)" = 0 ] || user=(--map-root-user)
  IN_NAMESPACE=1 exec unshare --mount "${user[@]}" "$0" "$@"
fi
program=$(realpath "$1") list=$(realpath "$2")
shift 2
disk=$(mktemp -d)
trap 'umount "$disk"; rmdir "$disk"' EXIT
for megabytes in "$@"; do
  mountpoint -q "$disk" && umount "$disk"
  mount -t tmpfs -o size="${megabytes}m" tmpfs "$disk"
  printf 'radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal\n%s\n' \
    LTE,262,1,4711,27447297,301,13.405,52.52,1000,7,1,1282569574,1300155341,0 >"$disk/old.csv"
  "$program" towers import --towers "$disk/towers.sqlite" "$disk/old.csv" 2>/dev/null
  before=$(sha256sum <"$disk/towers.sqlite")
  if "$program" towers import --towers "$disk/towers.sqlite" "$list" 2>"$disk/said"; then
    echo "$megabytes MB: room enough"
    continue
  fi
  said=$(tail -n 1 "$disk/said")
  rm -f "$disk/said"
  [ "$(sha256sum <"$disk/towers.sqlite")" = "$before" ] || { echo "$megabytes MB: the old database is another"; exit 1; }
  "$program" towers lookup 262-01-27447297 --towers "$disk/towers.sqlite" | grep -q 52.52,13.405
  [ "$(ls "$disk")" = $'old.csv\ntowers.sqlite' ] || { echo "$megabytes MB: left behind: $(ls "$disk")"; exit 1; }
  echo "$megabytes MB: ${said/"$disk/"/}"
done
