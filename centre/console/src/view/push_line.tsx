// SPDX-License-Identifier: Apache-2.0
// The way of a pushed version, step by step, as it is observed: pushed, applied, on the screen.
import type { JSX } from "preact";

import type { ApiError } from "../api.ts";
import type { Endpoint } from "../api_types.ts";
import { type EditorState, refusedField } from "../editor_state.ts";
import { clockTime, decimal, type Language } from "../format.ts";
import { type Translate, wordsFor } from "../i18n/translate.ts";
import { type PushProgress, type Pushed, progressOf, type ScreenProgress } from "../push_progress.ts";
import { sentenceOf } from "./condition_list.tsx";
import { useConsole, useNow, useSpeech, useStore } from "./context.ts";

export function PushLine(props: { endpoint: Endpoint; state: EditorState; reload: () => void }): JSX.Element {
  const { endpoint, state, reload } = props;
  const { push } = state;
  return (
    <div class="push" aria-live="polite" data-part="push-line">
      {push.kind === "failed" ? <Failed error={push.error} marked={refusedField(state) !== null} reload={reload} /> : null}
      {push.kind === "done" ? <OnItsWay pushed={push.pushed} endpoint={endpoint} /> : null}
      {push.kind === "done" ? <NewPicture pushed={push.pushed} endpoint={endpoint} /> : null}
    </div>
  );
}

function Failed(props: { error: ApiError; marked: boolean; reload: () => void }): JSX.Element {
  const { t } = useSpeech();
  const { error, marked, reload } = props;
  return (
    <p class="field-error" data-error={error.code}>
      {failureWords(error, marked, t)}{" "}
      {error.status === 409 ? (
        <button type="button" class="button" onClick={reload}>
          {t("maket_reload")}
        </button>
      ) : null}
    </p>
  );
}

function failureWords(error: ApiError, marked: boolean, t: Translate): string {
  if (error.status === 0) return t("push_unreachable");
  if (error.status === 409) return t("push_conflict");
  if (error.status !== 400) return t("push_failed", { code: error.code, detail: error.detail });
  if (marked) return t("push_invalid_marked");
  return t("push_invalid", { reason: wordsFor(t, "invalid", error.code), detail: error.detail });
}

function OnItsWay(props: { pushed: Pushed; endpoint: Endpoint }): JSX.Element {
  const { t, language } = useSpeech();
  const { pushed, endpoint } = props;
  const progress = progressOf(pushed, endpoint);
  const texts = useStore((state) => state.conditionTexts);
  const afterMs = progress.kind === "applied" ? progress.afterMs : null;
  const steps = [t("push_pushed", { version: pushed.version })];
  if (progress.kind === "refused") {
    const { reason } = progress.refused;
    steps.push(t("push_refused", { reason: sentenceOf(reason, texts.get(reason), language, t) }));
  } else if (progress.kind === "rolled_back") {
    steps.push(t("push_rolled_back", { reason: wordsFor(t, "rollback", progress.rolledBack.reason) }));
  } else {
    steps.push(...progressWords(progress, t, language));
  }
  return (
    <p
      class={`steps steps--${progress.kind}`}
      data-version={pushed.version}
      data-progress={progress.kind}
      data-applied-ms={afterMs}
      data-screen={progress.kind === "applied" ? progress.screen.kind : undefined}
    >
      {steps.map((step, index) => (
        <span key={index}>
          {index > 0 ? <span class="steps__arrow"> → </span> : null}
          {step}
        </span>
      ))}
      {progress.kind === "waiting" && progress.online ? <Waiting since={pushed.atMs} /> : null}
    </p>
  );
}

// The screen as it is now, beside the button: the large picture may have been scrolled away.
function NewPicture(props: { pushed: Pushed; endpoint: Endpoint }): JSX.Element | null {
  const { api } = useConsole();
  const { t } = useSpeech();
  const { endpoint, pushed } = props;
  const progress = progressOf(pushed, endpoint);
  const etag = endpoint.snapshots.screen?.etag;
  if (progress.kind !== "applied" || progress.screen.kind !== "shown" || etag === undefined) return null;
  const words = t("picture_screen_alt", { site: endpoint.site.name });
  return <img class="push__picture" src={api.snapshotUrl(endpoint.id, "screen", etag)} alt={words} width="640" height="360" />;
}

function progressWords(progress: PushProgress, t: Translate, language: Language): string[] {
  switch (progress.kind) {
    case "waiting":
      return progress.online ? [] : [t("push_offline")];
    case "superseded":
      return [t("push_superseded", { version: progress.by })];
    case "refused":
    case "rolled_back":
      return [];
    case "applied": {
      const ms = progress.afterMs;
      const applied = ms === null ? t("push_applied") : t("push_applied_ms", { ms: decimal(ms, 0, language) });
      const trial = progress.onTrial ? [t("push_on_trial")] : [];
      return [applied, ...screenWords(progress.screen, t, language), ...trial];
    }
  }
}

function screenWords(screen: ScreenProgress, t: Translate, language: Language): string[] {
  switch (screen.kind) {
    case "same":
      return [];
    case "process":
      return [t("push_screen_process")];
    case "picture":
      return [t("push_screen_picture")];
    case "shown":
      return [t("push_screen_shown", { time: clockTime(screen.takenAt, language) })];
  }
}

function Waiting(props: { since: number }): JSX.Element {
  const { t } = useSpeech();
  useNow();
  const seconds = Math.max(0, Math.floor((performance.now() - props.since) / 1000));
  return (
    <span>
      <span class="steps__arrow"> → </span>
      {t("push_waiting", { seconds })}
    </span>
  );
}
