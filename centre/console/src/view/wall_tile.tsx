// SPDX-License-Identifier: Apache-2.0
// One room on the wall: the picture of its screen, where that comes from, and the levels of proof.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { Endpoint, ProofState } from "../api_types.ts";
import { clockTime } from "../format.ts";
import { wordsFor } from "../i18n/translate.ts";
import { worstCondition } from "../order.ts";
import { pictureAge } from "../picture_age.ts";
import type { Preview } from "../preview_types.ts";
import { lookOf, proofLevels, proofsOf, type WallState } from "../wall.ts";
import { endpointAddress } from "./address.ts";
import { sentenceOf } from "./condition_list.tsx";
import { useConsole, useSpeech, useStore } from "./context.ts";
import { LevelIcon } from "./level_icon.tsx";
import { PreviewPicture } from "./preview_picture.tsx";
import { Thumbnail, useInSight } from "./thumbnail.tsx";

const icons = { odd: "error", unproved: "info", proved: "ok" } as const;

export function WallTile(props: { id: string; state: WallState; common: string | null }): JSX.Element | null {
  const { t } = useSpeech();
  const endpoint = useStore((state) => state.endpoints.get(props.id));
  if (endpoint === undefined) return null;
  const { site } = endpoint;
  return (
    <li class={`tile tile--${icons[props.state]}`} data-tile={endpoint.id} data-state={props.state}>
      <h2 class="tile__name">
        <LevelIcon level={icons[props.state]} />
        <a href={endpointAddress(endpoint.id)}>{site.name}</a> <span class="quiet">{site.code}</span>
        <span class="visually-hidden">{wordsFor(t, "wall_state", props.state)}</span>
      </h2>
      {endpoint.snapshots.screen === null && endpoint.desired !== null ? (
        <DrawnHere endpoint={endpoint} />
      ) : (
        <>
          <Thumbnail endpoint={endpoint} kind="screen" />
          <Source endpoint={endpoint} />
        </>
      )}
      <Levels endpoint={endpoint} />
      {props.state === "odd" ? <Why endpoint={endpoint} common={props.common} /> : null}
    </li>
  );
}

// The room takes the picture from what it reads back of its output, and from nothing else.
function Source(props: { endpoint: Endpoint }): JSX.Element {
  const { t, language } = useSpeech();
  const { endpoint } = props;
  const taken = pictureAge(endpoint, "screen");
  if (taken === null) return <p class="tile__source quiet">{t("wall_no_picture")}</p>;
  const output = endpoint.status?.screen?.output ?? "";
  const holds = endpoint.online && endpoint.status?.screen?.scanned_out.state === "yes";
  const values = { time: clockTime(taken.takenAt, language) };
  return (
    <p class={holds ? "tile__source quiet" : "tile__source tone-warning"} data-source={holds ? output : "old"}>
      {holds ? t(output === "kms" ? "wall_read_kms" : "wall_read_other", { ...values, output }) : t("wall_read_old", values)}
    </p>
  );
}

// Where the room has sent nothing, what its newest configuration would look like, and no more than that.
function DrawnHere(props: { endpoint: Endpoint }): JSX.Element {
  const { t } = useSpeech();
  const { api } = useConsole();
  const { id, desired } = props.endpoint;
  const frame = useRef<HTMLDivElement>(null);
  const inSight = useInSight(frame);
  const [preview, setPreview] = useState<Preview | null>(null);
  useEffect(() => {
    if (!inSight) return undefined;
    let wanted = true;
    void api.previewChanges([id], {}).then((answer) => {
      if (wanted && answer.ok) setPreview(answer.value[0] ?? null);
    });
    return () => {
      wanted = false;
    };
  }, [api, id, inSight, desired?.version]);
  return (
    <>
      <div class="tile__drawn" ref={frame}>
        <PreviewPicture preview={preview} busy={false} />
      </div>
      <p class="tile__source tone-warning" data-source="centre">
        {t(preview?.rendered == null ? "wall_no_picture" : "wall_drawn_here")}
      </p>
    </>
  );
}

const marks: Record<ProofState, string> = { yes: "✓", no: "✕", unknown: "?" };
const tones: Record<ProofState, string> = { yes: "tone-ok", no: "tone-error", unknown: "quiet" };

function Levels(props: { endpoint: Endpoint }): JSX.Element {
  const { t } = useSpeech();
  const proofs = proofsOf(props.endpoint);
  return (
    <ul class="levels" aria-label={t("wall_levels")}>
      {proofLevels.map((level) => (
        <li key={level} class={tones[proofs[level]]} data-level={level} data-proof={proofs[level]}>
          <span aria-hidden="true" class="levels__mark">
            {marks[proofs[level]]}
          </span>{" "}
          {wordsFor(t, "wall_level", level)}
          <span class="visually-hidden">: {wordsFor(t, "proof", proofs[level])}</span>
        </li>
      ))}
    </ul>
  );
}

// The worst of what concerns the screen; else that it shows something else than most.
function Why(props: { endpoint: Endpoint; common: string | null }): JSX.Element | null {
  const { t, language } = useSpeech();
  const { endpoint, common } = props;
  const about = endpoint.conditions.filter(({ type }) => /^(screen_|maket_|endpoint_offline|config_)/.test(type));
  const worst = worstCondition(about);
  const text = useStore((state) => (worst === null ? undefined : state.conditionTexts.get(worst.type)));
  if (worst !== null && worst.level !== "info") {
    return <p class="tile__why">{sentenceOf(worst.type, text, language, t)}</p>;
  }
  const look = lookOf(endpoint);
  if (look !== null && common !== null && look !== common) return <p class="tile__why">{t("wall_unlike")}</p>;
  return look === null ? <p class="tile__why">{t("proof_away")}</p> : null;
}
