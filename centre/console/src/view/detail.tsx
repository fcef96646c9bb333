// SPDX-License-Identifier: Apache-2.0
// One room: what is seen of it, what was asked of it, and what can be changed.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { Endpoint } from "../api_types.ts";
import { day } from "../format.ts";
import { wordsFor } from "../i18n/translate.ts";
import { severityOf } from "../order.ts";
import { Age } from "./age.tsx";
import { ConditionList } from "./condition_list.tsx";
import { ConfigEditor } from "./config_editor.tsx";
import { useSpeech, useStore } from "./context.ts";
import { DifferencesPanel } from "./differences_panel.tsx";
import { HistoryPanel } from "./history_panel.tsx";
import { HostPanel, ProcessesPanel } from "./host_panel.tsx";
import { IdentityPanel } from "./identity_panel.tsx";
import { LevelIcon } from "./level_icon.tsx";
import { MediaPanel } from "./media_panel.tsx";
import { PassphrasePanel } from "./passphrase_panel.tsx";
import { Picture } from "./picture.tsx";
import { ProofPanel } from "./proof_panel.tsx";
import { UplinkPanel } from "./uplink_panel.tsx";
import { useConfig } from "./use_config.ts";
import { useEditor } from "./use_editor.ts";

export function Detail(props: { id: string }): JSX.Element {
  const { t } = useSpeech();
  const endpoint = useStore((state) => state.endpoints.get(props.id));
  const title = endpoint === undefined ? "" : `${endpoint.site.code} ${endpoint.site.name} · `;
  useEffect(() => {
    document.title = title + t("page_title");
    window.scrollTo(0, 0);
  }, [t, title]);
  return (
    <article class="detail" data-part="detail">
      {endpoint === undefined ? (
        <>
          <BackLink />
          <p class="panel">{t("endpoint_unknown")}</p>
        </>
      ) : (
        <Known endpoint={endpoint} />
      )}
    </article>
  );
}

function BackLink(): JSX.Element {
  const { t } = useSpeech();
  return (
    <a class="back" href="#/">
      <span aria-hidden="true">‹</span> {t("back_to_list")}
    </a>
  );
}

function Known(props: { endpoint: Endpoint }): JSX.Element {
  const { t } = useSpeech();
  const { endpoint } = props;
  const loaded = useConfig(endpoint.id, endpoint.desired?.version ?? null);
  const [editor, dispatch] = useEditor(endpoint.id);
  useEffect(() => {
    if (loaded.config !== null) dispatch({ kind: "loaded", config: loaded.config });
  }, [loaded.config, dispatch]);
  return (
    <>
      <Title endpoint={endpoint} />
      <section class="panel detail__conditions" aria-labelledby="conditions-title" data-part="conditions">
        <h2 id="conditions-title">{t("conditions_title")}</h2>
        <ConditionList conditions={endpoint.conditions} />
      </section>
      {endpoint.online || endpoint.last_seen === null ? null : (
        <p class="notice">
          <Age at={endpoint.last_seen} words="offline_notice" />
        </p>
      )}
      <div class={endpoint.online ? "detail__grid" : "detail__grid detail__grid--old"}>
        <div class="detail__pictures">
          <Picture endpoint={endpoint} kind="camera" />
          <Picture endpoint={endpoint} kind="screen" />
        </div>
        <div class="detail__column detail__column--media">
          <MediaPanel status={endpoint.status} />
          <UplinkPanel endpoint={endpoint} />
          <ProcessesPanel status={endpoint.status} />
          <HostPanel status={endpoint.status} />
        </div>
        <div class="detail__column detail__column--editor">
          <ConfigEditor endpoint={endpoint} loaded={loaded} state={editor} dispatch={dispatch} />
          <HistoryPanel endpoint={endpoint} dispatch={dispatch} />
        </div>
        <div class="detail__column detail__column--proof">
          <ProofPanel screen={endpoint.status?.screen ?? null} agreement={endpoint.agreement ?? null} />
          <DifferencesPanel endpoint={endpoint} body={loaded.config?.body ?? null} />
          <PassphrasePanel endpoint={endpoint} />
          <IdentityPanel endpoint={endpoint} />
        </div>
      </div>
    </>
  );
}

function Title(props: { endpoint: Endpoint }): JSX.Element {
  const { t, language } = useSpeech();
  const { id, site, online, last_seen: lastSeen, certificate_expires_at: expires } = props.endpoint;
  const severity = severityOf(props.endpoint);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div class="detail__title">
      <BackLink />
      <h1 ref={heading} tabIndex={-1}>
        {site.name} <span class="quiet">{site.code}</span>
      </h1>
      <p class={`state tone-${severity}`} data-part="severity">
        <LevelIcon level={severity} /> {wordsFor(t, "severity", severity)}
      </p>
      <p data-part="online" data-online={online}>
        {t(online ? "online" : "offline")}
        {" · "}
        {lastSeen === null ? t("never_seen") : <Age at={lastSeen} words={online ? "last_report" : "last_seen"} />}
      </p>
      <Versions endpoint={props.endpoint} />
      <code class="quiet">{id}</code>
      {expires === undefined ? null : (
        <p class="quiet" data-part="identity-until">
          {t("identity_until", { date: day(expires, language) })}
        </p>
      )}
    </div>
  );
}

// What is wished and what runs, side by side; apart from one another they stand out.
function Versions(props: { endpoint: Endpoint }): JSX.Element | null {
  const { t } = useSpeech();
  const { desired, status } = props.endpoint;
  if (desired === null) return null;
  const running = status?.config.version ?? 0;
  const words = running === 0 ? t("config_running_none") : t("config_running", { version: running });
  return (
    <p class={running === desired.version ? "versions" : "versions versions--apart"} data-part="versions">
      {t("config_desired", { version: desired.version })} · {words}
      {status?.config.on_trial ? ` · ${t("config_on_trial")}` : ""}
      {status?.config.expired ? ` · ${t("config_expired")}` : ""}
    </p>
  );
}
