// SPDX-License-Identifier: Apache-2.0
// Every version of a room's configuration: who pushed it, when, and when it was in force.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { ApiError } from "../api.ts";
import type { ConfigVersion, Endpoint } from "../api_types.ts";
import { clockTime, dateTime, day, decimal, duration } from "../format.ts";
import { useConsole, useSpeech } from "./context.ts";
import type { Dispatch } from "./field.tsx";

interface History {
  versions: ConfigVersion[] | null;
  error: ApiError | null;
}

// Loaded again when there is another version or when the newest came into force.
function useHistory(endpoint: Endpoint): History {
  const operatorConsole = useConsole();
  const [history, setHistory] = useState<History>({ versions: null, error: null });
  const { id, desired } = endpoint;
  const version = desired?.version ?? 0;
  const applied = desired?.applied_at ?? null;
  useEffect(() => {
    let wanted = true;
    void operatorConsole.api.configs(id).then((answer) => {
      if (!wanted) return;
      setHistory((old) =>
        answer.ok ? { versions: answer.value, error: null } : { versions: old.versions, error: answer.error },
      );
      if (!answer.ok) operatorConsole.noticed(answer.error);
    });
    return () => {
      wanted = false;
    };
  }, [operatorConsole, id, version, applied]);
  return history;
}

// Of the versions whose words were asked for the last one counts, however late another's answer comes.
function useWords(props: { endpoint: Endpoint; dispatch: Dispatch }): (version: number) => Promise<void> {
  const operatorConsole = useConsole();
  const { endpoint, dispatch } = props;
  const asked = useRef(0);
  return async (version) => {
    asked.current += 1;
    const mine = asked.current;
    const answer = await operatorConsole.api.config(endpoint.id, version);
    if (!answer.ok) operatorConsole.noticed(answer.error);
    else if (mine === asked.current) dispatch({ kind: "words", config: answer.value });
  };
}

export function HistoryPanel(props: { endpoint: Endpoint; dispatch: Dispatch }): JSX.Element {
  const { t } = useSpeech();
  const { versions, error } = useHistory(props.endpoint);
  const load = useWords(props);
  return (
    <section class="panel" aria-labelledby="history-title" data-part="history">
      <h2 id="history-title">{t("history_title")}</h2>
      {error === null ? null : <p class="field-error">{t("history_failed", { code: error.code })}</p>}
      {versions === null || versions.length > 0 ? null : <p class="quiet">{t("history_none")}</p>}
      {versions === null || versions.length === 0 ? null : (
        <div class="table-scroll">
          <table class="table table--history">
            <thead>
              <tr>
                <th scope="col">{t("history_version")}</th>
                <th scope="col">{t("history_when")}</th>
                <th scope="col">{t("history_who")}</th>
                <th scope="col">{t("history_applied")}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {versions.map((version) => (
                <Row key={version.version} version={version} endpoint={props.endpoint} load={() => void load(version.version)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row(props: { version: ConfigVersion; endpoint: Endpoint; load: () => void }): JSX.Element {
  const { t, language } = useSpeech();
  const { endpoint, load } = props;
  const { version, issued_at: issuedAt, author } = props.version;
  const current = endpoint.desired?.version === version;
  return (
    <tr data-version={version}>
      <th scope="row">
        v{version}
        {current ? <span class="quiet block">{t("history_current")}</span> : null}
      </th>
      <td>
        <time dateTime={issuedAt}>
          {clockTime(issuedAt, language)} <span class="quiet block">{day(issuedAt, language)}</span>
        </time>
      </td>
      <td>{author}</td>
      <td>
        <Applied version={props.version} />
      </td>
      <td>
        {current ? null : (
          <button
            type="button"
            class="button button--plain"
            aria-label={t("history_load_label", { version })}
            onClick={load}
          >
            {t("history_load")}
          </button>
        )}
      </td>
    </tr>
  );
}

function Applied(props: { version: ConfigVersion }): JSX.Element {
  const { t, language } = useSpeech();
  const { applied_at: at, applied_after_ms: after } = props.version;
  if (!at) return <span class="quiet">{t("history_not_applied")}</span>;
  if (after == null) return <>{dateTime(at, language)}</>;
  if (after >= 10_000) return <>{t("history_after_s", { duration: duration(after / 1000, t) })}</>;
  return <>{t("history_after", { ms: decimal(after, 0, language) })}</>;
}
