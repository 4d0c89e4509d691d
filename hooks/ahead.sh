# Read by pre-commit: asks git, while Node starts, what Node would ask it first. POSIX sh only.
#
# Prints what Node reads from its descriptor 3: the staged changes, then the two files of the policy and the objects before
# and behind the first changes. Each part has an end mark if git ended well. What is not there, or not whole, Node asks itself.

ahead() {
  {
    export LC_ALL=C GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none GIT_OPTIONAL_LOCKS=0
    set -- --cached --raw --no-abbrev -M50% -l1000 --no-ext-diff --no-textconv --no-color --no-relative --full-index HEAD --
    git diff-index -z "$@" && printf '\036\000'
    {
      printf ':.keyward-allowlist.json\n:.keyward.json\n'
      # a name with a line end in it is quoted
      git -c core.quotePath=true diff-index "$@" | sed -n -e 's/^:[0-7]* [0-7]* \([0-9a-f]*\) \([0-9a-f]*\) .*/\2\
\1/p' -e 50q
    } | git cat-file --batch && printf '\036\n'
  } 2>/dev/null
}
