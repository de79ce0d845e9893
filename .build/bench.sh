#!/usr/bin/env bash
# Measures the release binary on generated traffic; see bench.mjs.
. "$(dirname "$0")/lib.sh"
exec node .build/bench.mjs "$@"
