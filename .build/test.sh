#!/usr/bin/env bash
# All tests, quick ones first; each step is what a person would type.
. "$(dirname "$0")/lib.sh"

export CARGO_PROFILE_DEV_DEBUG=0
[ -z "${JA4SOC_CORPUS:-}" ] || JA4SOC_CORPUS=$(cd "$JA4SOC_CORPUS" && pwd)
export JA4SOC_ENGINE_LIB="$root/target/engine/libchdb.so"
export JA4SOC_TEST_PYTHON="$root/target/venv/bin/python"
export JA4SOC_TEST_NODE_MODULES="$root/end2end/node_modules"
if [ -z "${JA4SOC_CORPUS:-}" ]; then
  say 'JA4SOC_CORPUS is not set: tests over real captures and logs are skipped'
else
  export JA4SOC_CORPUS
fi

step() {
  local began=$SECONDS
  say "$*"
  "$@"
  printf '    %s s\n' "$((SECONDS - began))"
}

step cargo fmt --all --check

# The layers: what must not see what does not compile.
step cargo clippy --quiet --package app -- -D warnings
step cargo clippy --quiet --package app --features testing --all-targets -- -D warnings
step cargo clippy --quiet --package frontend --target wasm32-unknown-unknown -- -D warnings
step cargo clippy --quiet --workspace --all-targets --features app/testing -- -D warnings

# The tests start the binary, which reads the site from here.
step .build/site.sh
step node .build/size.mjs
step cargo test --quiet --workspace --features app/testing

step .build/build.sh
step .build/end2end.sh
say 'All tests passed'
