#!/usr/bin/env bash
# Opens the window without a display, again and again, on each of its panels with a finished run at hand, and tells
# how long each took until it could be used, what its JVM takes once idle, and whether a library of tensors is in it.
#
# Usage: packaging/window-start.sh [STARTS]     (3 starts of each panel by default; Linux)
# BONSAI names another launcher than ./bonsai. The first start of a build makes the archive of classes that the others
# use, and is left out of the figures.
set -euo pipefail
cd "$(dirname "$0")/.."

starts=${1:-3}
bonsai=${BONSAI:-./bonsai}
idle=10 # seconds until the memory is looked at

home=$(mktemp -d)
export BONSAI_HOME=$home
export BONSAI_JAVA_OPTS="-Dglass.platform=Headless -Dprism.order=sw"
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$home"' EXIT

say() { printf '%s\n' "$*" >&2; }

# Opens the window on panel $1; sets pid and, once it is ready, seconds.
open_on() {
  printf '{"panel": "%s"}\n' "$1" >"$home/window.json"
  "$bonsai" 2>"$home/said" &
  pid=$!
  until grep -q 'ready after [0-9.]* s$' "$home/said"; do
    kill -0 "$pid" 2>/dev/null || { cat "$home/said" >&2; exit 1; }
    sleep 0.1
  done
  seconds=$(sed -n 's/.*ready after \([0-9.]*\) s.*/\1/p' "$home/said")
}

close() {
  kill "$pid"
  wait "$pid" 2>/dev/null || true
  pid=
}

# Megabytes of heap in use after a collection, by the sum of its generations.
heap() {
  local jcmd
  jcmd=$(dirname "$(readlink "/proc/$pid/exe")")/jcmd
  "$jcmd" "$pid" GC.run >"$home/jcmd"
  "$jcmd" "$pid" GC.heap_info |
    sed -n 's/.*total [0-9]*K, used \([0-9]*\)K.*/\1/p' |
    awk '{ sum += $1 } END { printf "%.0f", sum / 1024 }'
}

say "A finished run to show:"
"$bonsai" demo >"$home/demo" 2>&1 || { cat "$home/demo" >&2; exit 1; }
open_on Data
say "  first start: $seconds s"
sleep "$idle" # all panels are made meanwhile, and go into the archive
close

printf '%-12s %9s %9s %12s %s\n' panel seconds 'heap MB' 'resident MB' 'tensor libraries'
for panel in Data Recipe Runs Playground; do
  for _ in $(seq "$starts"); do
    open_on "$panel"
    sleep "$idle"
    libraries=$(grep -cE 'lib(torch|c10|djl)' "/proc/$pid/maps" || true)
    resident=$(awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$pid/status")
    printf '%-12s %9s %9s %12s %s\n' "$panel" "$seconds" "$(heap)" "$resident" "$libraries"
    close
  done
done
