// SPDX-License-Identifier: Apache-2.0
// The door: one password, and plain words when it does not open.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { ApiError } from "../api.ts";
import { duration } from "../format.ts";
import type { Translate } from "../i18n/translate.ts";
import { useConsole, useSpeech } from "./context.ts";
import { LanguageSwitch } from "./language_switch.tsx";

export function loginErrorWords(error: ApiError, t: Translate): string {
  if (error.status === 0) return t("login_unreachable");
  if (error.code === "one_time_password_used") return t("login_used");
  if (error.status === 401) return t("login_wrong");
  if (error.status !== 429) return t("login_failed", { code: error.code });
  if (error.retryAfterS === undefined) return t("login_too_many_unknown");
  return t("login_too_many", { duration: duration(error.retryAfterS, t) });
}

export function Login(props: { ended: boolean }): JSX.Element {
  const operatorConsole = useConsole();
  const { t } = useSpeech();
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = t("page_title");
  }, [t]);
  useEffect(() => input.current?.focus(), []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || input.current === null) return;
    setBusy(true);
    const failed = await operatorConsole.logIn(input.current.value);
    setBusy(false);
    setError(failed);
    if (failed !== null) input.current?.select();
  };

  const field = {
    id: "password",
    ref: input,
    autoComplete: "current-password",
    spellcheck: false,
    autoCapitalize: "off",
    maxLength: 256,
    required: true,
    "aria-invalid": error !== null,
    "aria-describedby": "login-error",
  } as const;
  return (
    <main class="login">
      <form class="panel login__form" onSubmit={(event) => void submit(event)}>
        <div class="login__top">
          <p class="brand">
            <img src="./icon.svg" alt="" width="28" height="28" /> diemcau <span>{t("brand_place")}</span>
          </p>
          <LanguageSwitch />
        </div>
        <h1>{t("login_title")}</h1>
        <p class="quiet">{t(props.ended ? "login_ended" : "login_explained")}</p>
        <label for="password">{t("login_password")}</label>
        {shown ? <input type="text" {...field} /> : <input type="password" {...field} />}
        <label class="check">
          <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
          {t("login_show")}
        </label>
        <p id="login-error" class="field-error" role="alert">
          {error === null ? "" : loginErrorWords(error, t)}
        </p>
        <button type="submit" class="button button--main" disabled={busy}>
          {busy ? t("login_busy") : t("login_button")}
        </button>
      </form>
    </main>
  );
}
