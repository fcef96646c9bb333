// SPDX-License-Identifier: Apache-2.0
// A picture of the makét: taken from a file, stored at the centre at once, named in the draft by what is in it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { ApiError } from "../api.ts";
import { wordsFor } from "../i18n/translate.ts";
import { useConsole, useSpeech } from "./context.ts";
import { type Editing, Field } from "./field.tsx";

// More the centre does not take.
const mostBytes = 8 * 1024 * 1024;

interface Props extends Editing {
  name: "logo" | "background";
  label: string;
  sha256: string; // empty: none
}

export function PictureField(props: Props): JSX.Element {
  const operatorConsole = useConsole();
  const { t } = useSpeech();
  const { name, label, sha256, state, dispatch } = props;
  const [sending, setSending] = useState(false);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const set = (words: string): void => dispatch({ kind: "typed", field: name, words });
  const take = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    input.value = "";
    if (file === undefined) return;
    if (file.size > mostBytes) {
      setFailed({ status: 0, code: "too_large", detail: file.name });
      return;
    }
    setSending(true);
    const answer = await operatorConsole.api.storePicture(file);
    setSending(false);
    setFailed(answer.ok ? null : answer.error);
    if (answer.ok) set(answer.value.sha256);
    else operatorConsole.noticed(answer.error);
  };
  const remove = t("maket_picture_remove", { name: label });
  return (
    <Field name={name} label={label} state={state} hint={sending ? t("maket_picture_sending") : t("maket_picture_hint")}>
      {(input) => (
        <div class="picture-field">
          {sha256 === "" ? (
            <span class="quiet">{t("maket_picture_none")}</span>
          ) : (
            <img src={operatorConsole.api.pictureUrl(sha256)} alt={label} title={sha256} data-picture={sha256} />
          )}
          <input
            {...input}
            class="visually-hidden"
            type="file"
            accept="image/png,image/jpeg,image/svg+xml"
            disabled={sending}
            onChange={(event) => void take(event.currentTarget)}
          />
          <label class="button" for={input.id}>
            {t("maket_picture_choose")}
          </label>
          {sha256 === "" ? null : (
            <button type="button" class="button button--plain" aria-label={remove} title={remove} onClick={() => set("")}>
              ✕
            </button>
          )}
          {failed === null ? null : (
            <p class="field-error" role="alert" data-error={failed.code}>
              {t("maket_picture_failed", { reason: wordsFor(t, "picture_refused", failed.code), detail: failed.detail })}
            </p>
          )}
        </div>
      )}
    </Field>
  );
}
