// SPDX-License-Identifier: Apache-2.0
// Builds the page's objects and shows it.
import { render } from "preact";

import { Api } from "./api.ts";
import { OperatorConsole } from "./operator_console.ts";
import { Store } from "./state.ts";
import { App } from "./view/app.tsx";
import "./style/base.css";
import "./style/frame.css";
import "./style/list.css";
import "./style/identity.css";
import "./style/rollout.css";
import "./style/waiting.css";
import "./style/detail.css";
import "./style/editor.css";
import "./style/wall.css";

const api = new Api("/api/v1", (input, init) => fetch(input, init));
const timing = {
  setTimeout: (callback: () => void, ms: number) => window.setTimeout(callback, ms),
  clearTimeout: (id: number) => window.clearTimeout(id),
  random: () => Math.random(),
};
const operatorConsole = new OperatorConsole(api, new Store(), (url) => new EventSource(url), timing);
const page = document.getElementById("page");
if (page !== null) render(<App console={operatorConsole} />, page);
