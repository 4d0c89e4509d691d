/**
 * Lines of a hook: a function that ends with 0 only if no package.json in the index, or in a commit that is pushed, lists
 * keyward. `hooks/listed.sh` holds the same lines and explains them; a block needs them where the package is not there.
 */
export const KEYWARD_UNLISTED: string = String.raw`keyward_unlisted() (
  export LC_ALL=C GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none
  keyward_list() {
    git -c core.fsmonitor=false ls-files -s -- "./$1/package.json" && echo '~rest' &&
      git -c core.fsmonitor=false ls-files -s &&
      printf '%s\n' "$2" | sed -nE 's/.* ([0-9a-f]*[1-9a-f][0-9a-f]*) [^ ]+ [0-9a-f]+$/\1/p' |
      while read -r keyward_tip; do git ls-tree -r --full-tree "$keyward_tip" || exit; done && echo '~end'
  }
  keyward_list "$@" |
    sed -nE -e '/[[:blank:]"/]node_modules\//d' -e '/^~/p' \
      -e 's/^[0-7]+ (blob )?([0-9a-f]+)( [0-3])?[[:blank:]]"?(.*\/)?package\.json"?$/\2/p' |
    git cat-file --batch |
    sed -nE -e '/"keyward"|\\u00(6[145Bb]|7[279])/q' -e '/^~rest missing$/{' -e x -e '/^$|^([{].*)?[}][[:space:]]*$/!q' -e d -e '}' \
      -e '/^~end missing$/{' -e 's/.*/none/p' -e q -e '}' -e '/^[0-9a-f]+ missing$/q' -e '/[^[:space:]]/h' |
    grep -qx none
) 2>/dev/null
`;
