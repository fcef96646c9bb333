// SPDX-License-Identifier: Apache-2.0
// One room in the list: how it is, both pictures, and the figures that matter first.
import type { JSX } from "preact";

import type { Endpoint } from "../api_types.ts";
import { decimal } from "../format.ts";
import { wordsFor } from "../i18n/translate.ts";
import { severityOf, worstCondition } from "../order.ts";
import { endpointAddress } from "./address.ts";
import { Age } from "./age.tsx";
import { sentenceOf } from "./condition_list.tsx";
import { useSpeech, useStore } from "./context.ts";
import { LevelIcon } from "./level_icon.tsx";
import { SoundMeter } from "./sound_meter.tsx";
import { Thumbnail } from "./thumbnail.tsx";

export function EndpointCard(props: { id: string }): JSX.Element | null {
  const endpoint = useStore((state) => state.endpoints.get(props.id));
  const { t } = useSpeech();
  if (endpoint === undefined) return null;
  const severity = severityOf(endpoint);
  const { site } = endpoint;
  return (
    <li class={`card card--${severity}`} data-endpoint={endpoint.id} data-severity={severity}>
      <h2 class="card__name">
        <LevelIcon level={severity} />
        <a href={endpointAddress(endpoint.id)}>{site.name}</a>
        <span class="quiet">{site.code}</span>
        <span class={`card__state tone-${severity}`}>{wordsFor(t, "severity", severity)}</span>
      </h2>
      <div class={endpoint.online ? "card__pictures" : "card__pictures card__pictures--old"}>
        <Thumbnail endpoint={endpoint} kind="camera" />
        <Thumbnail endpoint={endpoint} kind="screen" />
      </div>
      <Figures endpoint={endpoint} />
      <p class="card__line">
        <CardLine endpoint={endpoint} />
      </p>
    </li>
  );
}

// Figures are of now or not there at all: those of a room that is away would only mislead.
function Figures(props: { endpoint: Endpoint }): JSX.Element {
  const { t, language } = useSpeech();
  const { online, status, stream } = props.endpoint;
  const video = online ? status?.encode?.video : undefined;
  const received = stream?.connected ? stream : undefined;
  const microphone = online ? status?.capture?.microphone : undefined;
  return (
    <dl class="figures">
      <div>
        <dt>{t("figure_fps")}</dt>
        <dd>{video === undefined ? t("nothing") : decimal(video.fps, 0, language)}</dd>
      </div>
      <div>
        <dt>{t("figure_kbps")}</dt>
        <dd>{received === undefined ? t("nothing") : decimal(received.kbps, 0, language)}</dd>
      </div>
      <div>
        <dt>{t("figure_loss")}</dt>
        <dd>{received === undefined ? t("nothing") : `${decimal(received.loss_percent, 1, language)} %`}</dd>
      </div>
      <div class="figures__sound">
        <dt>{t("figure_sound")}</dt>
        <dd class="figures__meter">{microphone === undefined ? t("nothing") : <SoundMeter microphone={microphone} />}</dd>
      </div>
    </dl>
  );
}

function CardLine(props: { endpoint: Endpoint }): JSX.Element {
  const { t, language } = useSpeech();
  const { conditions, online, last_seen: lastSeen } = props.endpoint;
  const worst = worstCondition(conditions);
  const text = useStore((state) => (worst === null ? undefined : state.conditionTexts.get(worst.type)));
  if (worst !== null && worst.level !== "info") return <>{sentenceOf(worst.type, text, language, t)}</>;
  if (lastSeen === null) return <>{t("never_seen")}</>;
  return (
    <span class="quiet">
      <Age at={lastSeen} words={online ? "last_report" : "last_seen"} />
    </span>
  );
}
