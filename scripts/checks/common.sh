# SPDX-License-Identifier: Apache-2.0
# What the checks share: the list of the project's files. Sourced, with the project's top as $PWD.
# shellcheck shell=bash

# files PATTERN... : the project's own files whose names match, one a line. There is no git in the
# build root, so what git would ignore is left out by name.
files() {
  local names=() pattern
  for pattern in "$@"; do names+=(-o -name "$pattern"); done
  find . \( -name .git -o -path ./out -o -name node_modules -o -name dist \) -prune -o \
    -type f \( "${names[@]:1}" \) -printf '%P\n' | LC_ALL=C sort
}

# list_changed REV : writes out/check/changed for tidy, or removes it where everything is to be looked at. Fails
# where git knows no such revision. On the host, where git is; the clone may belong to somebody else than root.
list_changed() {
  local git=(git -c "safe.directory=$PWD")
  # What cannot be written is told by toolchain/build-root.
  if ! mkdir -p out/check 2>/dev/null || [ ! -w out/check ]; then return 0; fi
  rm -f out/check/changed
  [ -n "$1" ] || return 0
  "${git[@]}" cat-file -e "$1^{commit}" 2>/dev/null || return 1
  { "${git[@]}" diff --name-only "$1" --; "${git[@]}" ls-files --others --exclude-standard; } >out/check/changed
  if grep -qxE '\.clang-tidy|scripts/checks/tidy|toolchain/packages\.txt' out/check/changed; then rm out/check/changed; fi
}

# Bash scripts, whether their names say so or not.
bash_scripts() {
  files '*' | while IFS= read -r file; do
    case $file in
      *.sh) echo "$file" ;;
      *.*) ;;
      *) if head -c 64 "$file" | head -n 1 | grep -qa '^#!.*bash'; then echo "$file"; fi ;;
    esac
  done
}

cpp_files() { files '*.cpp' '*.h'; }

# Files that people write as code: each has the SPDX line and a limit on its length.
source_files() {
  {
    files '*.cpp' '*.h' '*.ts' '*.mjs' '*.css' '*.html' '*.cmake' CMakeLists.txt '*.py' '*.sql' '*.xml' '*.yaml' '*.yml'
    bash_scripts
  } | LC_ALL=C sort -u
}
