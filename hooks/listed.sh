# Sourced by run.sh. The block in a repository's hook contains the same function, from src/install/unlisted.ts.
#
# keyward_unlisted REFS returns 0 only if no package.json lists keyward, neither in the index nor in the commits of REFS, the
# input of a pre-push hook. git grep returns 1 if it finds nothing, but also if it cannot read a file; it then prints an error,
# so the output must be empty as well. A letter of the name may be written as \u00XX.
keyward_unlisted() (
  unset IFS GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS
  export LC_ALL=C GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none
  printf '%s\n' '- --cached - -' "$1" |
    while read -r keyward_ref; do
      keyward_ref=${keyward_ref% * *}
      keyward_tree=${keyward_ref##* }
      case $keyward_tree in
        *[!0]*) ;;
        *) continue ;;
      esac
      keyward_lists=$(git -c core.fsmonitor= grep --no-recurse-submodules -alE -e '"keyward"|\\u00[67]' "$keyward_tree" -- ':(top)package.json' ':(top)*/package.json' ':(top,exclude)*node_modules/*' 2>&1)
      [ $? -eq 1 ] && [ -z "$keyward_lists" ] || exit 1
    done
)
