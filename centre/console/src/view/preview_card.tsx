// SPDX-License-Identifier: Apache-2.0
// One room's preview among all: chosen for the push or not, and what to look at.
import type { JSX } from "preact";

import { levelOf } from "../previews.ts";
import type { Preview } from "../preview_types.ts";
import { useSpeech, useStore } from "./context.ts";
import { PreviewPicture } from "./preview_picture.tsx";
import { WarningList } from "./warning_list.tsx";

export function PreviewCard(props: { preview: Preview; chosen: boolean; choose(on: boolean): void }): JSX.Element {
  const { t } = useSpeech();
  const { preview, chosen, choose } = props;
  const conference = useStore((state) => state.conference);
  const { site, rendered } = preview;
  const id = `choose-${preview.endpoint}`;
  return (
    <li
      class={`tile tile--${levelOf(preview)}${chosen ? "" : " tile--left"}`}
      data-preview={preview.endpoint}
      data-level={levelOf(preview)}
    >
      <label class="tile__name" for={id}>
        <input id={id} type="checkbox" checked={chosen} onChange={(event) => choose(event.currentTarget.checked)} />
        <b>{site.name}</b> <span class="quiet">{site.code}</span>
        <span class="visually-hidden">{t("previews_push_here")}</span>
      </label>
      <PreviewPicture preview={preview} busy={false} />
      {rendered === null ? null : (
        <p class="quiet small tile__size">
          {rendered.width}×{rendered.height} · {t(preview.size_reported ? "previews_size_room" : "previews_size_wished")}
        </p>
      )}
      <WarningList warnings={preview.warnings} conference={conference} />
    </li>
  );
}
