#!/usr/bin/env bash
# Builds the .deb, checks it, installs it on this machine, runs it as its unit does, and removes it
# without a trace. Needs root. Refuses to run where Imprint is installed or has data.
# PACKAGE_TEST_DEB names a package that is built already.
set -euo pipefail
cd "$(dirname "$0")/../.."

PATH=$PATH:/usr/sbin:/sbin
here=tests/package
config=/etc/imprint/imprint.toml
state=/var/lib/imprint
unit=/lib/systemd/system/imprint.service
work='' server='' installed='' had_user=''

step() { printf -- '-- %s\n' "$*"; }
fail() {
  echo "package_test: $*" >&2
  exit 1
}

stop_server() {
  [ -n "$server" ] || return 0
  local traced
  traced=$(cat "/proc/$server/task/$server/children" 2> /dev/null || true)
  # shellcheck disable=SC2086  # one pid, or nothing
  kill -TERM ${traced:-$server} 2> /dev/null || true
  server_status=0
  wait "$server" || server_status=$?
  server=''
}

clean_up() {
  stop_server
  if [ -n "$installed" ]; then dpkg --purge imprint > /dev/null 2>&1 || true; fi
  # The package leaves its user behind, on purpose; this machine had none before.
  if [ -n "$installed" ] && [ -z "$had_user" ]; then userdel imprint 2> /dev/null || true; fi
  if [ -n "$work" ]; then rm -rf "$work"; fi
}

# --- what must be so before anything is touched

check_machine() {
  [ "$(id -u)" -eq 0 ] || fail "run it as root: it installs a package"
  local tool
  for tool in dpkg-buildpackage dh lintian man strace setpriv unshare systemd-analyze systemd-sysusers curl nginx; do
    command -v "$tool" > /dev/null || fail "there is no $tool; scripts/setup package installs it"
  done
  local place
  for place in "$state" /etc/imprint /usr/bin/imprint; do
    [ ! -e "$place" ] || fail "$place exists: this machine has an Imprint that must not be touched"
  done
  if getent passwd imprint > /dev/null; then had_user=yes; fi
}

# --- the files

check_files() {
  local check
  for check in settings operations dockerfile compose; do
    python3 "$here/${check}_check.py"
  done
}

# --- the package

build() {
  deb=${PACKAGE_TEST_DEB:-}
  [ -z "$deb" ] || return 0
  packaging/build-deb > "$work/first"
  deb=$(cat "$work/first")
  local before
  before=$(sha256sum < "$deb")
  packaging/build-deb > /dev/null
  [ "$before" = "$(sha256sum < "$deb")" ] || fail "packing the same tree twice gives different bytes"
}

check_package() {
  lintian --allow-root --fail-on error,warning "$deb" 2> "$work/lintian.err" || {
    cat "$work/lintian.err" >&2
    fail "lintian complains"
  }
  LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l packaging/man/imprint.1 2> "$work/man.err" > /dev/null
  if [ -s "$work/man.err" ]; then
    cat "$work/man.err" >&2
    fail "the man page has faults"
  fi
}

# --- installed

want_mode() {
  local found
  found=$(stat -c '%a %U:%G' "$1")
  [ "$found" = "$2" ] || fail "$1 is $found and should be $2"
}

check_installed() {
  want_mode "$config" "640 root:imprint"
  want_mode "$state" "700 imprint:imprint"
  [ -L /etc/systemd/system/multi-user.target.wants/imprint.service ] || fail "the service is not enabled"
  [ "$(dpkg-deb -f "$deb" Version)" = "$(imprint --version)" ] || fail "binary and package differ in version"
  python3 "$here/options_check.py" /usr/bin/imprint packaging/man/imprint.1
}

check_unit() {
  systemd-analyze verify "$unit" > "$work/verify" 2>&1 || true
  # Faults of other units of this machine are not ours to judge.
  if grep -i imprint "$work/verify"; then fail "systemd-analyze verify complains"; fi
  systemd-analyze security --offline=yes --threshold=20 --no-pager "$unit" | tail -n 1
}

# --- running

