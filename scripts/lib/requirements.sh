# Sourced by the scripts beside it: says what is going on, and installs what a build needs and is missing.

say() { printf '==> %s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Runs a command as the administrator, where that is needed and possible.
as_administrator() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "this needs the administrator: $*"
  fi
}

# Swift 6.2 or later must be there: it is too large to install unasked.
require_swift() {
  command -v swift >/dev/null || die "Swift 6.2 or later is missing; get it from https://www.swift.org/install or with swiftly (Linux), or with Xcode 26 (macOS)"
  local version
  version=$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9]+\.[0-9]+' | head -n 1 | grep -oE '[0-9]+\.[0-9]+')
  case "$version" in
    ''|[0-5].*|6.0|6.1) die "Swift ${version:-of an unknown version} is too old: 6.2 or later is needed, see https://www.swift.org/install" ;;
  esac
}

# Installs what the dependencies are built with: git, the headers of zlib, GNU Readline and SQLite, and those of C and C++.
require_build_tools() {
  require_swift
  local packages=()
  if command -v apt-get >/dev/null; then
    command -v git >/dev/null || packages+=(git ca-certificates)
    [ -e /usr/include/zlib.h ] || packages+=(zlib1g-dev)
    [ -e /usr/include/readline/readline.h ] || packages+=(libreadline-dev)
    [ -e /usr/include/sqlite3.h ] || packages+=(libsqlite3-dev)
    [ -e /usr/include/stdlib.h ] || packages+=(libc6-dev)
    ls -d /usr/include/c++/* >/dev/null 2>&1 || packages+=(g++)
    if [ ${#packages[@]} -gt 0 ]; then
      say "Installing with apt-get: ${packages[*]}"
      as_administrator apt-get update -qq
      as_administrator env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
    fi
  elif [ "$(uname)" = Darwin ]; then
    xcode-select -p >/dev/null 2>&1 || die "the command line tools are missing: xcode-select --install"
    command -v brew >/dev/null || die "brew is missing, which installs GNU Readline: https://brew.sh"
    local formula
    for formula in git pkgconf readline; do
      if ! command -v "$formula" >/dev/null && ! brew list "$formula" >/dev/null 2>&1; then
        say "Installing with brew: $formula"
        brew install --quiet "$formula"
      fi
    done
    # macOS has an editline that calls itself readline: brew's GNU Readline must come first.
    PKG_CONFIG_PATH="$(brew --prefix readline)/lib/pkgconfig:${PKG_CONFIG_PATH:-}"
    export PKG_CONFIG_PATH
  else
    command -v git >/dev/null || die "git is missing"
    local header
    for header in zlib.h readline/readline.h sqlite3.h; do
      [ -e "/usr/include/$header" ] || die "$header is missing (its package is called zlib-devel, readline-devel, sqlite-devel or the like)"
    done
  fi
}

# Installs what the prompt draws WebP and JPEG with, which `rep` loads when it needs it. Without them these are named only.
want_picture_libraries() {
  if command -v apt-get >/dev/null; then
    local missing=()
    ls /usr/lib/*/libwebp.so.* >/dev/null 2>&1 || missing+=(libwebp7)
    # Debian's name for it, and Ubuntu's.
    ls /usr/lib/*/libturbojpeg.so.* >/dev/null 2>&1 || missing+=("libturbojpeg0 libturbojpeg")
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || { say "Not installed: ${missing[*]%% *}"; return 0; }
    say "Installing with apt-get: ${missing[*]%% *}"
    as_administrator apt-get update -qq || true
    local names name
    for names in "${missing[@]}"; do
      for name in $names; do
        as_administrator env DEBIAN_FRONTEND=noninteractive \
          apt-get install -y -qq --no-install-recommends "$name" && continue 2
      done
      say "Not installed: ${names%% *}; the prompt will not draw its pictures"
    done
  elif [ "$(uname)" = Darwin ]; then
    local formula
    for formula in webp jpeg-turbo; do
      if ! brew list "$formula" >/dev/null 2>&1; then
        say "Installing with brew: $formula"
        brew install --quiet "$formula" || say "Not installed: $formula; the prompt will not draw its pictures"
      fi
    done
  fi
}

# The options of a release build: how `rep` is meant to be used. On Linux the Swift runtime is part of the binary, and
# the binary has a fixed address: 130,000 relocations less at every start, which halve the time to the first line.
# Nobody looks up symbols in it: their table is 5 MB, and the dynamic loader reads half of it at every start.
release_options=(-c release --product rep)
if [ "$(uname)" = Linux ]; then
  release_options+=(--static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker -no-pie -Xlinker --no-export-dynamic -Xlinker -s)
  # Nothing is looked for beside the binary, and the compiler's own library is part of it: a file less to open and map.
  release_options+=(--disable-local-rpath -Xswiftc -Xclang-linker -Xswiftc -static-libgcc)
  # Generic types are asked for by calls instead of by their mangled names. Resolving a name looks through all
  # conformances of the binary for each constraint, which was a fifth of the time of `rep eval 1`.
  release_options+=(-Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors)
  # These libraries are linked in as well, where there is an archive to link: finding the C++ library's symbols took a
  # fifth of a start. They are preferred to the shared ones by standing alone in a folder that is searched first.
  mkdir -p .build/static-libraries
  for library in libstdc++.a libsqlite3.a libz.a; do
    archive=$( (g++ -print-file-name=$library || clang++ -print-file-name=$library) 2>/dev/null || true)
    if [ "${archive#/}" != "$archive" ] && [ -e "$archive" ]; then
      ln -sf "$archive" ".build/static-libraries/$library"
    fi
  done
  release_options+=(-Xlinker "-L$PWD/.build/static-libraries")
fi
