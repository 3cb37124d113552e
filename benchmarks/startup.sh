#!/usr/bin/env bash
# Start-up on a built tree: command to first PONG of a single server, command to a working cluster
# of six nodes in one JVM, and what that JVM weighs when idle. redis-server's own start beside it.
#
#   benchmarks/startup.sh [runs=7]
source "$(dirname "$0")/lib.sh"
runs=${1:-7}
now_ms() { echo $((${EPOCHREALTIME/./} / 1000)); }
"$root/jacinth" --version >/dev/null # builds what is missing

# Opens a TCP connection without forking a process; asks PING; true on +PONG.
pong() {
  local line
  { exec 9<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'PING\r\n' >&9
  IFS= read -r -t 1 line <&9 || line=
  exec 9>&-
  [[ $line == +PONG* ]]
}

time_until() { # COMMAND... ; ms until the test in $ready holds
  local start=$(now_ms)
  "$@" >"$work/log" 2>&1 9>&- &
  pids[one]=$!
  disown
  until eval "$ready"; do
    [ $(($(now_ms) - start)) -lt 20000 ] || { cat "$work/log" >&2; exit 1; }
    sleep 0.002
  done
  echo $(($(now_ms) - start)) >>"$work/$row"
}

end_one() {
  kill -TERM "${pids[one]}" 2>/dev/null
  for _ in $(seq 1 200); do [ -d "/proc/${pids[one]}" ] || break; sleep 0.05; done
  stop_server one
}

cluster_ok() {
  local p
  for p in $(seq 26601 26606); do
    redis-cli -p "$p" cluster info 2>/dev/null | grep -q cluster_state:ok || return 1
  done
}

for run in $(seq 1 "$runs"); do
  row=redis ready='pong 26600'
  time_until redis-server --port 26600 --bind 127.0.0.1 --dir "$work" --save ''
  end_one
  row=jacinth ready='pong 26600'
  time_until "$root/jacinth" server --port 26600 --bind 127.0.0.1 --dir "$work" --save ''
  end_one
  row=quickstart ready='pong 26601 && cluster_ok'
  rm -rf "$work/quick"
  time_until "$root/jacinth" quickstart --dir "$work/quick" --ports 26601-26606
  sleep 5
  awk '/^VmRSS/ {print $2 / 1024}' "/proc/${pids[one]}/status" >>"$work/rss"
  end_one
done

row() { sort -g "$work/$1" | awk -v n="$2" '{v[NR]=$1} END {
  printf "| %s | %.0f | %.0f | %.0f |\n", n, v[1], v[int((NR+1)/2)], v[NR]}'; }
echo "| figure | min | median | max |"
echo "|---|---|---|---|"
row redis "redis-server: ms to first PONG"
row jacinth "jacinth server: ms to first PONG"
row quickstart "jacinth quickstart: ms to cluster_state:ok on all six"
row rss "quickstart idle after 5 s: RSS in MB"
