#!/usr/bin/env bash
# Builds the modules and runs a class of module benchmarks with everything on its class path.
#
#   benchmarks/java.sh CLASS [argument...]            e.g. benchmarks/java.sh LoopShapes plain epoll 7000
#   benchmarks/java.sh jmh PATTERN [option...]        e.g. benchmarks/java.sh jmh ArgvSource
#
# BUILD=no skips the build. JVM options in JACINTH_JAVA_OPTS.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
paths=$root/benchmarks/target/classpath
if [ "${BUILD:-yes}" != no ] || [ ! -f "$paths" ]; then
  (cd "$root" && mvn -q -DskipTests -pl benchmarks -am package dependency:build-classpath \
    -Dmdep.outputFile=target/classpath >&2)
fi
source "$root/tools/find-jdk.bash"
find_jdk || { printf '%s\n' "$NO_JDK" >&2; exit 1; }
name=$1
shift
if [ "$name" = jmh ]; then
  class=org.openjdk.jmh.Main
else
  class=io.jacinth.benchmarks.$name
fi
# shellcheck disable=SC2086
exec "$JDK/bin/java" --enable-native-access=ALL-UNNAMED ${JACINTH_JAVA_OPTS:-} \
  -cp "$root/benchmarks/target/classes:$(<"$paths")" "$class" "$@"
