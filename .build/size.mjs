// Fails when the first page costs more on the wire than agreed.
import { readFileSync } from "node:fs";

const BUDGET_KB = 220;
const sizes = JSON.parse(readFileSync("target/site-size.json", "utf8"));
const total = Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0) / 1024;
const parts = Object.entries(sizes).map(([name, bytes]) => `${name} ${(bytes / 1024).toFixed(1)}`).join(", ");
console.log(`first page: ${total.toFixed(1)} KB brotli of ${BUDGET_KB} (${parts})`);
if (total > BUDGET_KB) {
  console.error(`the first page is ${(total - BUDGET_KB).toFixed(1)} KB over its budget`);
  process.exit(1);
}
