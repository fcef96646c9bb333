// SPDX-License-Identifier: Apache-2.0
// The detail of a proof as people read it: words for its code, and the facts behind that. Pure.
import { type Translate, wordsFor } from "./i18n/translate.ts";

// "cec.other_status: 17"; a detail without a code that has words is facts alone, as of a room with older software.
export function reasonWords(t: Translate, detail: string): string {
  const code = /^[a-z]+\.[a-z_]+(?=: |$)/.exec(detail)?.[0];
  if (code === undefined) return detail;
  const name = code.replace(".", "_");
  const words = wordsFor(t, "because", name);
  if (words === name) return detail;
  const facts = detail.slice(code.length + ": ".length);
  return facts === "" ? words : `${words} (${facts})`;
}
