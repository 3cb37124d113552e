#!/usr/bin/env bash
# How long the engine's turns take while keys are filled into a server that has just started.
#
# A turn's time in INFO is time on the clock: on a machine with other work it includes the times in
# which the thread was ready and something else had its core. Where perf may trace the scheduler,
# the rounds of the loop (a turn and the reading before it) are told apart into what they computed,
# how long they were preempted and how long they slept (a pause of the collector, a lock).
#
#   benchmarks/turns.sh [keys=5000000]
source "$(dirname "$0")/lib.sh"
count=${1:-5000000}
port=$first_port

start_jacinth jacinth "$port"
tid=$(main_thread jacinth)
events=$(printf "syscalls:sys_%s_%s," enter epoll_pwait2 exit epoll_pwait2 enter epoll_wait exit epoll_wait enter epoll_pwait exit epoll_pwait)
events=${events%,}
perf record -q --switch-events -e "$events" -t "$tid" -o "$work/perf" >"$work/perf.log" 2>&1 &
pids[perf]=$!
sleep 0.5
taskset -c "$load_core" redis-benchmark -p "$port" -t set -n "$count" -P 16 -r 1000000000 -d 32 \
  -c 50 --csv | tail -1 | tr -d '"' | awk -F, '{print $2 " SET/s"}' >&2
redis-cli -p "$port" info stats | tr -d '\r' | awk -F: '/^engine_turn/ {v[$1] = $2} END {
  print "| | turns | median us | 99 % us | 99.9 % us | longest us |"
  print "|---|---|---|---|---|---|"
  print "| on the clock | " v["engine_turns"] " | " v["engine_turn_usec_p50"] " | " \
    v["engine_turn_usec_p99"] " | " v["engine_turn_usec_p99.9"] " | " v["engine_turn_usec_max"] " |"}'
kill -INT "${pids[perf]}" 2>/dev/null || { echo "perf may not trace here" >&2; cat "$work/perf.log" >&2; exit 0; }
wait "${pids[perf]}" 2>/dev/null || true
perf script -i "$work/perf" --show-switch-events --ns -F time,event,trace 2>/dev/null |
  awk '
    # Microseconds of a line: "12345.678901234:" is somewhere among the first fields.
    {
      for (i = 1; i <= NF; i++) if ($i ~ /^[0-9]+\.[0-9]+:$/) { now = substr($i, 1, length($i) - 1) * 1e6; break }
    }
    /sys_exit_epoll/ { open = 1; began = now; ran = 0; preempted = 0; slept = 0; next }
    !open { next }
    /SWITCH.*OUT/ { ran += now - began; left = now; forced = /preempt/; next }
    /SWITCH.*IN/ { if (forced) preempted += now - left; else slept += now - left; began = now; next }
    /sys_enter_epoll/ { open = 0; if (!first) first = now; printf "%.0f %.0f %.0f %.1f\n", ran + now - began, preempted, slept, (now - first) / 1e6 }
  ' >"$work/rounds"
for column in 1 2 3; do
  sort -g -k$column,$column "$work/rounds" | awk -v c=$column '{v[NR] = $c} END {
    split("computing,preempted,asleep", name, ",")
    printf "| %s | %d | %d | %d | %d | %d |\n", name[c], NR, v[int(NR * 0.5) + 1],
      v[int(NR * 0.99) + 1], v[int(NR * 0.999) + 1], v[NR]}'
done
sort -gr "$work/rounds" | head -5 | awk '{printf "%d us computed, %.1f s after the start\n", $1, $4}' >&2
