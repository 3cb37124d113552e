#!/usr/bin/env bash
# GET and SET beside redis-server: CPU of the server per operation, and throughput.
#
# Both servers run on one core, the load on another; they take turns, so that a machine whose speed
# drifts hits both. Quoted are medians over the rounds and the ratio of them. The CPU of the JVM's
# helper threads (compiler, collector) counts as the server's.
#
#   benchmarks/get-set.sh [rounds=5] [operations=2000000 at P16]
source "$(dirname "$0")/lib.sh"
rounds=${1:-5}
operations=${2:-2000000}
keys=1000000
ticks_per_second=$(getconf CLK_TCK)

declare -A port=([redis]=$first_port [jacinth]=$((first_port + 1)))
start_redis redis "${port[redis]}"
start_jacinth jacinth "${port[jacinth]}"

load() { # NAME COMMAND PIPELINE OPERATIONS -> "ops_per_second cpu_us_per_op"
  local before after rate
  before=$(cpu_ticks "$1")
  rate=$(taskset -c "$load_core" redis-benchmark -p "${port[$1]}" -t "$2" -P "$3" -n "$4" -r $keys \
    -d 32 -c 50 --csv 2>/dev/null | awk -F'","' -v c="${2^^}" '{gsub(/"/,"")} 1' |
    awk -F, -v c="${2^^}" '$1 == c {print $2}')
  after=$(cpu_ticks "$1")
  awk -v r="$rate" -v t=$((after - before)) -v hz="$ticks_per_second" -v n="$4" \
    'BEGIN {printf "%s %.4f\n", r, t / hz / n * 1e6}'
}

echo "warming up both with $keys keys ..." >&2
for name in redis jacinth; do
  load "$name" set 16 $((keys * 3)) >/dev/null
  load "$name" get 16 $((keys * 2)) >/dev/null
  load "$name" set 1 100000 >/dev/null
  load "$name" get 1 100000 >/dev/null
done

for round in $(seq 1 "$rounds"); do
  for pipeline in 1 16 64; do
    n=$operations
    [ "$pipeline" = 1 ] && n=$((operations / 8))
    for command in set get; do
      for name in redis jacinth; do
        echo "$name $command $pipeline $(load "$name" "$command" "$pipeline" "$n")" |
          tee -a "$work/rows" >&2
      done
    done
  done
done

echo
echo "| command | redis ops/s | jacinth ops/s | ratio | redis CPU us/op | jacinth CPU us/op | ratio |"
echo "|---|---|---|---|---|---|---|"
for pipeline in 1 16 64; do
  for command in set get; do
    value() { awk -v n="$1" -v c="$command" -v p="$pipeline" -v f="$2" \
      '$1==n && $2==c && $3==p {print $f}' "$work/rows" | median; }
    awk -v c="${command^^} P$pipeline" -v a="$(value redis 4)" -v b="$(value jacinth 4)" \
      -v x="$(value redis 5)" -v y="$(value jacinth 5)" \
      'BEGIN {printf "| %s | %d | %d | %.2f | %.2f | %.2f | %.2f |\n", c, a, b, b/a, x, y, y/x}'
  done
done
echo
echo "rounds $rounds, $operations operations at P16 and P64, an eighth at P1; $(redis-server --version)"
