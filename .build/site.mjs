// Packs what wasm-bindgen made, the styles and the icons into target/site:
// content-hashed names, brotli and gzip beside each file, and a manifest the server reads.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { buildSync } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const raw = join(root, "target/site-raw");
const site = join(root, "target/site");
const next = join(root, "target/site-next");
const small = process.argv[2] !== "dev";

/** The module after wasm-opt; the last result is kept, as the same input gives the same output. */
function optimised(input) {
  if (!small) return readFileSync(input);
  const key = createHash("sha256").update(readFileSync(input)).digest("hex").slice(0, 16);
  const kept = join(raw, `opt-${key}.wasm`);
  if (!existsSync(kept)) {
    for (const old of readdirSync(raw).filter((name) => name.startsWith("opt-"))) rmSync(join(raw, old));
    // Brotli finds like beside like: stronger levels make the file smaller, but their inlining and
    // sharing make its functions less alike, and what travels 5 % larger.
    const flags = ["-O1", "--duplicate-function-elimination", "--reorder-functions-by-name", "--strip-producers", "--strip-debug", "--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-reference-types"];
    execFileSync(process.execPath, [join(here, "node_modules/binaryen/bin/wasm-opt"), input, ...flags, "-o", kept]);
  }
  return readFileSync(kept);
}

function bundled(entry, loader) {
  const result = buildSync({
    entryPoints: [entry], bundle: true, minify: small, write: false, format: "esm",
    target: ["es2022", "chrome115", "firefox115", "safari16.4"], loader, logLevel: "warning",
  });
  return Buffer.from(result.outputFiles[0].contents);
}

function write(path, content) {
  const file = join(next, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  const quality = small ? 11 : 1;
  const brotli = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  // A compressed copy that is not smaller would only cost the browser time.
  if (brotli.length < content.length) writeFileSync(`${file}.br`, brotli);
  const gzip = gzipSync(content, { level: small ? 9 : 1 });
  if (gzip.length < content.length) writeFileSync(`${file}.gz`, gzip);
  return brotli.length;
}

function hashed(stem, extension, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const path = `assets/${stem}.${hash}.${extension}`;
  return { path, size: write(path, content) };
}

rmSync(next, { recursive: true, force: true });
mkdirSync(next, { recursive: true });
cpSync(join(root, "public/boot.js"), join(raw, "boot.js"));
const wasm = hashed("ja4soc", "wasm", optimised(join(raw, "ja4soc_bg.wasm")));
const js = hashed("ja4soc", "js", bundled(join(raw, "boot.js")));
const css = hashed("ja4soc", "css", bundled(join(root, "style/main.css"), { ".svg": "dataurl" }));
for (const name of readdirSync(join(root, "public"))) {
  if (name !== "boot.js") write(name, readFileSync(join(root, "public", name)));
}
writeFileSync(join(next, "manifest.json"), JSON.stringify({ js: address(js), wasm: address(wasm), css: address(css) }));
rmSync(site, { recursive: true, force: true });
renameSync(next, site);

function address({ path }) {
  return `/${path}`;
}

const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
console.log(`site: wasm ${kb(wasm.size)}, js ${kb(js.size)}, css ${kb(css.size)} (brotli)`);
if (small) writeFileSync(join(root, "target/site-size.json"), JSON.stringify({ wasm: wasm.size, js: js.size, css: css.size }));
