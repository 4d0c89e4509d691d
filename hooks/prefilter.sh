# Sourced by pre-commit: the fast path. Exits with 0 if the change cannot contain a finding, without starting Node.js.
# POSIX sh only. If any stage fails, the full scan runs.
#
# prefilter.sed and prefilter.ere are generated from the rules and decoders (npm run prefilter); see src/prefilter. The first
# end marker is written only if git succeeds. sed replaces it with the second one only if no line needs decoding and the
# project lists keyward. grep counts exactly one line only if the first line of the output ends with that marker and contains no
# keyword, and if its last expression finds the other lines: without it, prefilter.ere is incomplete.
#
# For a patch, git may read a file of the working tree instead of the object if it considers them equal: trustctime and checkStat
# make it compare everything that it knows about the file.

# Runs git independent of the user's environment and without the fsmonitor program. Call it in a subshell.
plain_git() {
  unset GIT_DIFF_OPTS GIT_REDIRECT_STDIN GIT_REDIRECT_STDOUT GIT_REDIRECT_STDERR
  export LC_ALL=C GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none GIT_OPTIONAL_LOCKS=0
  git -c core.fsmonitor= "$@"
}

prefilter() {
  listed=${keyward_at:+$keyward_at/package.json}
  [ -f "$listed" ] || listed=${1%/*}/../package.json
  {
    plain_git -c core.quotePath=false -c core.trustctime=true -c core.checkStat=default diff-index -p --cached --text --no-ext-diff --no-textconv --no-color --no-relative --ignore-submodules=none -M50% -l1000 \
      --diff-algorithm=myers -U30 HEAD -- && printf '\036\n'
  } |
    LC_ALL=C sed -E -f "$1.sed" /dev/stdin "$listed" |
    LC_ALL=C grep -cvE -f "$1.ere"
} 2>/dev/null

# Tests whether the settings on disk may need the full scan: to name disabled rules, or to block unscanned content ("strict").
# The settings in the index count, but a change to them always gets the full scan. git runs hooks at the top.
settings_ask_for_more() {
  [ -f .keyward.json ] || return 1
  [ -r .keyward.json ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      *off* | *strict* | *\\*) return 0 ;;
    esac
  done <.keyward.json
  return 1
}

unset GREP_OPTIONS
# Git for Windows sets MSYSTEM; there, starting sed and grep takes longer than Node.js does.
[ -n "${MSYSTEM-}" ] || settings_ask_for_more || case $(prefilter "${keyward_hook%/*}/prefilter") in
  1) exit 0 ;;
esac
