# Sourced by ./jacinth and ./verify: find_jdk sets JDK to the home of a JDK 25, or fails.
# It reads "release" files instead of starting a java, because it is on the start-up path.

is_jdk25() {
  [[ -n ${1-} && -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 1
  local line
  while read -r line; do
    case $line in
      'JAVA_VERSION="25"'* | 'JAVA_VERSION="25.'*) return 0 ;;
      JAVA_VERSION=*) return 1 ;;
    esac
  done <"$1/release"
  return 1
}

find_jdk() {
  local dir java
  JDK=
  for dir in "${JACINTH_JAVA_HOME-}" "${JAVA_HOME-}"; do
    if is_jdk25 "$dir"; then JDK=$dir; return 0; fi
  done
  if java=$(type -P java); then
    if [[ -L $java ]] && dir=$(readlink -f "$java" 2>/dev/null); then java=$dir; fi
    if is_jdk25 "${java%/bin/java}"; then JDK=${java%/bin/java}; return 0; fi
  fi
  for dir in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/*jdk* /opt/java/* \
    "${SDKMAN_DIR:-${HOME-}/.sdkman}"/candidates/java/* "${HOME-}"/.jdks/* \
    "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    if is_jdk25 "$dir"; then JDK=$dir; return 0; fi
  done
  if [[ -x /usr/libexec/java_home ]] && dir=$(/usr/libexec/java_home -v 25 2>/dev/null) \
    && is_jdk25 "$dir"; then JDK=$dir; return 0; fi
  return 1
}

NO_JDK='Jacinth needs a JDK 25 (for example Temurin 25 from adoptium.net): install one and, if it is not in a usual place, set JAVA_HOME to it.'
NO_MAVEN='Jacinth is built with Maven 3.8 or newer: install it (for example apt-get install maven, or brew install maven).'
