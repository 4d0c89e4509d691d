# Sourced by commit-msg: the fast path. Exits with 0 if the message cannot contain a finding, without starting Node.js.
# POSIX sh only. If anything is in doubt, the full scan runs. All lines count: which of them git will remove depends on options
# of the command that hooks cannot see.

# Returns 0 if the message consists of ordinary words. Starts no process. plain-words.sh is generated from the rules and decoders
# (npm run prefilter); see src/prefilter/plain-words.ts.
message_is_plain() (
  LC_ALL=C
  set -f
  letters=
  while IFS= read -r line || [ -n "$line" ]; do
    is_plain_line " $line" || exit 1
    # joins the letters, digits and dashes
    IFS=' 	.,:()/_#@!?+*<>[]~^|$'\''"`'
    # shellcheck disable=SC2086
    set -- $line
    IFS=
    letters=$letters$*
  done
  are_plain_letters "$letters"
)

# The fast path of pre-commit, for a message: each line looks like one that a patch shows. Counts 1 if there is nothing.
message_prefilter() {
  {
    LC_ALL=C sed 's/^/ /' && printf '\n\036\n'
  } |
    LC_ALL=C sed -E -f "$1.sed" /dev/stdin "${1%/*}/../package.json" |
    LC_ALL=C grep -cvE -f "$1.ere"
} 2>/dev/null

# Returns 0 if no pre-commit hook beside this one has keyward's lines; it would have printed "not checked" before. Returns 1 if a hook
# manager runs the lines outside a file, because its settings cannot be read here. Starts no process.
keyward_is_alone() (
  case $0 in
    *commit-msg*) ;;
    *) exit 1 ;;
  esac
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      *keyward*) exit 1 ;;
    esac
  done <"${0%commit-msg*}pre-commit${0##*commit-msg}"
  exit 0
) 2>/dev/null

if keyward_is_alone; then
  . "${keyward_hook%/*}/branch.sh"
fi
. "${keyward_hook%/*}/plain-words.sh"
if message_is_plain <"$1"; then
  exit 0
fi 2>/dev/null
unset GREP_OPTIONS
# for Git for Windows, see prefilter.sh
[ -n "${MSYSTEM-}" ] || case $(message_prefilter "${keyward_hook%/*}/prefilter" <"$1") in
  1) exit 0 ;;
esac
