// Rebuilds what a change touches and restarts the demo: `make dev`.
import { spawn, spawnSync } from "node:child_process";
import { watch } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const watched = ["app", "frontend", "public", "server", "style"];
const QUIET_MS = 200;
let server;
let timer;
let building = false;
let again = false;

function step(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: "inherit" }).status === 0;
}

function stop() {
  return new Promise((done) => {
    if (!server || server.exitCode !== null) return done();
    server.once("exit", done);
    server.kill("SIGTERM");
  });
}

async function rebuild() {
  if (building) {
    again = true;
    return;
  }
  building = true;
  const began = Date.now();
  if (step(".build/site.sh", ["dev"]) && step("cargo", ["build", "--quiet", "--package", "server"])) {
    await stop();
    console.log(`built in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    server = spawn(join(root, "target/debug/ja4soc"), ["demo", ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
  }
  building = false;
  if (again) {
    again = false;
    rebuild();
  }
}

for (const folder of watched) {
  watch(join(root, folder), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(rebuild, QUIET_MS);
  });
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop().then(() => process.exit(0)));
rebuild();
