#!/usr/bin/env bash
# The collector under load: several GB of all data types, a heap of 256 MB, reads and writes at a
# fixed rate, and a client that asks for a small key every millisecond; redis-server beside it.
#
#   benchmarks/gc.sh [minutes=10] [GB=5] [server...=redis jacinth]
#
# The rounds of the loop are told apart where perf may trace.
#
# The thread that executes commands has a core to itself (server_cpulist), the others of the server
# have both: on one core with it, the JIT compiler holds it up for 4 to 9 ms now and then (docs/server.md).
#
# RATE is the load in commands per second (20000). What is left of a pause when everything around it
# is taken off is in the collector's log; a safepoint is the pause with the way there.
source "$(dirname "$0")/lib.sh"
minutes=${1:-10}
gigabytes=${2:-5}
shift $(($# < 2 ? $# : 2))
[ $# -gt 0 ] || set -- redis jacinth
port=$first_port
engine_core=$server_core
server_core=$server_core,$load_core
load() { BUILD=no JACINTH_JAVA_OPTS=-Xmx512m taskset -c "$load_core" "$root/benchmarks/java.sh" MixedLoad "$@"; }

longest() { awk '{if ($1 > m) m = $1; s += $1; n++} END {printf "%d, longest %.2f ms, together %.0f ms\n", n, m, s}'; }

[ "${BUILD:-yes}" = no ] || "$root/benchmarks/java.sh" MixedLoad 2>/dev/null || true
echo "| server | keys | used GB | RSS GB | commands | probe p50 us | p99 us | p99.9 us | max ms |"
echo "|---|---|---|---|---|---|---|---|---|"
for name in "$@"; do
  if [ "$name" = redis ]; then
    start_redis redis "$port" --server_cpulist "$engine_core"
  else
    JACINTH_JAVA_OPTS="-Xmx256m -Xlog:gc,safepoint:file=$work/gc.log:uptime:filecount=0" start_jacinth jacinth "$port" \
      --server_cpulist "$engine_core"
  fi
  before=$(cpu_ticks "$name")
  trace_rounds "$name" || true
  load "$name" "$port" "$gigabytes" "$(awk -v m="$minutes" 'BEGIN {printf "%d", m * 60}')" "${RATE:-20000}"
  echo "$name: $((($(cpu_ticks "$name") - before) * 1000 / $(getconf CLK_TCK))) ms of CPU with the fill" >&2
  if traced_rounds >"$work/all"; then
    # Without those of the fill.
    awk -v s="$minutes" 'NR == FNR {last = $6; next} $6 > last - s * 60' "$work/all" "$work/all" >"$work/rounds"
    rounds_table "$work/rounds" | sed "s/^/| $name /" >>"$work/table"
    { echo "$name, longest rounds:"; longest_rounds "$work/rounds"; } >&2
  fi
  if [ "$name" = jacinth ]; then
    grep -o 'Pause.* [0-9.]*ms' "$work/gc.log" | awk '{print $NF + 0}' | { printf 'collections: ' >&2; longest >&2; }
    grep 'Safepoint' "$work/gc.log" | sed 's/.*Total: *\([0-9]*\) ns.*/\1/' | awk '{print $1 / 1e6}' |
      { printf 'safepoints: ' >&2; longest >&2; }
  fi
  stop_server "$name"
  sleep 2
done
if [ -s "$work/table" ]; then
  echo
  echo "| server | us per round | rounds | median | 99 % | 99.9 % | longest | over 5 ms |"
  echo "|---|---|---|---|---|---|---|---|"
  cat "$work/table"
fi
