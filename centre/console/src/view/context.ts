// SPDX-License-Identifier: Apache-2.0
// What every part of the page can reach: the console, the language, the time, a piece of the state.
import { createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useReducer, useRef } from "preact/hooks";

import type { Language } from "../format.ts";
import { translator, type Translate } from "../i18n/translate.ts";
import type { OperatorConsole } from "../operator_console.ts";
import type { State } from "../state.ts";

export interface Speech {
  language: Language;
  t: Translate;
  choose(language: Language): void;
}

export const ConsoleContext = createContext<OperatorConsole | null>(null);
export const SpeechContext = createContext<Speech>({ language: "vi", t: translator("vi"), choose: () => undefined });

export function useConsole(): OperatorConsole {
  const found = useContext(ConsoleContext);
  if (found === null) throw new Error("no console around this part of the page");
  return found;
}

export function useSpeech(): Speech {
  return useContext(SpeechContext);
}

// A piece of the state; the component is drawn again when it changed.
export function useStore<T>(select: (state: State) => T, equal: (a: T, b: T) => boolean = Object.is): T {
  const { store } = useConsole();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const selected = select(store.get());
  const latest = useRef({ select, equal, selected });
  latest.current = { select, equal, selected };
  useLayoutEffect(() => {
    const look = (): void => {
      const { current } = latest;
      if (!current.equal(current.select(store.get()), current.selected)) redraw(0);
    };
    look();
    return store.subscribe(look);
  }, [store]);
  return selected;
}

const seconds = new Set<() => void>();
let ticking: number | null = null;

function everySecond(callback: () => void): () => void {
  seconds.add(callback);
  ticking ??= window.setInterval(() => seconds.forEach((tick) => tick()), 1000);
  return () => {
    seconds.delete(callback);
    if (seconds.size === 0 && ticking !== null) {
      window.clearInterval(ticking);
      ticking = null;
    }
  };
}

// Now by the centre's clock; the component is drawn again each second.
export function useNow(): number {
  const operatorConsole = useConsole();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => everySecond(() => redraw(0)), []);
  return operatorConsole.now();
}
