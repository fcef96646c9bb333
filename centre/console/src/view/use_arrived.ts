// SPDX-License-Identifier: Apache-2.0
// Which picture is shown while newer ones are heard of. On a slow line the one that is on its way comes first: were it given
// up for each newer one, none would ever be there.
import { useEffect, useState } from "preact/hooks";

// So long a picture may be on its way before the next one is tried in its place.
const patienceMs = 20_000;

// `newest`: what names it; null: there is none. `arrived` is to be called when the shown one is there, or will not be.
export function useArrived<Name extends string | null>(newest: Name): [shown: Name, arrived: () => void] {
  const [shown, setShown] = useState(newest);
  const [coming, setComing] = useState(newest !== null);
  useEffect(() => {
    if (!coming) return undefined;
    const timer = window.setTimeout(() => setComing(false), patienceMs);
    return () => window.clearTimeout(timer);
  }, [coming]);
  useEffect(() => {
    if (coming || newest === shown) return;
    setShown(newest);
    setComing(newest !== null);
  }, [coming, newest, shown]);
  return [shown, () => setComing(false)];
}
