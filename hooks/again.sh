# Sourced by the block in the user's hook, in the user's shell, after the first scan has found nothing. Later lines of the hook,
# such as a formatter, may stage more files. So keyward scans again when the hook ends, if the index has changed.
#
# This needs no process: git always replaces the index file, so a file newer than the index was written after it. Some shells
# compare whole seconds: an index from the same second counts as changed, and so does every doubtful case. The later lines may
# change the folder or the variables that locate the index, so these are saved here.
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
# Only in the git directory, because an index can be anywhere. The file is overwritten without truncating it, for which ext4 would
# wait for the disk.
{
  [ -f "${keyward_index%/*}/HEAD" ] && { [ -d "${keyward_looked%/*}" ] || mkdir "${keyward_looked%/*}"; } &&
    echo "$$" 1<>"$keyward_looked"
} 2>/dev/null || keyward_looked=

# Another commit may write the same file in the meantime, so the file holds the ID of the shell that wrote it.
keyward_is_unchanged() {
  # shellcheck disable=SC3013 # dash, bash, busybox, ksh and zsh know -nt
  read -r keyward_by <"$keyward_looked" && [ "$keyward_by" = "$$" ] && [ "$keyward_looked" -nt "$keyward_index" ]
} 2>/dev/null

# A subshell, so that variables set by the lines of the hook do not affect keyward.
keyward_look_again() (
  cd "$keyward_top" || exit 2
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
  [ -z "$keyward_git_dir" ] || export GIT_DIR="$keyward_git_dir"
  [ -z "$keyward_work_tree" ] || export GIT_WORK_TREE="$keyward_work_tree"
  [ -z "$keyward_index_file" ] || export GIT_INDEX_FILE="$keyward_index_file"
  # print the message "not checked" only once
  export keyward_at="${keyward_at-}" keyward_again=yes
  # shellcheck disable=SC2154 # the block in the hook sets it
  exec sh "$keyward_hook"
)

# A failing hook keeps its exit code, and git does not commit.
keyward_end() {
  keyward_status=$?
  [ "$keyward_status" -ne 0 ] || keyward_is_unchanged || keyward_look_again || exit $?
  exit "$keyward_status"
}
trap keyward_end EXIT
