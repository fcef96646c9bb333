// SPDX-License-Identifier: Apache-2.0
// Finds the page's compiled modules, whose folder the build names in CONSOLE_MODULES.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.CONSOLE_MODULES;
if (!folder) throw new Error("CONSOLE_MODULES names the folder of the compiled modules");

export function load(name) {
  return import(pathToFileURL(resolve(folder, name)).href);
}
