#!/usr/bin/env bash
# Eviction and expiry beside redis-server.
#
#   benchmarks/eviction.sh hits [warm seconds=30] [seconds=60]    hit rates under Zipf's law
#   benchmarks/eviction.sh pressure [seconds=20]                  used_memory under twice what fits
#   benchmarks/eviction.sh expire [keys=1000000]                  keys that expire in the same second
#
# PORT is the first of the ports used (26379).
source "$(dirname "$0")/lib.sh"
port=${PORT:-26379}
load() { BUILD=no JACINTH_JAVA_OPTS=-Xmx512m "$root/benchmarks/java.sh" EvictionLoad "$@"; }
[ "${BUILD:-yes}" = no ] || "$root/benchmarks/java.sh" EvictionLoad none 2>/dev/null || true

case ${1:-hits} in
  hits)
    # All at once and at a rate that leaves the machine time: a hit rate does not depend on speed, but
    # LRU's clock has seconds, so a key must stay for many of them.
    server_core=0-$(($(nproc) - 1))
    policies=(allkeys-lru allkeys-lfu volatile-ttl volatile-lru)
    for i in "${!policies[@]}"; do
      start_redis "redis$i" $((port + 2 * i))
      start_jacinth "jacinth$i" $((port + 2 * i + 1))
    done
    echo "| policy | redis keys | redis hits % | jacinth keys | jacinth hits % | difference |"
    echo "|---|---|---|---|---|---|"
    loads=()
    for i in "${!policies[@]}"; do
      load hits $((port + 2 * i)) $((port + 2 * i + 1)) "${policies[$i]}" 50000 500000 8000 \
        "${2:-30}" "${3:-60}" &
      loads+=($!)
    done
    wait "${loads[@]}"
    ;;
  pressure)
    start_jacinth jacinth "$port"
    taskset -c "$load_core" "$BASH" -c "$(declare -f load); root=$root load pressure $port 100000000 ${2:-20}"
    ;;
  expire)
    start_redis redis "$port"
    start_jacinth jacinth $((port + 1))
    for name in redis jacinth; do
      echo "$name:"
      load expire $((port + (${#name} > 5))) "${2:-1000000}" 30
    done
    ;;
esac
