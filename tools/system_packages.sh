#!/bin/sh
# What the tests need from the system: installed where we may, else named in one line.
set -eu

missing=""
command -v chromium >/dev/null || missing="$missing chromium"
command -v java >/dev/null || missing="$missing default-jre-headless"
command -v hledger >/dev/null || missing="$missing hledger"
command -v xgettext >/dev/null || missing="$missing gettext"
# Playwright's own node is linked to it, and a small Debian is without.
/sbin/ldconfig -p | grep -q libatomic.so.1 || missing="$missing libatomic1"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests need more from the system. On Debian: sudo apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
echo "Installing from Debian:$missing ..."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # one word per package
apt-get install -y -qq --no-install-recommends $missing >/dev/null
