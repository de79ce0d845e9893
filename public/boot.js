// Starts the browser half: the page is readable before and without it.
import init, { hydrate } from "./ja4soc.js";

// The address carries the content's hash, so the server writes it into the page.
const file = document.getElementById("wasm");
if (file) {
  await init({ module_or_path: file.href });
  hydrate();
}
