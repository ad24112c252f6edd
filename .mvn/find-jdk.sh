# Sourced by ./tidemark and .ci/run.

# Prints the home of the JDK to use: TIDEMARK_JAVA_HOME if that is a JDK 25 or newer, else the newest that is found,
# the earlier place winning between equals. Fails if there is none.
find_jdk() {
  local home major best='' best_major=24 on_path
  on_path=$(readlink -f "$(command -v java || true)" 2>/dev/null || true)
  for home in "${TIDEMARK_JAVA_HOME:-}" "${JAVA_HOME:-}" "${on_path%/bin/java}" \
    /usr/lib/jvm/* /opt/* "${HOME:-}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [[ -z $home || ! -x $home/bin/javac || ! -r $home/release ]]; then continue; fi
    if [[ ! $(<"$home/release") =~ JAVA_VERSION=\"([0-9]+) ]]; then continue; fi
    major=${BASH_REMATCH[1]}
    if ((major > best_major)); then
      best=$home best_major=$major
      if [[ $home == "${TIDEMARK_JAVA_HOME:-}" ]]; then break; fi
    fi
  done
  [[ -n $best ]] && printf '%s\n' "$best"
}
