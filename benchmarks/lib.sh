# What the benchmark scripts share: start a server on loopback, read its CPU and memory, end it.
# Sourced, not run. Needs bash, redis-server, redis-cli, redis-benchmark, taskset.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/jacinth-bench.XXXXXX")
server_core=${SERVER_CORE:-0}
load_core=${LOAD_CORE:-1}
first_port=${FIRST_PORT:-26379}
declare -A pids=()

finish() {
  local pid
  for pid in "${pids[@]:-}"; do
    [ -n "$pid" ] && kill -9 "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap finish EXIT

for tool in redis-server redis-cli redis-benchmark taskset; do
  command -v "$tool" >/dev/null || { echo "needs $tool (Debian: redis-server redis-tools util-linux)" >&2; exit 2; }
done

await_ping() { # port
  local i
  for i in $(seq 1 200); do
    [ "$(redis-cli -p "$1" ping 2>/dev/null)" = PONG ] && return 0
    sleep 0.05
  done
  echo "no answer on port $1" >&2
  return 1
}

# start_redis NAME PORT [option...]; pid in pids[NAME]
start_redis() {
  local name=$1 port=$2
  shift 2
  mkdir -p "$work/$name"
  taskset -c "$server_core" redis-server --port "$port" --bind 127.0.0.1 --dir "$work/$name" \
    --save '' --appendonly no "$@" >"$work/$name/log" 2>&1 &
  pids[$name]=$!
  disown
  await_ping "$port" || { tail -n 5 "$work/$name/log" >&2; return 1; }
}

# start_jacinth NAME PORT [option...]; options of the JVM in JACINTH_JAVA_OPTS
start_jacinth() {
  local name=$1 port=$2
  shift 2
  mkdir -p "$work/$name"
  taskset -c "$server_core" "$root/jacinth" server --port "$port" --bind 127.0.0.1 \
    --dir "$work/$name" --save '' --appendonly no "$@" >"$work/$name/log" 2>&1 &
  pids[$name]=$!
  disown
  await_ping "$port" || { tail -n 5 "$work/$name/log" >&2; return 1; }
}

stop_server() { # NAME
  local pid=${pids[$1]:-}
  [ -n "$pid" ] || return 0
  kill -9 "$pid" 2>/dev/null || true
  unset "pids[$1]"
}

# CPU of all threads so far, in clock ticks (user + system).
cpu_ticks() { # NAME
  local stat
  stat=$(<"/proc/${pids[$1]}/stat")
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  echo $((${12} + ${13}))
}

# The thread that executes commands.
main_thread() { # NAME
  local task
  for task in "/proc/${pids[$1]}/task"/*; do
    [[ $(<"$task/comm") == engine-* ]] && { basename "$task"; return; }
  done
  echo "${pids[$1]}"
}

# How long a thread was ready to run while something else had its core.
waited_ms() { # NAME THREAD
  awk '{printf "%d\n", $2 / 1e6}' "/proc/${pids[$1]}/task/$2/schedstat"
}

rss_kb() { # NAME
  awk '/^VmRSS/ {print $2}' "/proc/${pids[$1]}/status"
}

median() { # numbers on stdin
  sort -g | awk '{v[NR]=$1} END {if (NR%2) print v[(NR+1)/2]; else printf "%.6g\n", (v[NR/2]+v[NR/2+1])/2}'
}
