# Sourced by the hooks in this folder, with $hook set: finds Node.js and runs keyward for that hook.
# POSIX sh only. Every failure exits with a code other than 0, and so blocks.

. "${keyward_hook%/*}/branch.sh"

# Both slow Node.js down or change what it runs; company proxies set the first for every process.
unset NODE_EXTRA_CA_CERTS NODE_OPTIONS

# A git that was not started from a shell (editors, GUI clients) may not have Node.js on its PATH.
find_node() {
  if command -v node >/dev/null 2>&1; then
    node=node
    return
  fi
  # the user's settings for such programs; sourced in a subshell, because the files may contain anything
  for init in "${XDG_CONFIG_HOME:-$HOME/.config}/keyward/init.sh" "${XDG_CONFIG_HOME:-$HOME/.config}/husky/init.sh"; do
    [ -f "$init" ] || continue
    # shellcheck source=/dev/null
    node=$(. "$init" >/dev/null 2>&1 && command -v node) || continue
    if is_new_enough; then
      return
    fi
  done
  # the Node.js that ran the installation, in this repository or for all repositories of the user
  for init in "$(git rev-parse --git-common-dir)/keyward/node" "${XDG_CONFIG_HOME:-$HOME/.config}/keyward/node"; do
    if read -r node <"$init" && is_new_enough; then
      return
    fi 2>/dev/null
  done
  for node in \
    "${FNM_DIR:-$HOME/.local/share/fnm}"/aliases/default/bin/node \
    "$HOME/Library/Application Support"/fnm/aliases/default/bin/node \
    "${VOLTA_HOME:-$HOME/.volta}"/bin/node \
    "${ASDF_DATA_DIR:-$HOME/.asdf}"/shims/node \
    "$HOME"/.local/share/mise/shims/node \
    /opt/homebrew/bin/node \
    /usr/local/bin/node \
    /home/linuxbrew/.linuxbrew/bin/node \
    "${PROGRAMFILES:-/nonexistent}"/nodejs/node.exe \
    "${NVM_DIR:-$HOME/.nvm}"/versions/node/*/bin/node \
    "${FNM_DIR:-$HOME/.local/share/fnm}"/node-versions/*/installation/bin/node \
    "$HOME/Library/Application Support"/fnm/node-versions/*/installation/bin/node \
    "$HOME"/.asdf/installs/nodejs/*/bin/node; do
    if is_new_enough; then
      return
    fi
  done
  case $hook in
    pre-push) echo 'keyward: push blocked: Node.js 20.19 or newer was not found. Put it on the PATH of the program that runs git (export it in ~/.config/keyward/init.sh), or run "keyward install" once in a terminal. / プッシュをブロックしました: Node.js 20.19 以上が見つかりません。端末で一度 keyward install を実行してください。' >&2 ;;
    *) echo 'keyward: commit blocked: Node.js 20.19 or newer was not found. Put it on the PATH of the program that runs git (export it in ~/.config/keyward/init.sh), or run "keyward install" once in a terminal. / コミットをブロックしました: Node.js 20.19 以上が見つかりません。端末で一度 keyward install を実行してください。' >&2 ;;
  esac
  exit 2
}

# Version managers keep old versions, too. An answer that is not a version does not count.
is_new_enough() {
  [ -x "$node" ] || return 1
  case $("$node" --version 2>/dev/null) in
    v20.19.* | v20.[2-9]?.* | v2[1-9].* | v[3-9]?.*) return 0 ;;
  esac
  return 1
}

keyward_cli=${keyward_hook%/*}/../dist/cli.cjs
if [ ! -s "$keyward_cli" ]; then
  echo 'keyward: blocked: the installed package is damaged. Install keyward again. / パッケージが壊れています。keyward を再インストールしてください。' >&2
  exit 2
fi
find_node
if [ "$hook" = pre-commit ]; then
  # While Node.js starts, git lists the staged changes, then the files with the policy; an extra zero byte after each list marks
  # success. Nothing waits for a git that hangs.
  {
    {
      plain_git diff-index --raw -z --no-abbrev -M50% -l1000 --no-ext-diff --no-textconv --no-color --no-relative --ignore-submodules=none \
        --full-index --cached HEAD -- && printf '\000' &&
        unset GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS &&
        plain_git ls-files --stage -z --full-name -- ':(top,literal).keyward-allowlist.json' ':(top,literal).keyward.json' && printf '\000'
    } &
  } 2>/dev/null | "$node" "$keyward_cli" hook "$hook" --listed -- "$@"
  exit
fi
exec "$node" "$keyward_cli" hook "$hook" -- "$@"
