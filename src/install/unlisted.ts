/**
 * An expression, for grep -E and for JavaScript, of a package.json that may list keyward: the name, or an escape sequence for one of
 * its letters. It is not parsed, because the hook has no parser: the name anywhere counts, even as a value.
 */
export const LISTS_KEYWARD: string = String.raw`"keyward"|\\u00[67]`;

/** Shell command: searches every package.json of the index (`--cached`) or of a commit. It prints an error, too. */
const search = (where: string) =>
  String.raw`git -c core.fsmonitor= grep --no-recurse-submodules -alE -e '${LISTS_KEYWARD}' ${where} -- ':(top)package.json' ':(top)*/package.json' ':(top,exclude)*node_modules/*' 2>&1`;

const MEANINGS = 'GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS';
const UNCHANGED = 'LC_ALL=C GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none';

/** Shell condition: a package.json in the index lists keyward, or git cannot say. */
export const INDEX_LISTS: string = `keyward_lists=$(unset ${MEANINGS}; export ${UNCHANGED}; ${search('--cached')}) || [ $? -ne 1 ] || [ -n "$keyward_lists" ]`;

/**
 * Shell function that returns 0 only if no package.json in the index or in a pushed commit lists keyward.
 * `hooks/listed.sh` holds and explains the same lines; the block needs them when the package is not installed.
 */
export const KEYWARD_UNLISTED: string = String.raw`keyward_unlisted() (
  unset IFS ${MEANINGS}
  export ${UNCHANGED}
  printf '%s\n' '- --cached - -' "$1" |
    while read -r keyward_ref; do
      keyward_ref=${'${'}keyward_ref% * *}
      keyward_tree=${'${'}keyward_ref##* }
      case $keyward_tree in
        *[!0]*) ;;
        *) continue ;;
      esac
      keyward_lists=$(${search('"$keyward_tree"')})
      [ $? -eq 1 ] && [ -z "$keyward_lists" ] || exit 1
    done
)
`;
