// After `vite build`: writes dist/licenses.json, and beside each text its Brotli and gzip forms.

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DIST = join(ROOT, "dist");
const TEXTS = new Set([".css", ".html", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest"]);
/** Compressed to less than this, the form is worth its file. */
const WORTH = 0.95;
/** Tools of which a part is in the bundle: what loads chunks. */
const TOOLS_IN_BUNDLE = ["node_modules/rolldown", "node_modules/vite"];

function licenses() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  return Object.entries(packages)
    .filter(([path, one]) => path !== "" && (!(one.dev || one.peer) || TOOLS_IN_BUNDLE.includes(path)))
    .map(([path, one]) => ({
      name: path.split("node_modules/").pop(),
      version: one.version,
      license: one.license ?? null,
      text: licenseText(join(ROOT, path)),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The text of a package's licence; null where it has none. */
function licenseText(folder) {
  const name = readdirSync(folder).find((file) => /^(licen[sc]e|copying)(\.(md|txt))?$/i.test(file));
  // Vite's goes on with those of what it bundles itself, none of which is in our bundle.
  return name
    ? readFileSync(join(folder, name), "utf8").split("# Licenses of bundled dependencies")[0]
    : null;
}

function compress(path) {
  const content = readFileSync(path);
  const forms = {
    br: brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    }),
    gz: gzipSync(content, { level: 9 }),
  };
  for (const [suffix, form] of Object.entries(forms))
    if (form.length < content.length * WORTH) writeFileSync(`${path}.${suffix}`, form);
}

if (!existsSync(DIST)) throw new Error("run `npm run build`");
writeFileSync(join(DIST, "licenses.json"), JSON.stringify(licenses()));
for (const name of readdirSync(DIST, { recursive: true })) {
  const path = join(DIST, name);
  if (TEXTS.has(extname(path)) && statSync(path).isFile()) compress(path);
}
