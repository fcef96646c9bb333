// SPDX-License-Identifier: Apache-2.0
// A room's draft, which stays when one looks at something else and comes back.
import { useCallback } from "preact/hooks";

import { type EditorAction, type EditorState, emptyEditor } from "../editor_state.ts";
import { withDraft } from "../state.ts";
import { useConsole, useStore } from "./context.ts";

export function useEditor(id: string): [EditorState, (action: EditorAction) => void] {
  const { store } = useConsole();
  const state = useStore(({ drafts }) => drafts.get(id) ?? emptyEditor);
  const dispatch = useCallback((action: EditorAction) => store.change((all) => withDraft(all, id, action)), [store, id]);
  return [state, dispatch];
}
