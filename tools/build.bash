# Sourced by ./jacinth when the jar is missing or older than the sources. Needs home, jar, cache,
# JDK, stale() and unrehearsed(). Everything it prints goes to stderr: stdout belongs to the command asked for.

# Six servers started at once must not build six times into one directory.
build() {
  local lock=$home/.build-lock waited=0 holder
  until mkdir "$lock" 2>/dev/null; do
    holder=
    [[ -r $lock/pid ]] && read -r holder <"$lock/pid"
    if [[ -n $holder ]] && ! kill -0 "$holder" 2>/dev/null; then
      rm -rf "$lock"
      continue
    fi
    ((waited == 0)) && printf 'Waiting for another build of Jacinth to finish ...\n' >&2
    if ((++waited > 900)); then
      printf 'Gave up waiting after 15 minutes; if no build is running, remove %s\n' "$lock" >&2
      return 1
    fi
    sleep 1
  done
  printf '%s\n' $$ >"$lock/pid"
  trap 'rm -rf "$home/.build-lock"' EXIT
  trap 'exit 130' INT TERM
  local rc=0
  if stale; then compile; rc=$?; fi
  if ((rc == 0)) && unrehearsed; then rehearse; fi
  rm -rf "$lock"
  trap - EXIT INT TERM
  return $rc
}

compile() {
  type -P mvn >/dev/null || { printf '%s\n' "$NO_MAVEN" >&2; return 1; }
  local log=$home/server/target/build.log line rc
  local quiet='--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'
  mkdir -p "$home/server/target"
  rm -f "$cache"
  : >"$log.started"
  if [[ -f $jar ]]; then printf 'Building Jacinth (sources have changed) ...' >&2
  else printf 'Building Jacinth (first run only) ...' >&2; fi
  # Maven's own lines go to the log; of them only the module names are shown.
  (cd "$home" && JAVA_HOME=$JDK MAVEN_OPTS="${MAVEN_OPTS-} $quiet" exec mvn -B -ntp -Dmaven.test.skip=true -pl server -am package </dev/null 2>&1) \
    | while IFS= read -r line; do
        printf '%s\n' "$line" >&3
        [[ $line == *'Building Jacinth: '* ]] && { line=${line#*Building Jacinth: }; printf ' %s' "${line%% *}" >&2; }
      done 3>"$log"
  rc=${PIPESTATUS[0]}
  printf '\n' >&2
  if ((rc != 0)); then
    grep -E 'ERROR|WARNING' "$log" | head -20 >&2
    printf 'The build failed; all of its output is in %s\n' "$log" >&2
    return 1
  fi
  # Maven leaves a jar alone that would come out the same; its time says what it was built from.
  touch -r "$log.started" "$jar"
  rm -f "$log.started"
}

# A training run leaves an AOT cache next to the jar, which saves about half of the start-up time.
# Without it everything works the same, so a failure here is not worth a word. The JVM options that
# shape the archive must be those of the launcher.
rehearse() {
  (
    dir=$home/server/target/rehearsal
    rm -rf "$dir" && mkdir -p "$dir" && cd "$dir" || exit 0
    export MALLOC_ARENA_MAX=2
    "$JDK/bin/java" --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -Xms16m -Xmx256m -XX:AOTCacheOutput="$cache.new" \
      -cp "$jar" io.jacinth.server.rehearsal.Rehearsal "$dir" </dev/null >../rehearsal.log 2>&1 \
      || rm -f "$cache.new"
    if [[ -s $cache.new ]]; then mv -f "$cache.new" "$cache"; else : >"$cache"; fi
    rm -rf "$cache.new" "$cache.new.config" "$dir"
  )
  return 0
}
