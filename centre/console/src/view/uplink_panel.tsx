// SPDX-License-Identifier: Apache-2.0
// The uplink seen from both ends: what the room says it sends, what the centre measured, what was written.
import type { JSX } from "preact";

import type { Endpoint, LocalRecordingStatus, Recording, Stream, UplinkPath, UplinkStatus } from "../api_types.ts";
import { bytes, decimal } from "../format.ts";
import { wordsFor } from "../i18n/translate.ts";
import { Age } from "./age.tsx";
import { useSpeech } from "./context.ts";
import { Fact } from "./fact.tsx";
import { SmallPictureWords } from "./small_picture_words.tsx";

export function UplinkPanel(props: { endpoint: Endpoint }): JSX.Element {
  const { t, language } = useSpeech();
  const { stream } = props.endpoint;
  const uplink = props.endpoint.status?.uplink ?? null;
  const local = props.endpoint.status?.recording ?? null;
  const small = props.endpoint.status?.small_picture ?? null;
  return (
    <section class="panel" aria-labelledby="uplink-title" data-part="uplink">
      <h2 id="uplink-title">{t("media_uplink")}</h2>
      <dl class="facts">
        {uplink === null ? null : (
          <Fact name={t("compare_sent")}>
            <UplinkWords uplink={uplink} />
          </Fact>
        )}
        {uplink?.carries_kbps ? (
          <Fact name={t("uplink_carries")} part="carries">
            {t("uplink_carries_value", { kbps: decimal(uplink.carries_kbps, 0, language) })}
          </Fact>
        ) : null}
        {(uplink?.paths ?? []).map((path, index) => (
          <Fact key={path.target} name={t(index === 0 ? "path_primary" : "path_backup")} part={`path-${index + 1}`}>
            <PathWords path={path} />
          </Fact>
        ))}
        {small === null ? null : (
          <Fact name={t("small_picture_title")} part="small-picture">
            <SmallPictureWords small={small} stream={props.endpoint.small_stream} />
          </Fact>
        )}
        {stream === null ? null : (
          <Fact name={t("recording_title")} part="recording">
            <RecordingWords recording={stream.recording} />
          </Fact>
        )}
        {local === null ? null : (
          <Fact name={t("local_recording_title")} part="local-recording">
            <LocalRecordingWords recording={local} />
          </Fact>
        )}
      </dl>
      {stream === null ? <p class="quiet">{t("stream_none")}</p> : null}
      {uplink === null && stream === null ? null : <Comparison uplink={uplink} stream={stream} />}
    </section>
  );
}

function UplinkWords(props: { uplink: UplinkStatus }): JSX.Element {
  const { t } = useSpeech();
  const { state, target, connected_since: since, connects } = props.uplink;
  const tone = state === "connected" ? "tone-ok" : "tone-warning";
  return (
    <>
      <b class={tone}>{wordsFor(t, "uplink", state)}</b> {target === "" ? "" : `→ ${target}`}
      <span class="quiet">
        {since ? (
          <>
            {" · "}
            <Age at={since} />
          </>
        ) : null}
        {connects > 1 ? ` · ${t("uplink_connects", { n: connects })}` : ""}
      </span>
    </>
  );
}

function PathWords(props: { path: UplinkPath }): JSX.Element {
  const { t, language } = useSpeech();
  const { target, state, carries, rtt_ms: rtt, loss_percent: loss, send_kbps: rate } = props.path;
  const figures = t("path_figures", {
    rate: decimal(rate, 0, language),
    rtt: decimal(rtt, 0, language),
    loss: decimal(loss, 1, language),
  });
  return (
    <span data-carries={carries}>
      <b class={state === "connected" ? "tone-ok" : "tone-warning"}>{wordsFor(t, "uplink", state)}</b> → {target}
      <span class="quiet">
        {state === "connected" ? ` · ${figures}` : ""}
        {carries ? ` · ${t("path_carries")}` : ""}
      </span>
    </span>
  );
}

function RecordingWords(props: { recording: Recording }): JSX.Element {
  const { t, language } = useSpeech();
  const { state, bytes: size, detail } = props.recording;
  const tone = { writing: "tone-ok", failed: "tone-error", idle: "quiet" }[state];
  return (
    <span data-state={state}>
      <b class={tone}>{wordsFor(t, "recording", state)}</b> · {bytes(size, language)}
      {detail ? <code class="particulars">{detail}</code> : null}
    </span>
  );
}

function LocalRecordingWords(props: { recording: LocalRecordingStatus }): JSX.Element {
  const { t, language } = useSpeech();
  const { state, bytes: size, dropped } = props.recording;
  const tone = { recording: "tone-ok", failed: "tone-error", off: "quiet" }[state];
  return (
    <span data-state={state}>
      <b class={tone}>{wordsFor(t, "local_recording", state)}</b>
      {size > 0 ? ` · ${bytes(size, language)}` : ""}
      {dropped > 0 ? ` · ${t("local_recording_dropped", { n: decimal(dropped, 0, language) })}` : ""}
    </span>
  );
}

function Comparison(props: { uplink: UplinkStatus | null; stream: Stream | null }): JSX.Element {
  const { t, language } = useSpeech();
  const { uplink, stream } = props;
  const figure = (value: number | undefined, digits: number, unit: string): string =>
    value === undefined ? t("nothing") : `${decimal(value, digits, language)} ${unit}`;
  const counted = (key: "compare_dropped" | "compare_packets", value: number | undefined): string =>
    value === undefined ? t("nothing") : t(key, { n: decimal(value, 0, language) });
  const received = stream?.connected ? stream : undefined;
  const rows: [string, string, string][] = [
    [t("compare_rate"), figure(uplink?.send_kbps, 0, "kbps"), figure(received?.kbps, 0, "kbps")],
    [t("compare_loss"), figure(uplink?.loss_percent, 2, "%"), figure(received?.loss_percent, 2, "%")],
    [t("compare_rtt"), figure(uplink?.rtt_ms, 1, "ms"), figure(received?.rtt_ms, 1, "ms")],
    [
      t("compare_late"),
      counted("compare_dropped", uplink?.frames_dropped),
      counted("compare_packets", stream?.packets_dropped),
    ],
    [t("compare_watchers"), "", received?.requesters === undefined ? "" : decimal(received.requesters, 0, language)],
  ];
  return (
    <table class="table">
      <caption class="visually-hidden">{t("compare_title")}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{t("compare_sent")}</th>
          <th scope="col">{t("compare_received")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, sent, got]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{sent}</td>
            <td>{got}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
