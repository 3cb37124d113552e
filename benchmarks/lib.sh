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
  for pid in "${pids[@]:-}"; do # the next script wants the ports
    for _ in $(seq 1 100); do
      [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || break
      sleep 0.05
    done
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
  "$root/jacinth" --version >/dev/null # builds what is stale
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

# What the rounds of the loop (a turn and the reading before it) of a server are made of. A turn's
# time in INFO is time on the clock; with other work on its core that includes the times in which
# the thread was ready and something else ran. Where perf may trace the scheduler, a round is told
# apart into how long it ran, how long it was preempted, how long it slept (a pause of the
# collector, a lock), and how long its core was away: a timer interrupts the thread after each
# millisecond it ran; one that comes late could not come earlier, as the host of this virtual
# machine had the core, or the kernel let no interrupt through. Of the time it ran those
# milliseconds are the kernel's (a send, a receive) at whose end the timer finds the thread there.
trace_rounds() { # NAME; false where perf may not
  local events
  events=$(printf "syscalls:sys_%s_%s," enter epoll_pwait2 exit epoll_pwait2 enter epoll_wait \
    exit epoll_wait enter epoll_pwait exit epoll_pwait)
  perf record -q -k CLOCK_MONOTONIC --switch-events -e "${events}cpu-clock/period=1000000/" \
    -t "$(main_thread "$1")" -o "$work/perf" >"$work/perf.log" 2>&1 &
  pids[perf]=$!
  sleep 0.5
  kill -0 "${pids[perf]}" 2>/dev/null
}

# Ends it; a line for each round: us it ran, us of that outside the kernel, us preempted, us asleep,
# us without the core, and s since the first round.
traced_rounds() {
  kill -INT "${pids[perf]}" 2>/dev/null || { echo "perf may not trace here" >&2; cat "$work/perf.log" >&2; return 1; }
  wait "${pids[perf]}" 2>/dev/null || true
  unset "pids[perf]"
  perf script -i "$work/perf" --show-switch-events --ns -F time,event,ip,trace 2>/dev/null |
    awk '
      # The thread ran until now.
      function ran_until() { ran += now - began; sinceTick += now - began; began = now }
      # "12345.678901234:" is somewhere among the first fields.
      {
        for (i = 1; i <= NF; i++) if ($i ~ /^[0-9]+\.[0-9]+:$/) { now = substr($i, 1, length($i) - 1) * 1e6; break }
      }
      /SWITCH.*OUT/ { if (began) ran_until(); left = now; began = 0; forced = /preempt/; next }
      /SWITCH.*IN/ { if (left && forced) preempted += now - left; else if (left) slept += now - left; began = now; next }
      !began { began = now }
      /cpu-clock/ {
        ran_until()
        if (ticks++ && sinceTick > 1200) { away += sinceTick - 1000; ran -= sinceTick - 1000 }
        sinceTick = 0
        if ($NF ~ /^ffff/) kernel += ran - atTick
        atTick = ran
        next
      }
      { ran_until() }
      /sys_exit_epoll/ { open = 1; ran = 0; atTick = 0; kernel = 0; preempted = 0; slept = 0; away = 0; next }
      open && /sys_enter_epoll/ {
        open = 0
        if (!first) first = now
        if (ran < 0) ran = 0
        if (kernel > ran) kernel = ran
        printf "%.0f %.0f %.0f %.0f %.0f %.1f\n", ran, ran - kernel, preempted, slept, away, (now - first) / 1e6
      }
    '
  rm -f "$work/perf"
}

# The rows of a table from those lines: what, rounds, median, 99 %, 99.9 %, longest, in us, and how
# many were over 5 ms.
rounds_table() { # FILE
  local column
  for column in 1 2 3 4 5; do
    sort -g -k$column,$column "$1" | awk -v c=$column '{v[NR] = $c; over += $c > 5000} END {
      split("running,running outside the kernel,preempted,asleep,without its core", name, ",")
      printf "| %s | %d | %d | %d | %d | %d | %d |\n", name[c], NR, v[int(NR * 0.5) + 1],
        v[int(NR * 0.99) + 1], v[int(NR * 0.999) + 1], v[NR], over}'
  done
}

# The longest ones.
longest_rounds() { # FILE
  awk '{print $1 + $5, $0}' "$1" | sort -gr | awk 'NR <= 8 {
    printf "ran %d us (%d outside the kernel), %d us without the core, %.1f s after the start\n", $2, $3, $6, $7 }'
}

rss_kb() { # NAME
  awk '/^VmRSS/ {print $2}' "/proc/${pids[$1]}/status"
}

median() { # numbers on stdin
  sort -g | awk '{v[NR]=$1} END {if (NR%2) print v[(NR+1)/2]; else printf "%.6g\n", (v[NR/2]+v[NR/2+1])/2}'
}
