// SPDX-License-Identifier: Apache-2.0
// The room's machine and the processes on it.
import type { JSX } from "preact";

import type { HostStatus, ProcessStatus, Status } from "../api_types.ts";
import { bytes, decimal, duration } from "../format.ts";
import { wordsFor } from "../i18n/translate.ts";
import { useNow, useSpeech } from "./context.ts";
import { Fact } from "./fact.tsx";

export function ProcessesPanel(props: { status: Status | null }): JSX.Element | null {
  const { t } = useSpeech();
  const processes = props.status?.processes;
  if (processes === undefined) return null;
  return (
    <section class="panel" aria-labelledby="processes-title" data-part="processes">
      <h2 id="processes-title">{t("processes_title")}</h2>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t("process_name")}</th>
            <th scope="col">{t("process_state")}</th>
            <th scope="col">{t("process_restarts")}</th>
            <th scope="col">{t("process_memory")}</th>
          </tr>
        </thead>
        <tbody>
          {processes.map((process) => (
            <ProcessRow key={process.name} process={process} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ProcessRow(props: { process: ProcessStatus }): JSX.Element {
  const { t, language } = useSpeech();
  const { name, up, pid, started_at: startedAt, restarts, rss_bytes: memory } = props.process;
  return (
    <tr data-process={name}>
      <th scope="row">
        {wordsFor(t, "process", name)} {up ? <span class="quiet">{pid}</span> : null}
      </th>
      <td class={up ? "" : "tone-error"}>{up && startedAt ? <Running since={startedAt} /> : t("process_down")}</td>
      <td class={restarts > 0 ? "tone-warning" : ""}>{restarts}</td>
      <td>{up ? bytes(memory, language) : t("nothing")}</td>
    </tr>
  );
}

function Running(props: { since: string }): JSX.Element {
  const { t } = useSpeech();
  const now = useNow();
  return <>{t("process_up", { duration: duration((now - Date.parse(props.since)) / 1000, t) })}</>;
}

export function HostPanel(props: { status: Status | null }): JSX.Element | null {
  const { t, language } = useSpeech();
  const host: HostStatus | undefined = props.status?.host;
  if (host === undefined) return null;
  const free = bytes(host.memory_available_bytes, language);
  const total = bytes(host.memory_total_bytes, language);
  const temperature = host.temperature_c ?? null;
  const roundTrip = props.status?.network?.centre_rtt_ms ?? 0;
  return (
    <section class="panel" aria-labelledby="host-title" data-part="host">
      <h2 id="host-title">{t("host_title")}</h2>
      <dl class="facts">
        <Fact name={t("host_uptime")} part="uptime">
          {duration(host.uptime_s, t)}
        </Fact>
        <Fact name={t("host_memory")}>{t("host_memory_value", { free, total })}</Fact>
        <Fact name={t("host_disk")}>{bytes(host.disk_free_bytes, language)}</Fact>
        <Fact name={t("host_load")}>{decimal(host.load1, 2, language)}</Fact>
        {temperature === null ? null : <Fact name={t("host_temperature")}>{decimal(temperature, 0, language)} °C</Fact>}
        {roundTrip === 0 ? null : <Fact name={t("host_centre_rtt")}>{decimal(roundTrip, 1, language)} ms</Fact>}
        <Fact name={t("host_software")}>{host.software}</Fact>
        <Fact name={t("host_system")}>
          {host.os} · {host.kernel}
        </Fact>
        <Fact name={t("host_name")}>{host.hostname}</Fact>
      </dl>
    </section>
  );
}
