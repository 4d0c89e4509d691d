# Sourced by run.sh, and by message.sh if no other hook has said it: ends the hook with 0 and a one-line message on a branch that
# does not list keyward. $keyward_at is the folder of the project. The shell first reads its package.json in the working tree, which
# is fast; a file that it cannot read to the end counts as listing keyward. The commit may contain another version, so after a "no"
# git searches the index and, for a push, the pushed commits.
keyward_listed=unknown
if [ -f "${keyward_at:+$keyward_at/package.json}" ]; then
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      *'"keyward"'* | *'\u00'[67]*)
        keyward_listed=yes
        break
        ;;
      '}'* | '{'*'}'*) keyward_listed=no ;;
      ?*) keyward_listed=unknown ;;
    esac
  done <"$keyward_at/package.json"
fi
if [ "$keyward_listed" = no ]; then
  keyward_refs=
  if [ "$hook" = pre-push ]; then
    keyward_refs=$(cat)
    exec <<keyward_refs_end
$keyward_refs
keyward_refs_end
  fi
  . "${keyward_hook%/*}/listed.sh"
  keyward_unlisted "$keyward_refs" || keyward_listed=yes
fi
if [ "$keyward_listed" = no ]; then
  # once for each commit: again.sh and commit-msg run after pre-commit
  [ -n "${keyward_again-}" ] || { [ "$hook" = commit-msg ] && ! keyward_is_alone; } ||
    echo 'keyward: not checked: no package.json on this branch lists keyward / このブランチの package.json に keyward がないため検査していません' >&2
  exit 0
fi
