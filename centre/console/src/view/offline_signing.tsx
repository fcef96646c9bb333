// SPDX-License-Identifier: Apache-2.0
// For configurations that are signed on another machine: the draft as a file, the signed file back.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { ApiError } from "../api.ts";
import type { Endpoint } from "../api_types.ts";
import { bodyToPush, changesOf, type EditorState } from "../editor_state.ts";
import { useConsole, useSpeech } from "./context.ts";

type Said =
  | { kind: "nothing" }
  | { kind: "exported"; file: string }
  | { kind: "imported"; version: number }
  | { kind: "failed"; error: Pick<ApiError, "code" | "detail"> };

export function OfflineSigning(props: { endpoint: Endpoint; state: EditorState }): JSX.Element {
  const { t } = useSpeech();
  const { endpoint, state } = props;
  const [override, setOverride] = useState(false);
  const { said, exportDraft, importSigned } = useOffline(endpoint, state, override);
  return (
    <details class="offline" data-part="offline">
      <summary>{t("offline_title")}</summary>
      <label>
        <input type="checkbox" checked={override} onChange={(event) => setOverride(event.currentTarget.checked)} />{" "}
        {t("offline_override")}
      </label>
      <div class="editor__buttons">
        <button type="button" class="button" disabled={changesOf(state).length === 0} onClick={exportDraft} data-part="export">
          {t("offline_export")}
        </button>
        <label>
          {t("offline_import")}{" "}
          <input type="file" accept=".json,application/json" onChange={importSigned} data-part="import" />
        </label>
      </div>
      <p class={said.kind === "failed" ? "field-error" : "quiet"} role="status" data-part="offline-said">
        {said.kind === "exported" ? t("offline_exported", { file: said.file }) : null}
        {said.kind === "imported" ? t("offline_imported", { version: said.version }) : null}
        {said.kind === "failed" ? t("offline_failed", { code: said.error.code, detail: said.error.detail }) : null}
      </p>
    </details>
  );
}

interface Offline {
  said: Said;
  exportDraft(): void;
  importSigned(event: { currentTarget: HTMLInputElement }): void;
}

function useOffline(endpoint: Endpoint, state: EditorState, override: boolean): Offline {
  const { api } = useConsole();
  const [said, say] = useState<Said>({ kind: "nothing" });
  const draft = async (): Promise<void> => {
    const body = bodyToPush(state);
    if (body === null || state.base === null) return;
    const answer = await api.draft(endpoint.id, state.base.version, body, override);
    if (!answer.ok) return say({ kind: "failed", error: answer.error });
    const file = `${endpoint.id}-draft.json`;
    save(file, JSON.stringify(answer.value));
    say({ kind: "exported", file });
  };
  const take = async (input: HTMLInputElement): Promise<void> => {
    const words = await input.files?.[0]?.text();
    input.value = "";
    if (words === undefined) return;
    const answer = await api.importSigned(endpoint.id, words);
    say(answer.ok ? { kind: "imported", version: answer.value.version } : { kind: "failed", error: answer.error });
  };
  return { said, exportDraft: () => void draft(), importSigned: (event) => void take(event.currentTarget) };
}

function save(name: string, words: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([words], { type: "application/json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
