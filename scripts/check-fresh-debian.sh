#!/usr/bin/env bash
# Runs the README's commands on a bare Debian bookworm: a minimal system made by debootstrap in a temporary
# folder, a clean clone of HEAD in it, and chroot. Needs root, debootstrap, git and a Debian mirror, which is
# the one that this machine's apt uses.
#   scripts/check-fresh-debian.sh [--user] [--keep]
#     --user  run them as a user with sudo instead of as root
#     --keep  leave the folder for a look
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
as_user=no keep=no
for argument in "$@"; do
  case $argument in
    --user) as_user=yes ;;
    --keep) keep=yes ;;
    *) sed -n 's/^# \{0,1\}//p' "$0" | tail -n +2; exit 2 ;;
  esac
done
[ "$(id -u)" = 0 ] || { echo "$0 needs root: it makes a system and enters it" >&2; exit 1; }

# The two commands, as the README has them.
mapfile -t commands < <(grep -x 'scripts/[a-z]*\.sh' README.md)
[ ${#commands[@]} = 2 ] || { echo "README.md does not have its two commands" >&2; exit 1; }

# Mirrors and proxies as this machine's apt has them.
apt_sources() {
  apt-get indextargets --format 'deb $(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    grep -E '^deb [^ ]+ bookworm(-updates|-security)? main$' | sort -u
}
mirror=$(apt_sources | awk '$3 == "bookworm" { print $2; exit }')
[ -n "$mirror" ] || { echo "this machine's apt has no Debian bookworm mirror" >&2; exit 1; }
proxy=$(apt-config dump --format '%v%n' Acquire::http::Proxy | head -n 1)
[ -z "$proxy" ] || export http_proxy=$proxy

system=$(mktemp -d)
chmod 755 "$system"
clean_up() {
  local at
  for at in dev proc; do mountpoint -q "$system/$at" && umount -R -l "$system/$at"; done
  if [ $keep = yes ]; then echo "the system is left in $system"; else rm -rf --one-file-system "$system"; fi
}
trap clean_up EXIT

echo "== a bare Debian bookworm in $system"
debootstrap --variant=minbase bookworm "$system" "$mirror" >"$system.log" 2>&1 || {
  tail -n 5 "$system.log" >&2
  exit 1
}
rm -f "$system.log"
apt_sources >"$system/etc/apt/sources.list"
apt-config dump Acquire | grep -E '^Acquire::(http|https|Check)[^ ]* ".+";$' >"$system/etc/apt/apt.conf.d/90mirror" || true
cp -L /etc/resolv.conf /etc/hosts "$system/etc/"
mount -t proc proc "$system/proc"
mount --rbind /dev "$system/dev"
mount --make-rslave "$system/dev"

enter=(chroot "$system" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
       ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"})
clone=/srv/cellwarden
git clone -q --no-hardlinks . "$system$clone"
if [ $as_user = yes ]; then
  "${enter[@]}" sh -c 'apt-get -q update && apt-get -q -y install --no-install-recommends sudo' >/dev/null
  "${enter[@]}" useradd --create-home visitor
  echo 'visitor ALL=(ALL) NOPASSWD: ALL' >"$system/etc/sudoers.d/visitor"
  "${enter[@]}" chown -R visitor "$clone"
  enter+=(su visitor --command)
else
  enter+=(bash -c)
fi

for command in "${commands[@]}"; do
  echo "== $command"
  start=$SECONDS
  "${enter[@]}" "cd $clone && $command" </dev/null
  echo "== $command: passed in $((SECONDS - start)) s"
done
