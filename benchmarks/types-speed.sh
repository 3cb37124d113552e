#!/usr/bin/env bash
# Speed of all data types beside redis-server: CPU of the server per operation, and throughput.
#
# redis-benchmark is the load, its own default commands and others written out below. Both servers
# run on one core, the load on another, and they take turns. Before the first measured run both
# servers run a common load and every row for half its time, so that compilers are done and data is
# there. CPU is that of the whole process, with the JVM's compiler and collector in it.
#
#   benchmarks/types-speed.sh [-r rounds=3] [-o file] [group or row...=all]
#   benchmarks/types-speed.sh -l                                   the names of all rows
#   benchmarks/types-speed.sh -o file table                        only the table of what file has
#
# Groups: P1 and P16 (redis-benchmark's default set), keys, sets, rest. With -o measured lines are
# added to a file, so that a full table can be made in several calls, and rounds added later.
# AGAINST=directory puts another checkout of Jacinth in redis-server's place: before and after.
source "$(dirname "$0")/lib.sh"
rounds=3 rows_file=$work/rows
declare -A group pipeline operations range setup command port=() ready=()
names=()
ticks_per_second=$(getconf CLK_TCK)

# row NAME GROUP PIPELINE OPERATIONS RANGE SETUP WORD...   RANGE is that of __rand_int__; SETUP runs
# unmeasured before each run; "-t x" as words are a test redis-benchmark has by itself.
row() {
  names+=("$1") group[$1]=$2 pipeline[$1]=$3 operations[$1]=$4 range[$1]=$5 setup[$1]=$6
  command[$1]=${*:7}
}

default_set() { # PIPELINE OPERATIONS
  local p=P$1 n=$2
  row PING_INLINE_$p $p "$1" "$n" 1 : -t ping_inline
  row PING_MBULK_$p $p "$1" "$n" 1 : -t ping_mbulk
  row SET_$p $p "$1" "$n" 100000 : -t set
  row GET_$p $p "$1" "$n" 100000 : -t get
  row INCR_$p $p "$1" "$n" 100000 : -t incr
  row LPUSH_$p $p "$1" "$n" 1 'del mylist' -t lpush
  row RPUSH_$p $p "$1" "$n" 1 'del mylist' -t rpush
  row LPOP_$p $p "$1" "$n" 1 "fill_list $n" -t lpop
  row RPOP_$p $p "$1" "$n" 1 "fill_list $n" -t rpop
  row SADD_$p $p "$1" "$n" "$n" 'del myset' -t sadd
  row HSET_$p $p "$1" "$n" "$n" 'del myhash' -t hset
  row SPOP_$p $p "$1" "$n" "$n" "fill_set $n" -t spop
  row ZADD_$p $p "$1" "$n" "$n" 'del myzset' -t zadd
  row ZPOPMIN_$p $p "$1" "$n" "$n" "fill_zset $n" -t zpopmin
  row LRANGE_100_$p $p "$1" $((n / 4)) 1 'fill_list 100000' LRANGE mylist 0 99
  row LRANGE_300_$p $p "$1" $((n / 10)) 1 'fill_list 100000' LRANGE mylist 0 299
  row LRANGE_500_$p $p "$1" $((n / 15)) 1 'fill_list 100000' LRANGE mylist 0 449
  row LRANGE_600_$p $p "$1" $((n / 20)) 1 'fill_list 100000' LRANGE mylist 0 599
  row MSET_$p $p "$1" $((n / 4)) 100000 : -t mset
}
default_set 1 100000
default_set 16 2000000

row ZADD_1M sets 16 400000 1000000 big_zset ZADD big __rand_int__ member:__rand_int__
row ZRANK_1M sets 16 400000 1000000 big_zset ZRANK big member:__rand_int__
row ZSCORE_1M sets 16 1000000 1000000 big_zset ZSCORE big member:__rand_int__
row ZRANGE_1M sets 16 1000000 1 big_zset ZRANGE big 500000 500009
row ZRANGEBYSCORE_1M sets 16 200000 1000000 big_zset \
  ZRANGE big __rand_int__ +inf BYSCORE LIMIT 0 10 WITHSCORES
row GEOSEARCH_1KM sets 4 20000 1999999999 big_geo \
  GEOSEARCH geo FROMLONLAT __rand_int__e-9 __rand_int__e-9 BYRADIUS 1 km ASC WITHDIST
