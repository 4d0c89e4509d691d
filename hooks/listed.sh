# Read by run.sh. The block that keyward writes into a repository's hook holds the same function (src/install/unlisted.ts).
#
# keyward_unlisted PROJECT REFS ends with 0 only if no package.json lists keyward: none in the index, and none in the commits
# of REFS, which is what git tells a pre-push hook. The project's own package.json also counts as listing it if it does not
# end as JSON does, and any of them if git cannot read it. The last sed writes "none" only after the end mark, which is
# written only if git ended well.
keyward_unlisted() (
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
