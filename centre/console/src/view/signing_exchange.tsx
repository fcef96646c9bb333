// SPDX-License-Identifier: Apache-2.0
// For what is signed on another machine: the draft as a file, the signed file back.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { ApiError, Result } from "../api.ts";
import { wordsFor } from "../i18n/translate.ts";
import { useConsole, useSpeech } from "./context.ts";
import { saveFile } from "./save_file.ts";

type Said =
  | { kind: "nothing" }
  | { kind: "exported"; file: string }
  | { kind: "imported"; words: string }
  | { kind: "failed"; error: Pick<ApiError, "code" | "detail"> };

interface Props {
  part: string; // of its elements: "offline" makes offline-export, offline-import, offline-said
  disabled: boolean; // there is nothing to be signed
  title: string;
  explained?: string;
  file: string; // how the draft is called
  draft(override: boolean): Promise<Result<object>>;
  take(words: string): Promise<Result<string>>; // what was taken, in words
}

export function SigningExchange(props: Props): JSX.Element {
  const { t } = useSpeech();
  const { part, disabled, title, explained } = props;
  const [override, setOverride] = useState(false);
  const { said, exportDraft, importSigned } = useExchange(props, override);
  return (
    <details class="offline" data-part={part}>
      <summary>{title}</summary>
      {explained === undefined ? null : <p class="quiet">{explained}</p>}
      <label>
        <input type="checkbox" checked={override} onChange={(event) => setOverride(event.currentTarget.checked)} />{" "}
        {t("offline_override")}
      </label>
      <div class="editor__buttons">
        <button type="button" class="button" disabled={disabled} onClick={exportDraft} data-part={`${part}-export`}>
          {t("offline_export")}
        </button>
        <label>
          {t("offline_import")}{" "}
          <input type="file" accept=".json,application/json" onChange={importSigned} data-part={`${part}-import`} />
        </label>
      </div>
      <p class={said.kind === "failed" ? "field-error" : "quiet"} role="status" data-part={`${part}-said`}>
        {said.kind === "exported" ? t("offline_exported", { file: said.file }) : null}
        {said.kind === "imported" ? said.words : null}
        {said.kind === "failed"
          ? t("offline_failed", { code: wordsFor(t, "invalid", said.error.code), detail: said.error.detail })
          : null}
      </p>
    </details>
  );
}

interface Exchange {
  said: Said;
  exportDraft(): void;
  importSigned(event: { currentTarget: HTMLInputElement }): void;
}

function useExchange(props: Props, override: boolean): Exchange {
  const operatorConsole = useConsole();
  const [said, say] = useState<Said>({ kind: "nothing" });
  const failed = (error: ApiError): void => {
    operatorConsole.noticed(error);
    say({ kind: "failed", error });
  };
  const draft = async (): Promise<void> => {
    const answer = await props.draft(override);
    if (!answer.ok) return failed(answer.error);
    saveFile(props.file, JSON.stringify(answer.value));
    say({ kind: "exported", file: props.file });
  };
  const take = async (input: HTMLInputElement): Promise<void> => {
    const words = await input.files?.[0]?.text();
    input.value = "";
    if (words === undefined) return;
    const answer = await props.take(words);
    if (answer.ok) say({ kind: "imported", words: answer.value });
    else failed(answer.error);
  };
  return { said, exportDraft: () => void draft(), importSigned: (event) => void take(event.currentTarget) };
}
