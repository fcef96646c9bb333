// SPDX-License-Identifier: Apache-2.0
// The body of the version that is desired of an endpoint, loaded again whenever that is another one.
import { useCallback, useEffect, useState } from "preact/hooks";

import type { ApiError } from "../api.ts";
import type { ConfigVersionWithBody } from "../api_types.ts";
import { useConsole } from "./context.ts";

export interface LoadedConfig {
  config: ConfigVersionWithBody | null;
  error: ApiError | null;
  load(): void;
}

export function useConfig(id: string, version: number | null): LoadedConfig {
  const operatorConsole = useConsole();
  const [config, setConfig] = useState<ConfigVersionWithBody | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (version === null) return undefined;
    let wanted = true;
    void operatorConsole.api.config(id, version).then((answer) => {
      if (!wanted) return;
      setError(answer.ok ? null : answer.error);
      if (answer.ok) setConfig(answer.value);
      else operatorConsole.noticed(answer.error);
    });
    return () => {
      wanted = false;
    };
  }, [operatorConsole, id, version, tries]);
  const load = useCallback(() => setTries((count) => count + 1), []);
  return { config, error, load };
}
