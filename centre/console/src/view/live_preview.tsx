// SPDX-License-Identifier: Apache-2.0
// The draft as the room's screen would show it, drawn by the centre while one types.
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import type { ApiError } from "../api.ts";
import type { ConfigBody, Endpoint } from "../api_types.ts";
import { bodyToPush, type EditorState } from "../editor_state.ts";
import { wordsFor } from "../i18n/translate.ts";
import { LatestWins } from "../latest_wins.ts";
import type { Preview, PreviewWarning } from "../preview_types.ts";
import { unfilledIn } from "../rollout_variables.ts";
import { useConsole, useSpeech } from "./context.ts";
import { PreviewPicture } from "./preview_picture.tsx";
import { WarningList } from "./warning_list.tsx";

const pauseMs = 200;

interface Drawn {
  preview: Preview | null; // the last one that was drawn
  error: ApiError | null; // why the present draft is not
  busy: boolean;
}

type Update = (old: Drawn) => Drawn;

// What is sent is what would be pushed; an untouched draft is drawn too.
function useDrawn(id: string, body: ConfigBody | null): Drawn {
  const operatorConsole = useConsole();
  const [drawn, setDrawn] = useState<Drawn>({ preview: null, error: null, busy: true });
  const desk = useRef<LatestWins<ConfigBody, Update> | null>(null);
  useEffect(() => {
    const draw = async (wish: ConfigBody): Promise<Update> => {
      const answer = await operatorConsole.api.previewDraft(id, wish);
      if (!answer.ok) {
        operatorConsole.noticed(answer.error);
        return (old) => ({ ...old, error: answer.error, busy: false });
      }
      return () => ({ preview: answer.value[0] ?? null, error: null, busy: false });
    };
    const work = new LatestWins(draw, setDrawn, pauseMs, window);
    desk.current = work;
    return () => work.stop();
  }, [operatorConsole, id]);
  const words = body === null ? null : JSON.stringify(body);
  useEffect(() => {
    if (words === null) return;
    setDrawn((old) => ({ ...old, busy: true }));
    desk.current?.want(JSON.parse(words) as ConfigBody);
  }, [id, words]);
  return drawn;
}

// The centre draws it as it is written, and does not know what else it could have been meant for.
function unfilled(body: ConfigBody | null): PreviewWarning[] {
  const signs = body === null ? [] : unfilledIn(body);
  return signs.length === 0 ? [] : [{ kind: "unfilled", level: "warning", slot: "", detail: signs.join(", ") }];
}

export function LivePreview(props: { endpoint: Endpoint; state: EditorState }): JSX.Element {
  const { t } = useSpeech();
  const { endpoint, state } = props;
  const body = useMemo(() => bodyToPush(state), [state.base, state.form, state.sources]);
  const { preview, error, busy } = useDrawn(endpoint.id, body);
  return (
    <figure class="preview" data-part="preview" data-busy={busy}>
      <PreviewPicture preview={preview} busy={busy || error !== null} />
      <figcaption>
        <p class="quiet small">
          {preview?.rendered == null
            ? t("preview_title")
            : t(preview.size_reported ? "preview_size" : "preview_size_wished", {
                size: `${preview.rendered.width}×${preview.rendered.height}`,
              })}
        </p>
        {error === null ? null : (
          <p class="field-error" role="status" data-error={error.code}>
            {t("preview_failed", { reason: wordsFor(t, "invalid", error.code) })}
          </p>
        )}
        {preview === null || error !== null ? null : <WarningList warnings={[...unfilled(body), ...preview.warnings]} conference={body} />}
      </figcaption>
    </figure>
  );
}
