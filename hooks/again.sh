# Read by the lines in the user's hook, in the user's own shell, after the first look has found nothing. Other lines of the hook,
# a formatter for one, may stage more. So keyward looks again when the hook ends, if the index has changed since.
#
# No process is started to see that: git always writes the index anew, and a file that is newer than the index was written
# after it. Some shells compare whole seconds; an index of the same second counts as changed, and so does all that is in doubt.
# The lines that follow may move, or change what says where the index is, so that is noted here.
keyward_top=$PWD
keyward_git_dir=${GIT_DIR-}
keyward_work_tree=${GIT_WORK_TREE-}
keyward_index_file=${GIT_INDEX_FILE-}
keyward_index=${GIT_INDEX_FILE:-${GIT_DIR:-.git}/index}
case $keyward_index in
  /* | [A-Za-z]:*) ;;
  *) keyward_index=$PWD/$keyward_index ;;
esac
keyward_looked=${keyward_index%/*}/keyward/looked
# In the git directory only; an index can be anywhere. Written over and not emptied first: for that, ext4 waits for the disk.
{
  [ -f "${keyward_index%/*}/HEAD" ] && { [ -d "${keyward_looked%/*}" ] || mkdir "${keyward_looked%/*}"; } &&
    echo "$$" 1<>"$keyward_looked"
} 2>/dev/null || keyward_looked=

# Another commit may write the same file in the meantime, so the file says which shell wrote it.
keyward_is_unchanged() {
  # shellcheck disable=SC3013 # dash, bash, busybox, ksh and zsh know -nt
  read -r keyward_by <"$keyward_looked" && [ "$keyward_by" = "$$" ] && [ "$keyward_looked" -nt "$keyward_index" ]
} 2>/dev/null

# In a shell of its own: whatever the lines of the hook have set in this one is not for keyward.
keyward_look_again() (
  cd "$keyward_top" || exit 2
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
  [ -z "$keyward_git_dir" ] || export GIT_DIR="$keyward_git_dir"
  [ -z "$keyward_work_tree" ] || export GIT_WORK_TREE="$keyward_work_tree"
  [ -z "$keyward_index_file" ] || export GIT_INDEX_FILE="$keyward_index_file"
  # the sentence that nothing is checked here is printed once
  export keyward_at="${keyward_at-}" keyward_again=yes
  # shellcheck disable=SC2154 # the lines in the hook set it
  exec sh "$keyward_hook"
)

# A hook that fails keeps its own exit code, and nothing is committed.
keyward_end() {
  keyward_status=$?
  [ "$keyward_status" -ne 0 ] || keyward_is_unchanged || keyward_look_again || exit $?
  exit "$keyward_status"
}
trap keyward_end EXIT
