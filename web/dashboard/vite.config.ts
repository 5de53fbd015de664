import { defineConfig } from "vite";

const server = process.env.LEZERPRINT_URL ?? "http://127.0.0.1:3001";

export default defineConfig({
  cacheDir: ".vite",
  // Known before they are first imported, so that the development server does not load the page twice.
  optimizeDeps: {
    include: [
      "preact",
      "preact/hooks",
      "preact/compat",
      "preact/jsx-dev-runtime",
      "@preact/signals",
      "wouter-preact",
      "lucide-preact",
      "uplot",
    ],
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    // Nothing inline: the page's policy allows only what is loaded from the server.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
  },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  server: {
    proxy: {
      "/api": { target: server, changeOrigin: true },
      "/ws": { target: server, ws: true, changeOrigin: true, rewriteWsOrigin: true },
    },
  },
});