# Becomes the rest of its arguments, run as the unit would: its user without any rights, its environment, and
# a file system that is read-only but for the state folder.
as_the_unit() {
  # shellcheck disable=SC2016  # the inner shell's
  exec unshare --mount sh -ec '
    work=$1 state=$2
    shift 2
    for folder in "$work" "$state"; do mount --bind "$folder" "$folder"; done
    mount -o remount,bind,ro /
    for folder in /home /root; do mount -t tmpfs -o mode=000 none "$folder"; done
    mount -t tmpfs -o mode=1777 none /tmp
    cd "$state"
    umask 0077
    exec setpriv --reuid imprint --regid imprint --clear-groups --no-new-privs \
      --bounding-set=-all --inh-caps=-all --reset-env "$@"
  ' sh "$work" "$state" "$@"
}

# The command line of the unit, but for a free port.
start_server() {
  local -a command
  read -ra command <<< "$(sed -n 's/^ExecStart=//p' "$unit")"
  as_the_unit strace -f -qq -s 0 -o "$work/trace" "${command[@]}" --listen 127.0.0.1:0 \
    > "$work/out" 2> "$work/log" &
  server=$!
  local i
  for i in $(seq 600); do
    url=$(sed -n 's/^listening on //p' "$work/out")
    [ -z "$url" ] || return 0
    kill -0 "$server" 2> /dev/null || break
    sleep 0.1
  done
  cat "$work/out" "$work/log" >&2
  fail "the server does not listen (after $i looks)"
}

want_status() {
  local wanted=$1 found
  shift
  found=$(curl -s -m 30 -o "$work/answer" -w '%{http_code}' "$@") || true
  [ "$found" = "$wanted" ] || {
    cat "$work/answer" "$work/log" >&2
    fail "$* answers $found instead of $wanted"
  }
}

make_token() { runuser -u imprint -- imprint token create --config "$config" --account "$1"; }

check_serving() {
  want_status 200 "$url/healthz"
  want_status 200 "$url/readyz"
  token=$(make_token acme)
  want_status 200 -H "Authorization: Bearer $token" "$url/v1/integrations"
  want_status 200 -H 'Accept: text/html' "$url/"
  grep -qi '<!doctype html>' "$work/answer" || fail "the page is not in the package"
  want_status 401 -H "Authorization: Bearer no-such-token" "$url/v1/integrations"
  kill -HUP "$(cat "/proc/$server/task/$server/children")"
  want_status 200 "$url/readyz"
}

# Numbers and the log's settings, as the comments show them, must be values that can be set.
check_shown_values() {
  sed -E 's/^#([a-z_]+ = [0-9]+|log_[a-z]+ = .*)$/\1/' "$config" > "$work/all.toml"
  chmod 644 "$work/all.toml"
  runuser -u imprint -- imprint token list --config "$work/all.toml" > /dev/null || fail "$config shows a bad value"
}

# --- and gone

check_removed() {
  dpkg --remove imprint > /dev/null
  [ ! -e /usr/bin/imprint ] || fail "the binary outlives the package"
  [[ -s $state/imprint.db && -e $config ]] || fail "removing without purging took data or settings"
  dpkg --purge imprint > /dev/null
  local left
  left=$(find /etc /lib/systemd /usr/bin /usr/lib /usr/share /var/lib -xdev \
    \( -path /usr/lib/node_modules -o -path /usr/share/zoneinfo \) -prune -o -name '*imprint*' -print)
  [ -z "$left" ] || fail "the package leaves behind: $left"
}

main() {
  check_machine
  trap clean_up EXIT
  work=$(mktemp -d /var/tmp/imprint-package-test.XXXXXX)
  chmod 711 "$work"
  step "settings, documents, Docker and compose files"
  check_files
  step "build, twice"
  build
  step "the package"
  check_package
  step "install"
  installed=yes
  dpkg --install "$deb" > "$work/install" 2>&1 || {
    cat "$work/install" >&2
    fail "it cannot be installed"
  }
  check_installed
  check_unit
  step "run"
  install -o imprint -m 600 /dev/null "$work/trace"
  start_server
  check_serving
  check_shown_values
  stop_server
  [ "$server_status" -eq 0 ] || fail "the server ended with $server_status after SIGTERM"
  python3 "$here/sandbox_check.py" "$unit" "$work/trace"
  step "upgrade"
  dpkg --install "$deb" > "$work/install" 2>&1
  runuser -u imprint -- imprint token list --config "$config" >"$work/tokens"
  grep -q acme "$work/tokens" || fail "an upgrade lost the token"
  step "remove and purge"
  check_removed
  echo "package_test: passed"
}

main
