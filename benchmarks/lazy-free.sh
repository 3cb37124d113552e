#!/usr/bin/env bash
# What others notice while a value of many elements is freed: the longest turn of the engine, and
# the longest PING of a client that asks all the time, beside redis-server. Also the
# longest time that the engine ran in a round, and outside the kernel, where perf may trace.
#
# Every value is filled once and copied before each way of freeing it.
#
#   benchmarks/lazy-free.sh [elements=10000000] [type...=hash set zset list stream pending]
source "$(dirname "$0")/lib.sh"
count=${1:-10000000}
shift || true
[ $# -gt 0 ] || set -- hash set zset list stream pending

declare -A program=(
  [hash]='{ line = "HSET k"; for (j = i; j < i + 100; j++) line = line " field:" j " value" j; print line }'
  [set]='{ line = "SADD k"; for (j = i; j < i + 100; j++) line = line " member:" j; print line }'
  [zset]='{ line = "ZADD k"; for (j = i; j < i + 100; j++) line = line " " (j * 7919) % 1000003 " member:" j; print line }'
  [list]='{ line = "RPUSH k"; for (j = i; j < i + 100; j++) line = line " element:" j; print line }'
  [stream]='{ for (j = i; j < i + 100; j++) print "XADD k " j + 1 "-1 field value" j }'
  # The same, and every entry is pending in a group.
  [pending]='{ if (!i) print "XGROUP CREATE k g 0 MKSTREAM"
    for (j = i; j < i + 100; j++) print "XADD k " j + 1 "-1 field value" j
    print "XREADGROUP GROUP g c COUNT 100 STREAMS k >" }'
)

call() { redis-cli -p "$port" "$@" >/dev/null; }

# Frees by a command, with a client beside; prints "reply ms, longest ping ms, longest turn ms,
# longest ms in a round (outside the kernel)".
freed() { # SERVER COMMAND...
  local server=$1 running=-
  shift
  call config resetstat
  [ "$server" = jacinth ] && trace_rounds jacinth || true
  taskset -c "$load_core" redis-benchmark -p "$port" -t ping_mbulk -c 1 -n 40000 --csv \
    >"$work/ping" 2>/dev/null &
  local ping=$! start end turn pending
  sleep 0.2
  start=$(date +%s%N)
  call "$@"
  end=$(date +%s%N)
  for _ in $(seq 300); do
    pending=$(redis-cli -p "$port" info memory | tr -d '\r' | awk -F: '/^lazyfree_pending/ {print $2}')
    [ "$pending" = 0 ] && break
    sleep 0.1
  done
  wait "$ping"
  if [ "$server" = jacinth ] && traced_rounds >"$work/rounds"; then
    running=$(awk '$1 > ran {ran = $1} $2 > own {own = $2} END {printf "%.1f (%.1f)", ran / 1000, own / 1000}' "$work/rounds")
    { echo "$*:"; longest_rounds "$work/rounds" | sed -n 1,2p; } >&2
  fi
  turn=$(redis-cli -p "$port" info stats | tr -d '\r' | awk -F: '/^engine_turn_usec_max/ {print $2}')
  awk -F, -v r=$(((end - start) / 1000)) -v t="${turn:--}" -v c="$running" 'END { gsub("\"", "", $8)
    printf "%.1f,%.1f,%s,%s\n", r / 1000, $8, t == "-" ? t : sprintf("%.1f", t / 1000), c }' "$work/ping"
}

measure() { # SERVER TYPE
  awk "BEGIN { for (i = 0; i < $count; i += 100) ${program[$2]} }" </dev/null |
    taskset -c "$load_core" redis-cli -p "$port" --pipe 2>&1 | tail -1 >&2
  local way
  for way in "unlink copy" "del copy" "config-del copy" "flushdb async" "flushdb sync" "expire"; do
    call -n 0 copy k copy DB 1
    call -n 0 config set lazyfree-lazy-user-del no
    case $way in
      flushdb*) result=$(freed "$1" -n 1 $way) ;;
      expire) result=$(freed "$1" -n 1 pexpire copy 1) ;;
      config-del*) call config set lazyfree-lazy-user-del yes; result=$(freed "$1" -n 1 del copy) ;;
      *) result=$(freed "$1" -n 1 $way) ;;
    esac
    echo "$1,$2,$way,$result" >>"$work/results"
  done
  result=$(freed "$1" flushall async)
  echo "$1,$2,flushall async,$result" >>"$work/results"
}

port=$first_port
for type in "$@"; do
  for server in redis jacinth; do
    "start_$server" "$server" "$port"
    measure "$server" "$type"
    stop_server "$server"
    sleep 0.5
  done
done
echo "| $count elements | freed by | longest turn ms | running in a round (outside the kernel) | longest PING ms | answered after ms | redis: longest PING ms | answered after ms |"
echo "|---|---|---|---|---|---|---|---|"
awk -F, '{ reply[$1, $2, $3] = $4; ping[$1, $2, $3] = $5; turn[$1, $2, $3] = $6; running[$1, $2, $3] = $7 }
  $1 == "jacinth" { print "| " $2 " | " $3 " | " turn["jacinth", $2, $3] " | " running["jacinth", $2, $3] " | " ping["jacinth", $2, $3] \
    " | " reply["jacinth", $2, $3] " | " ping["redis", $2, $3] " | " reply["redis", $2, $3] " |" }' \
  "$work/results" | sed 's/config-del copy/DEL (lazyfree-lazy-user-del)/; s/ copy / /'
