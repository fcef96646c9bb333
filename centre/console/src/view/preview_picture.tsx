// SPDX-License-Identifier: Apache-2.0
// A preview's picture, loaded once it is in sight; or why there is none.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { wordsFor } from "../i18n/translate.ts";
import type { Preview } from "../preview_types.ts";
import { useConsole, useSpeech } from "./context.ts";
import { useInSight } from "./thumbnail.tsx";

export function PreviewPicture(props: { preview: Preview | null; busy: boolean }): JSX.Element {
  const { api } = useConsole();
  const { t } = useSpeech();
  const { preview, busy } = props;
  const frame = busy ? "preview__frame preview__frame--busy" : "preview__frame";
  const box = useRef<HTMLDivElement>(null);
  const inSight = useInSight(box);
  const seen = useRef(false);
  if (inSight) seen.current = true;
  const content = (): JSX.Element | string | null => {
    if (preview === null) return busy ? t("preview_drawing") : null;
    const { rendered, scene, site } = preview;
    if (rendered === null) return scene === "setup" ? t("preview_of_room") : t("preview_none");
    if (!seen.current) return null;
    const words = rendered.lines.length > 0 ? rendered.lines.join(" / ") : wordsFor(t, "scene", scene);
    return (
      <img
        src={api.previewUrl(rendered.pixels_sha256)}
        alt={t("preview_alt", { site: site.name, words })}
        width={rendered.width}
        height={rendered.height}
        decoding="async"
        data-pixels={rendered.pixels_sha256}
      />
    );
  };
  return (
    <div class={frame} ref={box}>
      {content()}
    </div>
  );
}
