// SPDX-License-Identifier: Apache-2.0
// A shape for each severity, so that it does not hang on colour alone.
import type { JSX } from "preact";

import type { Level } from "../api_types.ts";
import type { Severity } from "../order.ts";

const shapes: Record<Severity | "info", JSX.Element> = {
  critical: <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5zM7.2 4v5h1.6V4zm0 6.4V12h1.6v-1.6z" fill-rule="evenodd" />,
  error: <path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM5.6 4.5 8 6.9l2.4-2.4 1.1 1.1L9.1 8l2.4 2.4-1.1 1.1L8 9.1l-2.4 2.4-1.1-1.1L6.9 8 4.5 5.6z" fill-rule="evenodd" />,
  offline: <path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 8 2.8zM4.5 7.2h7v1.6h-7z" fill-rule="evenodd" />,
  warning: <path d="M8 1.2 15.5 14.5H.5zM7.2 6v4h1.6V6zm0 5.2v1.6h1.6v-1.6z" fill-rule="evenodd" />,
  ok: <path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM7.1 11.3 3.9 8.1 5 7l2.1 2.1L11 5.2l1.1 1.1z" fill-rule="evenodd" />,
  info: <path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM7.2 4v1.6h1.6V4zm0 3v5h1.600V7z" fill-rule="evenodd" />,
};

export function LevelIcon(props: { level: Level | Severity }): JSX.Element {
  return (
    <svg class={`icon tone-${props.level}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {shapes[props.level]}
    </svg>
  );
}
