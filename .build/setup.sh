#!/usr/bin/env bash
# Gets what the build needs and a fresh machine lacks; quick when all is there.
#   setup.sh          wasm target, wasm-bindgen CLI, npm packages, engine library, address data
#   setup.sh tests    also Chromium, the browser-test packages and the Python client
. "$(dirname "$0")/lib.sh"

command -v git >/dev/null || need git "$(as_root apt-get install git)"
command -v cc >/dev/null || need 'a C compiler' "$(as_root apt-get install gcc)"
command -v cargo >/dev/null || need 'Rust (cargo)' 'see https://rustup.rs'
command -v node >/dev/null || need 'Node.js 20 or newer' "$(as_root apt-get install nodejs npm)"
command -v npm >/dev/null || need npm "$(as_root apt-get install npm)"
node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' ||
  need "Node.js 20 or newer (this is $(node --version))" 'see https://nodejs.org'

mkdir -p target
free_mb=$(df -Pm target | awk 'NR == 2 { print $4 }')
if [ ! -e target/tools/ready ] && [ "$free_mb" -lt 6000 ]; then
  printf 'ja4soc: the first build needs about 6 GB of disk, %s MB are free in %s.\n' "$free_mb" "$root" >&2
  printf '  Free some space, or clone the project onto a larger disk.\n' >&2
  exit 1
fi

if ! [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
  command -v rustup >/dev/null ||
    need 'the Rust target wasm32-unknown-unknown' 'rustup target add wasm32-unknown-unknown'
  say 'Adding the wasm32 target'
  rustup target add wasm32-unknown-unknown
fi

# Reinstalls a folder's npm packages when its lock file changed.
npm_packages() {
  local stamp="target/tools/npm-$(basename "$1").lock"
  cmp -s "$1/package-lock.json" "$stamp" && [ -d "$1/node_modules" ] && return
  say "Fetching npm packages of $1"
  # `npm ci` refuses a package whose content differs from the checksum in the lock file.
  (cd "$1" && npm ci --ignore-scripts --no-progress --loglevel=error)
  mkdir -p target/tools && cp "$1/package-lock.json" "$stamp"
}

bindgen=$(locked wasm-bindgen)
bindgen_job=
if [ "$("$tools/bin/wasm-bindgen" --version 2>/dev/null)" != "wasm-bindgen $bindgen" ]; then
  say "Building wasm-bindgen $bindgen (once, about 3 minutes)"
  # Built beside the downloads. Without --locked: cargo takes the newest
  # compatible dependencies, as the tool's own lock file may name withdrawn ones.
  CARGO_TARGET_DIR="$root/target/tools/build" CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_ENCODED_RUSTFLAGS='' \
    cargo install wasm-bindgen-cli --version "$bindgen" --bin wasm-bindgen \
    --root "$tools" --force --quiet >target/tools-bindgen.log 2>&1 &
  bindgen_job=$!
fi

npm_packages .build
mkdir -p target/engine
if ! [ target/engine/libchdb.so -ef .build/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so ]; then
  ln -f .build/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so target/engine/libchdb.so
fi
node .build/reference.mjs
node .build/world.mjs

if [ "${1:-}" = tests ]; then
  npm_packages end2end
  if ! command -v chromium >/dev/null; then
    [ "$(id -u)" = 0 ] || need Chromium 'sudo apt-get install --no-install-recommends chromium'
    say 'Installing Chromium'
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  fi
  if ! target/venv/bin/python -c 'import clickhouse_connect, schemathesis' 2>/dev/null; then
    say 'Installing the Python ClickHouse client and the API tester'
    command -v python3 >/dev/null || need 'Python 3' "$(as_root apt-get install python3 python3-venv)"
    python3 -m venv target/venv || need 'python3-venv' "$(as_root apt-get install python3-venv)"
    target/venv/bin/pip install --quiet --disable-pip-version-check 'clickhouse-connect==0.8.18' 'schemathesis==4.32.5'
  fi
fi

if [ -n "$bindgen_job" ]; then
  if ! wait "$bindgen_job"; then
    tail -n 20 target/tools-bindgen.log >&2
    need 'wasm-bindgen' "cargo install wasm-bindgen-cli --version $bindgen --root target/tools"
  fi
  rm -rf "$tools/build"
fi
touch target/tools/ready
