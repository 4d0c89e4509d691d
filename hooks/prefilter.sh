# Read by pre-commit: ends with 0 where the change holds nothing that keyward could find anything in, which spares Node.
# POSIX sh only. Whatever goes wrong here leads on to the full scan, and never to an end.
#
# prefilter.sed and prefilter.ere are generated from the rules and decoders (npm run prefilter); src/prefilter says how. The
# first end mark is written only if git ended well. sed answers it with the second only if no line may hold something to
# unfold and the project lists keyward. grep counts one line only if that mark ends it and nothing in it is a sentinel.
#
# For a patch git may read a file of the work tree in place of the object, if it takes them for the same: trustctime and
# checkStat are set so that it does not do that on less than all that it knows of a file.

# git as it is, whatever is set for the one that runs the hook, without the program that its settings may name to say which
# files changed. To be run in a shell of its own.
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

# Whether the settings on disk may ask for more than a verdict: that rules which are off are named, or that what cannot be
# looked into blocks ("strict"), also where only other lines of that file change. The settings that count are in the index, and
# a change to them takes the full scan. git runs hooks at the top.
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
settings_ask_for_more || case $(prefilter "${keyward_hook%/*}/prefilter") in
  1) exit 0 ;;
esac
