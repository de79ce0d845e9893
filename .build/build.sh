#!/usr/bin/env bash
# Builds the browser half, then the binary that carries it.
. "$(dirname "$0")/lib.sh"

say 'Building the browser half'
.build/site.sh
say 'Building the binary'
cargo build --quiet --release --package server
say "Built target/release/ja4soc ($(du -h target/release/ja4soc | cut -f1))"
