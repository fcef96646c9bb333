// SPDX-License-Identifier: Apache-2.0
// A preview's picture, or why there is none.
import type { JSX } from "preact";

import { wordsFor } from "../i18n/translate.ts";
import type { Preview } from "../preview_types.ts";
import { useConsole, useSpeech } from "./context.ts";

export function PreviewPicture(props: { preview: Preview | null; busy: boolean }): JSX.Element {
  const { api } = useConsole();
  const { t } = useSpeech();
  const { preview, busy } = props;
  const frame = busy ? "preview__frame preview__frame--busy" : "preview__frame";
  if (preview === null) return <div class={frame}>{busy ? t("preview_drawing") : null}</div>;
  const { rendered, scene, site } = preview;
  if (rendered === null) {
    const words = scene === "setup" ? t("preview_of_room") : t("preview_none");
    return <div class={frame}>{words}</div>;
  }
  const words = rendered.lines.length > 0 ? rendered.lines.join(" / ") : wordsFor(t, "scene", scene);
  return (
    <div class={frame}>
      <img
        src={api.previewUrl(rendered.pixels_sha256)}
        alt={t("preview_alt", { site: site.name, words })}
        width={rendered.width}
        height={rendered.height}
        loading="lazy"
        decoding="async"
        data-pixels={rendered.pixels_sha256}
      />
    </div>
  );
}
