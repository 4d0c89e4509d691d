/**
 * Shell function that returns 0 only if no package.json in the index or in a pushed commit lists keyward.
 * `hooks/listed.sh` holds and explains the same lines; the block needs them when the package is not installed.
 */
export const KEYWARD_UNLISTED: string = String.raw`keyward_unlisted() (
  unset IFS GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS
  export LC_ALL=C GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none
  printf '%s\n' '- --cached - -' "$1" |
    while read -r keyward_ref; do
      keyward_ref=${'${'}keyward_ref% * *}
      keyward_tree=${'${'}keyward_ref##* }
      case $keyward_tree in
        *[!0]*) ;;
        *) continue ;;
      esac
      keyward_lists=$(git -c core.fsmonitor= grep --no-recurse-submodules -alE -e '"keyward"|\\u00[67]' "$keyward_tree" \
        -- ':(top)package.json' ':(top)*/package.json' ':(top,exclude)*node_modules/*' 2>&1)
      [ $? -eq 1 ] && [ -z "$keyward_lists" ] || exit 1
    done
)
`;
