// SPDX-License-Identifier: Apache-2.0
// A small picture in the list. 63 rooms with two pictures each are not loaded at every change:
// only what is in sight, and each at most once in `pauseMs`.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { Endpoint, SnapshotKind } from "../api_types.ts";
import { useConsole, useSpeech } from "./context.ts";
import { useArrived } from "./use_arrived.ts";

const pauseMs = 4000;

export function useInSight(target: { current: Element | null }): boolean {
  const [inSight, setInSight] = useState(false);
  useEffect(() => {
    const element = target.current;
    if (element === null) return undefined;
    const observer = new IntersectionObserver((entries) => setInSight(entries.some((entry) => entry.isIntersecting)), {
      rootMargin: "100px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [target]);
  return inSight;
}

// `address` as it was at most `pauseMs` ago.
function usePaused(address: string | null, active: boolean): string | null {
  const [shown, setShown] = useState<string | null>(null);
  const wanted = useRef(address);
  const lastAt = useRef(-Infinity);
  wanted.current = address;
  useEffect(() => {
    if (!active || address === shown) return undefined;
    const wait = Math.max(0, lastAt.current + pauseMs - performance.now());
    const timer = window.setTimeout(() => {
      lastAt.current = performance.now();
      setShown(wanted.current);
    }, wait);
    return () => window.clearTimeout(timer);
  }, [address, shown, active]);
  return shown;
}

export function Thumbnail(props: { endpoint: Endpoint; kind: SnapshotKind }): JSX.Element {
  const { api } = useConsole();
  const { t } = useSpeech();
  const frame = useRef<HTMLDivElement>(null);
  const { endpoint, kind } = props;
  const snapshot = endpoint.snapshots[kind];
  const inSight = useInSight(frame);
  const paused = usePaused(snapshot === null ? null : api.snapshotUrl(endpoint.id, kind, snapshot.etag), inSight);
  const [shown, arrived] = useArrived(paused);
  const words = t(kind === "camera" ? "picture_camera_alt" : "picture_screen_alt", { site: endpoint.site.name });
  return (
    <div class="thumbnail" ref={frame}>
      {shown === null ? (
        <span class="quiet small">{snapshot === null ? t("picture_none") : ""}</span>
      ) : (
        <img src={shown} alt={words} width="640" height="360" decoding="async" onLoad={arrived} onError={arrived} />
      )}
    </div>
  );
}
