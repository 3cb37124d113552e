#!/usr/bin/env bash
# Memory per key beside redis-server: resident size minus that of the idle server, divided by keys.
# Keys of 16 bytes, values of 32 bytes, loaded through redis-cli --pipe.
#
#   benchmarks/memory.sh [keys...=1000000 5000000]
source "$(dirname "$0")/lib.sh"
[ $# -gt 0 ] || set -- 1000000 5000000

commands() { # COUNT: SET k<15 digits> <32 bytes>
  awk -v n="$1" 'BEGIN {
    for (i = 1; i <= n; i++)
      printf "*3\r\n$3\r\nSET\r\n$16\r\nk%015d\r\n$32\r\nvalue-of-exactly-32-bytes-%06d\r\n", i, i % 1000000
  }'
}

# Leaves bytes per key in $result. Not called in a subshell: its servers would outlive the script.
measure() { # NAME STARTER PORT COUNT
  "$2" "$1" "$3"
  # Touch every code path once, then give the process a moment: idle means idle.
  redis-cli -p "$3" set warm up >/dev/null; redis-cli -p "$3" del warm >/dev/null; sleep 1
  local idle full tid waited
  idle=$(rss_kb "$1")
  tid=$(main_thread "$1")
  waited=$(waited_ms "$1" "$tid")
  commands "$4" | taskset -c "$load_core" redis-cli -p "$3" --pipe >&2
  waited=$(($(waited_ms "$1" "$tid") - waited))
  [ "$(redis-cli -p "$3" dbsize)" = "$4" ] || { echo "$1 did not load all keys" >&2; exit 1; }
  sleep 1
  full=$(rss_kb "$1")
  echo "$1: idle $idle kB, full $full kB; ready but not running for $waited ms of the fill" >&2
  redis-cli -p "$3" info stats | tr -d '\r' | grep '^engine_turn' >&2 || true
  stop_server "$1"
  result=$(awk -v a="$idle" -v b="$full" -v n="$4" 'BEGIN {printf "%.1f\n", (b - a) * 1024 / n}')
}

echo "| keys | redis bytes/key | jacinth bytes/key | ratio |"
echo "|---|---|---|---|"
for count in "$@"; do
  measure redis start_redis "$first_port" "$count"
  r=$result
  measure jacinth start_jacinth $((first_port + 1)) "$count"
  awk -v n="$count" -v r="$r" -v j="$result" \
    'BEGIN {printf "| %d | %s | %s | %.2f |\n", n, r, j, j / r}'
done
