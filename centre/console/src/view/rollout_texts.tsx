// SPDX-License-Identifier: Apache-2.0
// The texts that each room fills in for itself: a table out of a spreadsheet, and whom it does not have.
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";

import type { Site } from "../api_types.ts";
import type { Key } from "../i18n/translate.ts";
import { missingTexts, namesIn, readSheet, type MissingTexts, sheetFor, type SheetProblem, type Variables } from "../rollout_variables.ts";
import type { State } from "../state.ts";
import { useConsole, useSpeech, useStore } from "./context.ts";

// So many rooms are named; of the others the number.
const named = 8;

const problemWords: Record<SheetProblem["kind"], Key> = {
  site_unknown: "texts_site_unknown",
  site_twice: "texts_site_twice",
  name_twice: "texts_name_twice",
  cells: "texts_cells",
  text_long: "texts_text_long",
};

export interface RoomTexts {
  names: string[]; // asked for by the change
  variables: Variables;
  problems: SheetProblem[];
  missing: MissingTexts[];
  sites: Site[]; // of the rooms that have a configuration
  whole: boolean; // it can be pushed
}

// What the change asks for, and what the table gives.
export function useRoomTexts(changes: object): RoomTexts {
  const text = useStore((state) => state.sheet);
  const sites = useStore(configuredSites, sameSites);
  return useMemo(() => {
    const names = namesIn(changes);
    const { variables, problems } = readSheet(names.length === 0 ? "" : text, sites);
    const missing = missingTexts(names, variables, sites);
    return { names, variables, problems, missing, sites, whole: missing.length === 0 && problems.length === 0 };
  }, [changes, text, sites]);
}

function configuredSites({ endpoints }: State): Site[] {
  return [...endpoints.values()].filter(({ desired }) => desired !== null).map(({ site }) => site);
}

// Rooms report all the time, and their sites stay.
function sameSites(a: readonly Site[], b: readonly Site[]): boolean {
  return a.length === b.length && a.every(({ code, name }, at) => code === b[at]?.code && name === b[at].name);
}

export function RolloutTexts(props: { texts: RoomTexts }): JSX.Element {
  const { store } = useConsole();
  const { t } = useSpeech();
  const { texts } = props;
  const text = useStore((state) => state.sheet);
  const write = (sheet: string): void => store.change((state) => ({ ...state, sheet }));
  if (texts.names.length === 0) return <p class="quiet">{t("texts_hint")}</p>;
  return (
    <div class="texts" data-part="texts">
      <label for="rollout-texts">{t("texts_title", { names: texts.names.join(", ") })}</label>
      <p class="quiet" id="texts-explained">
        {t("texts_explained")}
      </p>
      <textarea
        id="rollout-texts"
        class="texts__sheet"
        rows={6}
        spellcheck={false}
        wrap="off"
        value={text}
        aria-describedby="texts-explained texts-state"
        aria-invalid={texts.problems.length > 0}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <div class="editor__buttons">
        <button
          type="button"
          class="button"
          onClick={() => write(sheetFor(texts.names, texts.variables, texts.sites))}
          disabled={texts.problems.length > 0}
          data-part="texts-rooms"
        >
          {t("texts_rooms", { n: texts.sites.length })}
        </button>
        <TextsState texts={texts} />
      </div>
    </div>
  );
}

function TextsState(props: { texts: RoomTexts }): JSX.Element {
  const { t } = useSpeech();
  const { problems, missing } = props.texts;
  const lines = problems.slice(0, named).map(({ kind, line, word }) => t(problemWords[kind], { line, word }));
  if (problems.length > named) lines.push(t("texts_more", { n: problems.length - named }));
  return (
    <div id="texts-state" role="status" data-part="texts-state" class={props.texts.whole ? "tone-ok" : "tone-warning"}>
      {problems.length > 0 ? (
        <ul class="texts__problems">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : missing.length > 0 ? (
        <p>{wordsOf(missing, t)}</p>
      ) : (
        <p>{t("texts_whole")}</p>
      )}
    </div>
  );
}

function wordsOf(missing: readonly MissingTexts[], t: ReturnType<typeof useSpeech>["t"]): string {
  const rooms = missing.slice(0, named).map(({ site, names }) => `${site.code} ${site.name} (${names.join(", ")})`);
  if (missing.length > named) rooms.push(t("texts_more", { n: missing.length - named }));
  return t("texts_missing", { n: missing.length, list: rooms.join("; ") });
}