row GEOSEARCH_5KM sets 4 800 1999999999 big_geo \
  GEOSEARCH geo FROMLONLAT __rand_int__e-9 __rand_int__e-9 BYRADIUS 5 km ASC COUNT 10
row SINTER_INTS sets 4 1500 1 two_sets SINTER ints:1 ints:2
row SINTER_STRINGS sets 4 1500 1 two_sets SINTER strings:1 strings:2

row HSET_1000 keys 16 1600000 1000 hash_1000 HSET h1000 field:__rand_int__ other
row HGET_1000 keys 16 1600000 1000 hash_1000 HGET h1000 field:__rand_int__
row HGETALL_1000 keys 4 16000 1 hash_1000 HGETALL h1000
row XADD keys 16 1600000 1 'del mystream' XADD mystream '*' myfield data
row XREADGROUP_10 keys 16 60000 1 stream_group XREADGROUP GROUP g c COUNT 10 STREAMS entries '>'
row XRANGE_10 keys 16 400000 1 stream_group XRANGE entries - + COUNT 10
row BITCOUNT_10MB keys 1 500 1 bits_10mb BITCOUNT bits

row SORT_100K rest 1 30 1 sortable SORT numbers LIMIT 0 10
row SORT_100K_ALPHA rest 1 20 1 sortable SORT texts ALPHA LIMIT 0 10
row SORT_100K_STORE rest 1 30 1 sortable SORT numbers STORE sorted
row PFADD rest 16 1600000 1000000 hyperloglogs PFADD hll:1 element:__rand_int__
row PFCOUNT_1 rest 16 1600000 1 hyperloglogs PFCOUNT hll:2
row PFCOUNT_2 rest 1 15000 1 hyperloglogs PFCOUNT hll:1 hll:2
row PFMERGE rest 1 15000 1 hyperloglogs PFMERGE hll:3 hll:1 hll:2

cli() { redis-cli -p "${port[$server]}" "$@"; }
pipe() { # commands on stdin, one a line
  cli --pipe >"$work/pipe" || { cat "$work/pipe" >&2; exit 1; }
}
bench() { # OPERATIONS PIPELINE RANGE WORD...
  taskset -c "$load_core" redis-benchmark -p "${port[$server]}" -n "$1" -P "$2" -r "$3" -c 50 --csv "${@:4}" 2>&1
}
once() { # NAME: true for the first call in this server
  [ -z "${ready[$server $1]:-}" ] && ready[$server $1]=yes
}

del() { cli del "$1" >/dev/null; sleep 0.1; }
fill_list() { del mylist; bench "$1" 64 1 -t lpush >/dev/null; }
fill_set() { del myset; bench "$1" 64 "$1" -t sadd >/dev/null; }
fill_zset() { del myzset; bench "$1" 64 "$1" -t zadd >/dev/null; }
big_zset() {
  once big_zset || return 0
  awk 'BEGIN {srand(1); for (i = 0; i < 1000000; i++) printf "ZADD big %d member:%012d\r\n", rand() * 1e6, i}' | pipe
}
big_geo() {
  once big_geo || return 0
  awk 'BEGIN {srand(2); for (i = 0; i < 1000000; i++) printf "GEOADD geo %.6f %.6f point:%d\r\n", rand() * 2, rand() * 2, i}' | pipe
}
two_sets() {
  once two_sets || return 0
  awk 'BEGIN {for (s = 1; s <= 2; s++) for (i = 0; i < 10000; i++) {
    printf "SADD ints:%d %d\r\nSADD strings:%d member:%06d\r\n", s, i * 7 + s * 35000, s, i + s * 5000}}' | pipe
}
hash_1000() {
  once hash_1000 || return 0
  awk 'BEGIN {for (i = 0; i < 1000; i++) printf "HSET h1000 field:%012d value:%d\r\n", i, i}' | pipe
}
stream_group() {
  once stream && awk 'BEGIN {for (i = 1; i <= 600000; i++) printf "XADD entries %d-0 field value:%d\r\n", i, i}' | pipe
  { cli xgroup destroy entries g; cli xgroup create entries g 0; } >/dev/null
}
bits_10mb() {
  once bits || return 0
  awk 'BEGIN {srand(3); print "SETRANGE bits 10485759 x\r"; for (i = 0; i < 100000; i++) printf "SETBIT bits %d 1\r\n", rand() * 83886080}' | pipe
}
sortable() {
  once sortable || return 0
  awk 'BEGIN {srand(4); for (i = 0; i < 100000; i++) printf "RPUSH numbers %d\r\nRPUSH texts text:%d\r\n", rand() * 1e9, rand() * 1e9}' | pipe
}
hyperloglogs() {
  once hyperloglogs || return 0
  awk 'BEGIN {for (i = 0; i < 200000; i++) printf "PFADD hll:%d element:%d\r\n", i % 2 + 1, i}' | pipe
}

