// SPDX-License-Identifier: Apache-2.0
// How the page is built: one document, one script, one style sheet, nothing inline, nothing from outside.
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  build: {
    outDir: "../../out/console",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
  },
});
