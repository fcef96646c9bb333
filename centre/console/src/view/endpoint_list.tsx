// SPDX-License-Identifier: Apache-2.0
// All rooms at once, worst first.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { compareEndpoints, type Filter, matches } from "../order.ts";
import type { State } from "../state.ts";
import { useSpeech, useStore } from "./context.ts";
import { EndpointCard } from "./endpoint_card.tsx";
import { WaitingBoxes } from "./waiting_boxes.tsx";

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

function shownIds(state: State, filter: Filter): string[] {
  return [...state.endpoints.values()]
    .filter((endpoint) => matches(endpoint, filter))
    .sort(compareEndpoints)
    .map((endpoint) => endpoint.id);
}

export function EndpointList(): JSX.Element {
  const { t } = useSpeech();
  const [filter, setFilter] = useState<Filter>({ words: "", problemsOnly: false });
  const ids = useStore((state) => shownIds(state, filter), sameIds);
  const known = useStore((state) => state.endpoints.size);
  useEffect(() => {
    document.title = t("page_title");
  }, [t]);
  const none = known === 0 ? t("list_empty") : t("list_no_match");
  return (
    <section aria-labelledby="list-title">
      <WaitingBoxes />
      <div class="list-tools">
        <h1 id="list-title">{t("list_title")}</h1>
        <label class="visually-hidden" for="search">
          {t("list_search")}
        </label>
        <input
          id="search"
          type="search"
          value={filter.words}
          placeholder={t("list_search")}
          onInput={(event) => setFilter({ ...filter, words: event.currentTarget.value })}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={filter.problemsOnly}
            onChange={(event) => setFilter({ ...filter, problemsOnly: event.currentTarget.checked })}
          />
          {t("list_problems_only")}
        </label>
        <span class="quiet list-tools__order">{t("list_order")}</span>
      </div>
      {ids.length === 0 ? (
        <p class="panel quiet">{none}</p>
      ) : (
        <ul class="cards" data-part="endpoints">
          {ids.map((id) => (
            <EndpointCard key={id} id={id} />
          ))}
        </ul>
      )}
    </section>
  );
}
