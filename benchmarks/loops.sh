#!/usr/bin/env bash
# Shapes of the event loop: a loop the thread owns (ManualIoEventLoop) beside an ordinary Netty loop,
# epoll beside io_uring, on PING. Server on one core, load on another, taking turns.
#
#   benchmarks/loops.sh [rounds=3]
source "$(dirname "$0")/lib.sh"
rounds=${1:-3}
ticks_per_second=$(getconf CLK_TCK)
shapes=(manual-epoll plain-epoll manual-io_uring plain-io_uring)
declare -A port=()

next=26501
"$root/benchmarks/java.sh" jmh -l >/dev/null # builds
for shape in "${shapes[@]}"; do
  port[$shape]=$next
  BUILD=no JACINTH_JAVA_OPTS='-XX:+UseSerialGC -Xmx256m' taskset -c "$server_core" \
    "$root/benchmarks/java.sh" LoopShapes "${shape%%-*}" "${shape#*-}" $next >"$work/$shape.log" 2>&1 &
  pids[$shape]=$!
  disown
  next=$((next + 1))
done
sleep 3

load() { # SHAPE PIPELINE OPERATIONS -> "ops_per_second cpu_us_per_op"
  local before after rate
  before=$(cpu_ticks "$1")
  rate=$(taskset -c "$load_core" redis-benchmark -p "${port[$1]}" -t ping_mbulk -P "$2" -n "$3" -c 50 --csv \
    2>/dev/null | awk -F, '/PING_MBULK/ {gsub(/"/, ""); print $2}')
  after=$(cpu_ticks "$1")
  awk -v r="${rate:-0}" -v t=$((after - before)) -v hz="$ticks_per_second" -v n="$3" \
    'BEGIN {printf "%s %.4f\n", r, t / hz / n * 1e6}'
}

for shape in "${shapes[@]}"; do load "$shape" 16 2000000 >/dev/null; load "$shape" 1 200000 >/dev/null; done
for round in $(seq 1 "$rounds"); do
  for pipeline in 1 16 64; do
    n=3000000
    [ "$pipeline" = 1 ] && n=300000
    for shape in "${shapes[@]}"; do
      echo "$shape $pipeline $(load "$shape" "$pipeline" "$n")" | tee -a "$work/rows" >&2
    done
  done
done

echo
echo "| shape | P1 ops/s | P1 CPU us/op | P16 ops/s | P16 CPU us/op | P64 ops/s | P64 CPU us/op |"
echo "|---|---|---|---|---|---|---|"
for shape in "${shapes[@]}"; do
  printf '| %s |' "$shape"
  for pipeline in 1 16 64; do
    printf ' %.0f | %.3f |' \
      "$(awk -v s="$shape" -v p="$pipeline" '$1==s && $2==p {print $3}' "$work/rows" | median)" \
      "$(awk -v s="$shape" -v p="$pipeline" '$1==s && $2==p {print $4}' "$work/rows" | median)"
  done
  echo
done
