# For e2e/all and e2e/faults: runs steps, keeps their output, and writes a report from it. Sourced in the checkout's root.

log=$(mktemp)
trap 'rm -f "$log"' EXIT
commit=$(git rev-parse HEAD)
[ -z "$(git status --porcelain)" ] || commit="$commit with changes that aren't committed"
load=$(cut -d ' ' -f 1 /proc/loadavg)
steps='' failed=no

step() { # NAME COMMAND...: runs it, keeps its output, notes how it went
  local name=$1 begun=$SECONDS result=passed
  shift
  printf '\n== %s: %s\n' "$name" "$*" | tee -a "$log"
  "$@" 2>&1 | tee -a "$log" || result=FAILED
  steps+="| $name | \`$*\` | $(((SECONDS - begun + 59) / 60)) | $result |"$'\n'
  [ "$result" = passed ] || failed=yes
}

suites() {
  sed -n 's/^.*Tests run: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\), Skipped: \([0-9]*\), Time elapsed: \([0-9.,]*\) s.* -- in .*\.\([A-Za-z]*IT\)$/| `\6` | \1 | \2 | \3 | \4 | \5 |/p' "$log" | sort
}

report() { # FILE TITLE COMMAND: writes it; fails when a step failed
  mkdir -p "$(dirname "$1")"
  {
    printf '# %s\n\n' "$2"
    printf '`%s` wrote this on %s, for commit %s,\n' "$3" "$(date -u +%F)" "$commit"
    printf 'on %s cores of %s with %s of memory. The load average was %s before and %s after it.\n\n' "$(nproc)" \
      "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo)" \
      "$load" "$(cut -d ' ' -f 1 /proc/loadavg)"
    printf '| step | command | minutes | result |\n| --- | --- | --- | --- |\n%s\n' "$steps"
    printf '## Suites on control planes\n\n| suite | tests | failures | errors | skipped | seconds |\n| --- | --- | --- | --- | --- | --- |\n%s\n\n' "$(suites)"
    printf '## Figures\n\n```\n'
    sed -n 's/^.*figure: //p' "$log"
    printf '```\n'
  } >"$1"
  printf '\n%s is written\n' "$1"
  [ "$failed" = no ]
}
