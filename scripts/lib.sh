# Shared by the scripts beside it: where things are, which tools are meant, how a step is shown. Sourced, never run.
# shellcheck shell=bash disable=SC2034 # what is set here is used there
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
TOOLS=$ROOT/.tools
TARGET=${CARGO_TARGET_DIR:-target}
WASM=wasm32-unknown-unknown

# shellcheck source=tools.env
. ./tools.env

# Ours first: there is one only where PATH had no right one. /usr/sbin holds nginx, and is not on every account's PATH.
PATH=$TOOLS/bin:$TOOLS/node_modules/.bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin:/usr/sbin
# A toolchain put together by `scripts/wasm-target`, where rustup has no wasm32 to give.
if [ -f "$TOOLS/rust/env" ]; then
  # shellcheck source=/dev/null
  . "$TOOLS/rust/env"
fi
export PATH

if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then BOLD=$'\e[1m' RED=$'\e[31m' PLAIN=$'\e[0m'; else BOLD='' RED='' PLAIN=''; fi

say() { printf '%s==>%s %s\n' "$BOLD" "$PLAIN" "$*" >&2; }

# die LINE…: what went wrong, then what to do.
die() {
  printf '%serror:%s %s\n' "$RED" "$PLAIN" "$1" >&2
  shift
  if [ $# -gt 0 ]; then printf '       %s\n' "$@" >&2; fi
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# The version of the crate wasm-bindgen in Cargo.lock.
locked_wasm_bindgen() {
  [ -f Cargo.lock ] || die "Cargo.lock is missing, and wasm-bindgen-cli must match it." "Restore it: git checkout Cargo.lock"
  awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock
}

# The base path in the form that everything else expects: a slash at both ends.
public_url() {
  local url=${PUBLIC_URL:-/}
  url=/${url#/}
  url=${url%/}/
  [[ $url =~ ^/([A-Za-z0-9._~-]+/)*$ ]] || die "PUBLIC_URL=${PUBLIC_URL:-} is not the path of a site." "Give a path such as / or /isitme/."
  printf '%s' "$url"
}

# Whether this Rust has the standard library's source.
has_std_source() { [ -f "$(rustc --print sysroot)/lib/rustlib/src/rust/library/std/Cargo.toml" ]; }

# lean COMMAND…: runs it so that a wasm32 build compiles the standard library too, for size, and a panic is a trap without a message. Stable
# Rust does not offer that by itself. It makes the modules a tenth smaller (docs/ARCHITECTURE.md); where the source is missing, they are not.
lean() {
  if has_std_source; then
    RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size \
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS='-Zunstable-options -Cpanic=immediate-abort' "$@"
  else
    "$@"
  fi
}

# swift COMMAND…: the same for speed: the standard library as it comes, but for panics. With level 2 a first visit would store 5 KB more. No profile of its own, for Cargo keeps what only the build needs by profile, and would build it again.
swift() {
  local own='CARGO_PROFILE_RELEASE_OPT_LEVEL=s'
  if has_std_source; then
    RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS='-Zunstable-options -Cpanic=immediate-abort' \
      env -u CARGO_UNSTABLE_BUILD_STD_FEATURES "$own" "$@"
  else
    plain env "$own" "$@"
  fi
}

# What a native build must not see of `lean`.
plain() {
  env -u RUSTC_BOOTSTRAP -u CARGO_UNSTABLE_BUILD_STD -u CARGO_UNSTABLE_BUILD_STD_FEATURES -u CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS "$@"
}

# npm_ci NAME FOLDER: the packages of scripts/npm/NAME, each as package-lock.json has its hash, into a folder. npm takes no other.
npm_ci() {
  mkdir -p "$2"
  cp "scripts/npm/$1/package.json" "scripts/npm/$1/package-lock.json" "$2/"
  npm ci --prefix "$2" --ignore-scripts --no-audit --no-fund
}

# Keeps the log, and shows that it grows: a moving line on a terminal, elsewhere a sign of life every half minute.
follow() {
  local log=$1 began=$SECONDS shown=$SECONDS part line='' last='' status=0
  : >"$log"
  while [ "$status" -eq 0 ] || [ "$status" -gt 128 ]; do
    status=0
    # Over 128: nothing new for a second, or not yet a whole line.
    IFS= read -r -t 1 part || status=$?
    line+=$part
    if [ "$status" -le 128 ] && [ -n "$line" ]; then
      printf '%s\n' "$line" >>"$log"
      last=${line##*$'\r'}
      line=''
    fi
    if [ -t 2 ]; then
      if [ "$shown" -ne "$SECONDS" ]; then
        shown=$SECONDS
        printf '\r\e[K    %3d s  %.60s' $((SECONDS - began)) "$last" >&2
      fi
    elif [ $((SECONDS - shown)) -ge 30 ]; then
      shown=$SECONDS
      printf '    %3d s  %.80s\n' $((SECONDS - began)) "$last" >&2
    fi
  done
  if [ -t 2 ]; then printf '\r\e[K' >&2; fi
}

# try TITLE COMMAND…: runs it with its output in a log that LOG names afterwards.
try() {
  local title=$1 began=$SECONDS status=0
  shift
  mkdir -p "$TOOLS/log"
  LOG=.tools/log/$(printf '%s' "$title" | tr -cs 'A-Za-z0-9.\n' - | sed 's/-$//').log
  say "$title"
  "$@" </dev/null 2>&1 | follow "$LOG" || status=$?
  if [ "$status" -eq 0 ]; then printf '    done in %d s\n' $((SECONDS - began)) >&2; fi
  return "$status"
}

# step TITLE ADVICE COMMAND…: the same, and a failure ends everything: it shows the log's end, the command and what to do.
step() {
  local title=$1 advice=$2 status=0
  shift 2
  try "$title" "$@" || status=$?
  if [ "$status" -eq 0 ]; then return; fi
  printf '\n' >&2
  tail -n 20 "$LOG" | sed 's/^/    | /' >&2
  printf '\n' >&2
  die "$title failed (exit $status)." "the command: $(printf '%q ' "$@")" "its output:  $LOG" "what to do:  $advice"
}

# One setup at a time: two would get into each other's way.
one_setup() {
  mkdir -p "$TOOLS"
  exec 9>"$TOOLS/lock"
  if ! flock --nonblock 9; then
    say "Another setup is running; waiting for it."
    flock 9
  fi
}

# install_packages PACKAGE…: as root; everyone else is told the line to type.
install_packages() {
  local line="apt-get install --yes --no-install-recommends $*"
  if ! has apt-get; then
    die "these programs are missing: $*" "They are named as Debian names them; install them with your system's package manager, then try again."
  fi
  if [ "$(id -u)" -ne 0 ]; then
    die "these Debian packages are missing: $*" "Only root can install them. Run this, then try again:" "" "  sudo apt-get update && sudo $line"
  fi
  if [ -z "${updated:-}" ]; then
    step "Debian's list of packages" "check this machine's network and /etc/apt/sources.list, then try again" apt-get update
    updated=yes
  fi
  # shellcheck disable=SC2086 # the line that is shown is the line that is run
  step "Debian packages: $*" "run the command by hand and read what apt-get says" env DEBIAN_FRONTEND=noninteractive $line
}
