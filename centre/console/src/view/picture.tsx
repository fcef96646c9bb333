// SPDX-License-Identifier: Apache-2.0
// A room's picture, replaced as soon as the centre has a newer one; one that nobody vouches for looks old.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { Endpoint, SnapshotKind } from "../api_types.ts";
import { age, ageSeconds, clockTime } from "../format.ts";
import { type PictureAge, pictureAge } from "../picture_age.ts";
import { Age } from "./age.tsx";
import { useConsole, useNow, useSpeech } from "./context.ts";
import { useArrived } from "./use_arrived.ts";

// Five times the usual interval of snapshots.
const staleSeconds = 10;

export function Picture(props: { endpoint: Endpoint; kind: SnapshotKind }): JSX.Element {
  const { t } = useSpeech();
  const { endpoint, kind } = props;
  const snapshot = endpoint.snapshots[kind];
  const known = pictureAge(endpoint, kind);
  return (
    <figure class="picture panel" data-part={`picture-${kind}`}>
      <figcaption>
        <h2>{t(kind === "camera" ? "picture_camera" : "picture_screen")}</h2>
        {known === null ? null : <Taken age={known} />}
      </figcaption>
      {snapshot === null || known === null ? (
        <div class="picture__none">{t("picture_none")}</div>
      ) : (
        <Frame endpoint={endpoint} kind={kind} etag={snapshot.etag} age={known} />
      )}
    </figure>
  );
}

function useStale(age: PictureAge): boolean {
  return (ageSeconds(age.checkedAt, useNow()) ?? 0) > staleSeconds;
}

function Taken(props: { age: PictureAge }): JSX.Element {
  const { t, language } = useSpeech();
  const { takenAt, checkedAt } = props.age;
  const stale = useStale(props.age);
  const now = useNow();
  const unchanged = t("picture_unchanged", { time: clockTime(takenAt, language), age: age(checkedAt, now, t) });
  return (
    <span class={stale ? "picture__taken tone-warning" : "picture__taken quiet"}>
      {stale ? <b>{t("picture_stale")} · </b> : null}
      {checkedAt === takenAt ? <Age at={takenAt} words="picture_taken" /> : unchanged}
    </span>
  );
}

function Frame(props: { endpoint: Endpoint; kind: SnapshotKind; etag: string; age: PictureAge }): JSX.Element {
  const { api } = useConsole();
  const { t } = useSpeech();
  const { endpoint, kind } = props;
  const [etag, arrived] = useArrived(props.etag);
  const address = api.snapshotUrl(endpoint.id, kind, etag);
  const [failed, setFailed] = useState<string | null>(null);
  const stale = useStale(props.age);
  const words = t(kind === "camera" ? "picture_camera_alt" : "picture_screen_alt", { site: endpoint.site.name });
  return (
    <div class={stale ? "picture__frame picture__frame--stale" : "picture__frame"}>
      <img
        src={address}
        alt={words}
        width="640"
        height="360"
        data-etag={etag}
        onError={() => {
          setFailed(address);
          arrived();
        }}
        onLoad={() => {
          setFailed(null);
          arrived();
        }}
      />
      {failed === address ? <p class="picture__failed">{t("picture_failed")}</p> : null}
    </div>
  );
}
