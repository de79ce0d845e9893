# Shared by the build scripts: messages, the project's folder, tool versions.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
tools="$root/target/tools"

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }

# Ends with what is missing and the command that installs it.
need() { # what, command
  printf 'ja4soc: %s is missing.\n  Install it with: %s\n' "$1" "$2" >&2
  exit 1
}

# The version of a crate as Cargo.lock pins it.
locked() {
  awk -v name="\"$1\"" '$1 == "name" { seen = ($3 == name) } seen && $1 == "version" { gsub("\"", "", $3); print $3; exit }' Cargo.lock
}

as_root() {
  if [ "$(id -u)" = 0 ]; then printf '%s' "$*"; else printf 'sudo %s' "$*"; fi
}
