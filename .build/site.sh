#!/usr/bin/env bash
# Builds the browser half into target/site: WASM, JavaScript, CSS and icons,
# named by content and precompressed. `site.sh dev` skips what only makes it small.
. "$(dirname "$0")/lib.sh"

mode=${1:-release}
if [ "$mode" = dev ]; then profile=dev out=debug; else profile=wasm-release out=wasm-release; fi

cargo build --quiet --package frontend --target wasm32-unknown-unknown --profile "$profile"
mkdir -p target/site-raw
"$tools/bin/wasm-bindgen" --target web --no-typescript --out-dir target/site-raw --out-name ja4soc \
  "target/wasm32-unknown-unknown/$out/frontend.wasm"
node .build/site.mjs "$mode"
