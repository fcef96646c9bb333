// SPDX-License-Identifier: Apache-2.0
// A room's draft, which stays when one looks at something else and comes back.
import { useEffect, useReducer } from "preact/hooks";

import { type EditorAction, type EditorState, emptyEditor, nextEditor } from "../editor_state.ts";
import { useConsole } from "./context.ts";

export function useEditor(id: string): [EditorState, (action: EditorAction) => void] {
  const { drafts } = useConsole();
  const [state, dispatch] = useReducer(nextEditor, drafts.get(id) ?? emptyEditor);
  useEffect(() => {
    drafts.set(id, state);
  }, [drafts, id, state]);
  return [state, dispatch];
}
