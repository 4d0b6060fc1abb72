#!/usr/bin/env bash
# Runs a test program that starts Debian's SoapySDRServer, which loads the playback module, and receives from it over
# the loopback interface of a network of its own:   soapy_remote.sh MODULE_FOLDER TEST_PROGRAM
# The server ends without an Avahi daemon, and that needs a message bus: both run here, and see that network only.
set -euo pipefail
modules=$1
program=$2

skip() {
  echo "SKIPPED: $1"
  exit 0
}

if [ "${3:-}" != inside ]; then
  for needed in SoapySDRServer avahi-daemon dbus-daemon unshare ip; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$needed" >/dev/null || skip "no $needed here (scripts/packages/remote.txt)"
  done
  [ "$(id -u)" = 0 ] || skip "a network of its own needs root"
  unshare -n -m true 2>/dev/null || skip "no network of its own may be made here"
  compgen -G "/usr/lib/*/SoapySDR/modules*/libremoteSupport.so" >/dev/null ||
    skip "no soapysdr-module-remote here (scripts/packages/remote.txt)"
  exec unshare -n -m --propagation private -p -f --kill-child --mount-proc -- "$0" "$modules" "$program" inside
fi

PATH=$PATH:/usr/sbin:/sbin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mount -t tmpfs none /run
ip link set lo up
mkdir -p /run/dbus /run/avahi-daemon
dbus-daemon --system --nopidfile --nofork 2>"$work/dbus.log" &
cat >"$work/avahi.conf" <<END
[server]
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
[wide-area]
enable-wide-area=no
[publish]
disable-publishing=no
publish-workstation=no
END

# Waits for what a command is to find, for half a minute.
wait_for() {
  for _ in $(seq 300); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  echo "did not start: $*" >&2
  cat "$work"/*.log >&2
  return 1
}

wait_for test -S /run/dbus/system_bus_socket
avahi-daemon --no-drop-root --no-chroot --no-rlimits -f "$work/avahi.conf" 2>"$work/avahi.log" &
wait_for test -S /run/avahi-daemon/socket

if ! CELLWARDEN_REMOTE_MODULES=$modules "$program"; then
  cat "$work"/*.log >&2
  exit 1
fi
