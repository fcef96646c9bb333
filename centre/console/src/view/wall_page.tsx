// SPDX-License-Identifier: Apache-2.0
// What stands on all rooms' screens, with what is proved of each: the one that is not like the others first.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import type { DrawnOtherwise } from "../preview_types.ts";
import type { State } from "../state.ts";
import { commonLook, compareOnWall, type WallState, wallStateOf } from "../wall.ts";
import { useSpeech, useStore } from "./context.ts";
import { WallTile } from "./wall_tile.tsx";

interface Wall {
  places: { id: string; state: WallState }[];
  common: string | null; // what most rooms show
}

function wallOf(state: State): Wall {
  const rooms = [...state.endpoints.values()];
  const common = commonLook(rooms);
  rooms.sort(compareOnWall(common));
  return { common, places: rooms.map((endpoint) => ({ id: endpoint.id, state: wallStateOf(endpoint, common) })) };
}

function sameWall(a: Wall, b: Wall): boolean {
  return (
    a.common === b.common &&
    a.places.length === b.places.length &&
    a.places.every(({ id, state }, index) => id === b.places[index]?.id && state === b.places[index]?.state)
  );
}

export function WallPage(): JSX.Element {
  const { t } = useSpeech();
  const { places, common } = useStore(wallOf, sameWall);
  const otherwise = useStore((state) => state.centre?.drawn_otherwise ?? null);
  useEffect(() => {
    document.title = `${t("wall_title")} · ${t("page_title")}`;
    window.scrollTo(0, 0);
  }, [t]);
  const count = (state: WallState): number => places.filter((place) => place.state === state).length;
  return (
    <section aria-labelledby="wall-title" data-part="wall">
      <div class="list-tools">
        <h1 id="wall-title">{t("wall_title")}</h1>
        <p role="status" data-part="wall-state">
          <span class={count("odd") > 0 ? "tone-error" : "quiet"}>{t("wall_odd", { n: count("odd") })}</span>
          {" · "}
          {t("wall_unproved", { n: count("unproved") })}
          {" · "}
          <span class={count("proved") > 0 ? "tone-ok" : "quiet"}>{t("wall_proved", { n: count("proved") })}</span>
        </p>
        <span class="quiet list-tools__order">{t("wall_order")}</span>
      </div>
      {(otherwise ?? []).map((version) => (
        <Otherwise key={version.software} version={version} />
      ))}
      {places.length === 0 ? <p class="panel quiet">{t("list_empty")}</p> : null}
      <ul class="wall">
        {places.map(({ id, state }) => (
          <WallTile key={id} id={id} state={state} common={common} />
        ))}
      </ul>
    </section>
  );
}

function Otherwise(props: { version: DrawnOtherwise }): JSX.Element {
  const { t } = useSpeech();
  const { software, rooms, how } = props.version;
  return (
    <p class="notice wall__notice" role="status" data-otherwise={how}>
      {t(how === "other_inputs" ? "wall_other_inputs" : "wall_other_pixels", { software, n: rooms })}
    </p>
  );
}