run() { # ROW OPERATIONS -> line for the rows file
  ${setup[$1]}
  local before rate words
  read -ra words <<<"${command[$1]}"
  before=$(cpu_ticks "$server")
  bench "$2" "${pipeline[$1]}" "${range[$1]}" "${words[@]}" >"$work/out"
  awk -v s="$server" -v row="$1" -v t=$(($(cpu_ticks "$server") - before)) -v hz="$ticks_per_second" -v n="$2" '
    /^Error|ERR |WRONGTYPE/ {print row ": " $0 > "/dev/stderr"; exit 1}
    {last = $0}
    END {
      split(last, f, "\",\"")
      if (f[2] == "") {print row ": " last > "/dev/stderr"; exit 1}
      printf "%s %s %s %.4f\n", s, row, f[2], t / hz / n * 1e6
    }' "$work/out"
}

# A ratio is the median of the rounds' ratios: the servers take turns, and a machine that gets slower or
# faster meanwhile does so for both.
table() {
  local name
  echo "| command | redis ops/s | jacinth ops/s | ratio | redis CPU us/op | jacinth CPU us/op | ratio |"
  echo "|---|---|---|---|---|---|---|"
  for name in "${names[@]}"; do
    values() { awk -v s="$1" -v r="$name" -v f="$2" '$1 == s && $2 == r {print $f}' "$rows_file"; }
    ratio() { paste <(values redis "$1") <(values jacinth "$1") | awk 'NF == 2 {print $2 / $1}' | median; }
    grep -q "^jacinth $name " "$rows_file" || continue
    echo "$name" "$(values redis 3 | median)" "$(values jacinth 3 | median)" "$(ratio 3)" \
      "$(values redis 4 | median)" "$(values jacinth 4 | median)" "$(ratio 4)"
  done | awk '{
    printf "| %s | %d | %d | %.2f | %.2f | %.2f | %.2f |\n", $1, $2, $3, $4, $5, $6, $7
    logs += log($7); rates += log($4); over += $7 > 1.1; n++
  } END {
    if (n) printf "\n%d rows; geometric mean of the ratios: CPU %.3f, throughput %.2f; rows over 1.1 times the CPU: %d\n",
      n, exp(logs / n), exp(rates / n), over
  }'
}

while getopts r:o:l option; do
  case $option in
    r) rounds=$OPTARG ;;
    o) rows_file=$OPTARG; touch "$rows_file" ;;
    l) printf '%s\n' "${names[@]}"; exit ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ "${1:-}" = table ] && { table; exit; }

chosen=()
for name in "${names[@]}"; do
  [ $# -eq 0 ] && chosen+=("$name")
  for word in "$@"; do [[ $word == "$name" || $word == "${group[$name]}" ]] && chosen+=("$name"); done
done
[ ${#chosen[@]} -gt 0 ] || { echo "no such row or group; -l lists them" >&2; exit 2; }

port=([redis]=$first_port [jacinth]=$((first_port + 1)))
if [ -n "${AGAINST:-}" ]; then
  new_root=$root root=$AGAINST
  JACINTH_JAVA_OPTS=${AGAINST_JAVA_OPTS:-} start_jacinth redis "${port[redis]}"
  root=$new_root
else
  start_redis redis "${port[redis]}"
fi
start_jacinth jacinth "${port[jacinth]}"
echo "warming up ${#chosen[@]} rows ..." >&2
for server in redis jacinth; do # what all commands have in common: network, parser, gates, keyspace
  for p in 16 1; do
    bench $((20000 + p * 15000)) $p 100000 -t ping_inline,set,get,lpush,hset >/dev/null
  done
done
for name in "${chosen[@]}"; do
  for server in redis jacinth; do
    run "$name" "$((operations[$name] / 2))" >>"$work/warm" || exit 1
  done
done
for round in $(seq 1 "$rounds"); do
  for name in "${chosen[@]}"; do
    for server in redis jacinth; do
      run "$name" "${operations[$name]}" | tee -a "$rows_file" >&2
    done
  done
done
table
echo "rounds $rounds; $(redis-server --version)"
