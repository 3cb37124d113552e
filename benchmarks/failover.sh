#!/usr/bin/env bash
# From kill -9 of a primary under write load to the first write its replica accepts.
#
# Six servers, 3 primaries and 3 replicas, joined by redis-cli --cluster create; a writer keeps the
# primary busy; after each kill the old primary is started again and must be a replica in sync
# before the next one.
#
#   benchmarks/failover.sh [redis|jacinth] [runs=10] [node-timeout ms=5000]
source "$(dirname "$0")/lib.sh"
kind=${1:-jacinth}
runs=${2:-10}
timeout_ms=${3:-5000}
first=26401

start_node() { # PORT
  case $kind in
    redis) start_redis "$1" "$1" --cluster-enabled yes --cluster-node-timeout "$timeout_ms" ;;
    jacinth) start_jacinth "$1" "$1" --cluster-enabled yes --cluster-node-timeout "$timeout_ms" ;;
    *) echo "redis or jacinth" >&2; exit 2 ;;
  esac
}

server_core=0,1 # six servers share the machine here
for port in $(seq $first $((first + 5))); do start_node "$port"; done
redis-cli --cluster create $(for p in $(seq $first $((first + 5))); do echo "127.0.0.1:$p"; done) \
  --cluster-replicas 1 --cluster-yes >"$work/create" || { cat "$work/create"; exit 1; }
sleep 12 # Redis starts a diskless sync 5 s late; both get the same time

nodes() { redis-cli -p "$1" cluster nodes 2>/dev/null; }
owner() { nodes "$1" | awk '/master/ && !/fail/ && / 0-5460/ {split($2, a, "[:@]"); print a[2]}'; }
replica_of() { # VIEW OWNER
  nodes "$1" | awk -v p=":$2@" 'index($2, p) {id=$1} {line[NR]=$0} END {
    for (i in line) {split(line[i], f, " "); if (f[4]==id && f[3] !~ /fail/) {split(f[2], a, "[:@]"); print a[2]}}}' | head -1
}
now_ms() { echo $((${EPOCHREALTIME/./} / 1000)); }

for run in $(seq 1 "$runs"); do
  witness=$((first + 1))
  primary=$(owner $witness)
  replica=$(replica_of $witness "$primary")
  [ -n "$replica" ] || { echo "run $run: no replica" >&2; nodes $witness >&2; exit 1; }
  (yes "INCR load{hnad}" | timeout 3 redis-cli -p "$primary" >/dev/null 2>&1 || true) &
  writer=$!
  sleep 0.7
  start=$(now_ms)
  stop_server "$primary"
  deadline=$((start + timeout_ms * 10))
  until [ "$(redis-cli -p "$replica" set hnad "$run" 2>/dev/null)" = OK ]; do
    [ "$(now_ms)" -lt $deadline ] || { echo "run $run: no failover" >&2; exit 1; }
    sleep 0.005
  done
  took=$(($(now_ms) - start))
  echo "$took" >>"$work/took"
  echo "run $run: $primary -> $replica in $took ms" >&2
  wait $writer 2>/dev/null || true
  start_node "$primary"
  for _ in $(seq 1 300); do
    redis-cli -p "$primary" info replication | grep -q 'master_link_status:up' && break
    sleep 0.1
  done
  sleep $((timeout_ms / 1000 * 2 + 1)) # primaries vote about a shard once per 2 x node-timeout
done
sort -n "$work/took" | awk -v k="$kind" -v t="$timeout_ms" '{v[NR]=$1} END {
  m = NR % 2 ? v[(NR+1)/2] : (v[NR/2] + v[NR/2+1]) / 2
  printf "| %s | node-timeout %d ms | %d runs | min %d | median %d | max %d |\n", k, t, NR, v[1], m, v[NR]}'
