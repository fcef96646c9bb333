// SPDX-License-Identifier: Apache-2.0
// How old something is, counted on while one looks at it.
import type { JSX } from "preact";

import type { Key } from "../i18n/translate.ts";
import { age, clockTime, dateTime } from "../format.ts";
import { useNow, useSpeech } from "./context.ts";

// `words` is a sentence with {age} and, if it likes, {time} in it; without it the age stands alone.
export function Age(props: { at: string; words?: Key }): JSX.Element {
  const { t, language } = useSpeech();
  const now = useNow();
  const old = age(props.at, now, t);
  const words = props.words === undefined ? old : t(props.words, { age: old, time: clockTime(props.at, language) });
  return (
    <time dateTime={props.at} title={dateTime(props.at, language)}>
      {words}
    </time>
  );
}
