#!/usr/bin/env bash
# Browser tests against the release binary over its own demo data.
. "$(dirname "$0")/lib.sh"

work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; }
  rm -rf "$work"
}
trap finish EXIT

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
target/release/ja4soc demo --demo-dir "$work/demo" --listen "127.0.0.1:$port" --seed 7 2>"$work/log" &
server=$!
for _ in $(seq 600); do
  curl --silent --fail --output /dev/null "http://127.0.0.1:$port/readyz" && break
  kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.2
done
if ! (cd end2end && JA4SOC_TEST_URL="http://127.0.0.1:$port" npx --no-install playwright test "$@"); then
  tail -n 40 "$work/log" >&2
  exit 1
fi

# What the description of the JSON interface promises, tried with whatever it allows.
if [ $# -eq 0 ] && ! target/venv/bin/schemathesis run "http://127.0.0.1:$port/api/openapi.json" \
  --url "http://127.0.0.1:$port" --max-examples 25 --seed 7 --phases examples,coverage,fuzzing \
  --checks not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance \
  >"$work/api" 2>&1; then
  tail -n 80 "$work/api" >&2
  tail -n 20 "$work/log" >&2
  exit 1
fi
[ $# -gt 0 ] || grep -E 'generated' "$work/api"
