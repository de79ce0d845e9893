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
