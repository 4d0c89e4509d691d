# Sourced by the block in a committed hook, in the user's shell: runs the package's hook. A push's standard input is given to the
# lines after the block, for example those of Git LFS.

case ${keyward_hook##*/} in
  pre-push)
    keyward_refs=$(cat)
    printf '%s\n' "$keyward_refs" | ( . "$keyward_hook"; exit 2 ) || exit $?
    exec <<keyward_refs_end
$keyward_refs
keyward_refs_end
    ;;
  pre-commit | pre-merge-commit)
    ( . "$keyward_hook"; exit 2 ) || exit $?
    . "${keyward_hook%/*}/again.sh"
    ;;
  *) ( . "$keyward_hook"; exit 2 ) || exit $? ;;
esac
# the block asks for this: a file that was cut does not get here
keyward_done=yes
