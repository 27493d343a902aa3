#!/usr/bin/env bash
# Runs all tests: bash tests/run.sh [arguments of dotnet test]
#
# They need the .NET SDK 10, Node with npm, and four Debian packages: prosody and ejabberd (real XMPP servers), haproxy (a real proxy) and chromium (a
# real browser). What is missing is installed where that is possible without asking; else this says what to install, and stops.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v npm >/dev/null || missing+=(npm)
command -v prosody >/dev/null || missing+=(prosody)
command -v ejabberdctl >/dev/null || [ -x /usr/sbin/ejabberdctl ] || missing+=(ejabberd)
command -v haproxy >/dev/null || [ -x /usr/sbin/haproxy ] || missing+=(haproxy)
command -v chromium >/dev/null || missing+=(chromium)

if [ "${#missing[@]}" -gt 0 ]; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    echo "The tests need: ${missing[*]}. Install them (on Debian: sudo apt-get install ${missing[*]}) and run this again." >&2
    exit 1
  fi

  echo "Installing ${missing[*]} ..."
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq
  # RUNLEVEL=1: the tests start their own servers; the packages need not start theirs.
  "${as_root[@]}" env RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

command -v dotnet >/dev/null || { echo "The tests need the .NET SDK 10: https://dotnet.microsoft.com/download" >&2; exit 1; }

dotnet test Bosh.sln --nologo "$@"
