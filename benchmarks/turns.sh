#!/usr/bin/env bash
# How long the engine's turns take while keys are filled into a server that has just started.
#
#   benchmarks/turns.sh [keys=5000000]
source "$(dirname "$0")/lib.sh"
count=${1:-5000000}
port=$first_port

start_jacinth jacinth "$port"
trace_rounds jacinth || true
taskset -c "$load_core" redis-benchmark -p "$port" -t set -n "$count" -P 16 -r 1000000000 -d 32 \
  -c 50 --csv | tail -1 | tr -d '"' | awk -F, '{print $2 " SET/s"}' >&2
redis-cli -p "$port" info stats | tr -d '\r' | awk -F: '/^engine_turn/ {v[$1] = $2} END {
  print "| | turns | median us | 99 % us | 99.9 % us | longest us | over 5 ms |"
  print "|---|---|---|---|---|---|---|"
  print "| on the clock | " v["engine_turns"] " | " v["engine_turn_usec_p50"] " | " \
    v["engine_turn_usec_p99"] " | " v["engine_turn_usec_p99.9"] " | " v["engine_turn_usec_max"] " | |"}'
traced_rounds >"$work/rounds" || exit 0
rounds_table "$work/rounds"
longest_rounds "$work/rounds" >&2
