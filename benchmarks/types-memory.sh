#!/usr/bin/env bash
# Memory of collections beside redis-server: resident size minus that of the idle server. The JVM
# gives back what its compilers used every ten seconds; it is looked at after that.
# One line per kind of value in the list below: a name, the number of keys, and an awk program that
# prints the commands (function c(n, ...) starts a command of n words, w(text) writes a word).
#
#   benchmarks/types-memory.sh [name...=all]
source "$(dirname "$0")/lib.sh"

AWK='function c(n) { printf "*%d\r\n", n }
     function w(s) { printf "$%d\r\n%s\r\n", length(s), s }'

declare -A keys program
kind() { # NAME KEYS PROGRAM
  names+=("$1") keys[$1]=$2 program[$1]=$3
}

kind hashes-of-10-fields 1000000 'BEGIN { for (i = 0; i < 1000000; i++) {
  c(22); w("HSET"); w(sprintf("hash:%07d", i))
  for (f = 0; f < 10; f++) { w("field" f); w(sprintf("value%07d", i + f)) } } }'
kind hash-of-5M-fields 1 'BEGIN { for (i = 0; i < 5000000; i += 10) {
  c(22); w("HSET"); w("hash")
  for (f = i; f < i + 10; f++) { w(sprintf("field:%07d", f)); w(sprintf("value%07d", f)) } } }'

kind lists-of-10-elements 1000000 'BEGIN { for (i = 0; i < 1000000; i++) {
  c(12); w("RPUSH"); w(sprintf("list:%07d", i))
  for (f = 0; f < 10; f++) { w(sprintf("value%07d", i + f)) } } }'
kind list-of-10M-elements 1 'BEGIN { for (i = 0; i < 10000000; i += 10) {
  c(12); w("RPUSH"); w("list")
  for (f = i; f < i + 10; f++) { w(sprintf("value%07d", f)) } } }'

kind sets-of-10-integers 1000000 'BEGIN { for (i = 0; i < 1000000; i++) {
  c(12); w("SADD"); w(sprintf("set:%07d", i))
  for (f = 0; f < 10; f++) { w(i * 10 + f * 7) } } }'
kind sets-of-10-strings 1000000 'BEGIN { for (i = 0; i < 1000000; i++) {
  c(12); w("SADD"); w(sprintf("set:%07d", i))
  for (f = 0; f < 10; f++) { w(sprintf("member%07d", i + f)) } } }'
kind set-of-5M-members 1 'BEGIN { for (i = 0; i < 5000000; i += 10) {
  c(12); w("SADD"); w("set")
  for (f = i; f < i + 10; f++) { w(sprintf("member%07d", f)) } } }'

kind sorted-sets-of-10-members 1000000 'BEGIN { for (i = 0; i < 1000000; i++) {
  c(22); w("ZADD"); w(sprintf("zset:%07d", i))
  for (f = 0; f < 10; f++) { w(i + f); w(sprintf("member%07d", i + f)) } } }'
kind sorted-set-of-5M-members 1 'BEGIN { srand(1); for (i = 0; i < 5000000; i += 10) {
  c(22); w("ZADD"); w("zset")
  for (f = i; f < i + 10; f++) { w(int(rand() * 1e9)); w(sprintf("member%07d", f)) } } }'

kind stream-of-2M-entries 1 'BEGIN { for (i = 0; i < 2000000; i++) {
  c(7); w("XADD"); w("stream"); w(sprintf("%d-%d", 1 + int(i / 3), i % 3))
  w("field"); w(sprintf("value%07d", i)); w("number"); w(i) } }'

declare -A settle_s=([redis]=1 [jacinth]=12)

# Leaves the growth in bytes in $result. Not called in a subshell: its servers would outlive the script.
measure() { # SERVER STARTER PORT KIND
  "$2" "$1" "$3"
  redis-cli -p "$3" set warm up >/dev/null; redis-cli -p "$3" del warm >/dev/null; sleep "${settle_s[$1]}"
  local idle full
  idle=$(rss_kb "$1")
  awk "$AWK ${program[$4]}" | taskset -c "$load_core" redis-cli -p "$3" --pipe 2>&1 | tail -1 >&2
  [ "$(redis-cli -p "$3" dbsize)" = "${keys[$4]}" ] || { echo "$1 did not load all keys" >&2; exit 1; }
  sleep "${settle_s[$1]}"
  full=$(rss_kb "$1")
  echo "$1: idle $idle kB, full $full kB" >&2
  stop_server "$1"
  result=$(((full - idle) * 1024))
}

[ $# -gt 0 ] || set -- "${names[@]}"
echo "| what | redis MB | jacinth MB | ratio |"
echo "|---|---|---|---|"
for name in "$@"; do
  measure redis start_redis "$first_port" "$name"
  r=$result
  measure jacinth start_jacinth $((first_port + 1)) "$name"
  awk -v n="$name" -v r="$r" -v j="$result" \
    'BEGIN {printf "| %s | %.1f | %.1f | %.2f |\n", n, r / 1e6, j / 1e6, j / r}'
done
