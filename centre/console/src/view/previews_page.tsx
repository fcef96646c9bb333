// SPDX-License-Identifier: Apache-2.0
// A change as it would look in all rooms, what to look at first, and the push to those that are chosen.
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import type { ApiError } from "../api.ts";
import { bodyToPush } from "../editor_state.ts";
import { wordsFor } from "../i18n/translate.ts";
import { mergePatch } from "../merge_patch.ts";
import { comparePreviews, inPieces, isDoubtful, patchedMembers } from "../previews.ts";
import type { Preview } from "../preview_types.ts";
import type { Proposal, State } from "../state.ts";
import { endpointAddress } from "./address.ts";
import { useConsole, useSpeech, useStore } from "./context.ts";
import { PreviewCard } from "./preview_card.tsx";
import { PreviewPush } from "./preview_push.tsx";
import { type RoomTexts, useRoomTexts } from "./rollout_texts.tsx";

// So many at a time, so that the first ones are there at once.
const piece = 6;

export function PreviewsPage(): JSX.Element {
  const { t } = useSpeech();
  const proposal = useProposal();
  useEffect(() => {
    document.title = `${t("previews_title")} · ${t("page_title")}`;
    window.scrollTo(0, 0);
  }, [t]);
  if (proposal === null || Object.keys(proposal.changes).length === 0) {
    return (
      <section aria-labelledby="previews-title">
        <h1 id="previews-title">{t("previews_title")}</h1>
        <p class="panel quiet">{t("previews_no_change")}</p>
      </section>
    );
  }
  return <Proposed proposal={proposal} />;
}

// What was edited since it was proposed counts too, and what was pushed or taken back does not.
function useProposal(): Proposal | null {
  const { store } = useConsole();
  const proposal = useStore((state) => state.proposal);
  return useMemo(() => {
    const draft = proposal === null ? undefined : store.get().drafts.get(proposal.endpoint);
    const body = draft === undefined ? null : bodyToPush(draft);
    if (proposal === null || body === null || draft?.base == null) return proposal;
    return { ...proposal, changes: mergePatch(draft.base.body, body) };
  }, [store, proposal]);
}

interface Loaded {
  previews: Preview[];
  of: number; // so many will be there
  error: ApiError | null;
}

// All rooms that have a configuration, in the order of their codes, piece by piece.
function usePreviews(proposal: Proposal, texts: RoomTexts): Loaded {
  const operatorConsole = useConsole();
  const rooms = useMemo(() => configuredRooms(operatorConsole.store.get()), [operatorConsole, proposal]);
  const [loaded, setLoaded] = useState<Loaded>({ previews: [], of: rooms.length, error: null });
  // As they were when the page was opened: a room's news does not draw all of them again.
  const variables = useRef(texts.names.length === 0 ? undefined : texts.variables);
  useEffect(() => {
    let wanted = true;
    const load = async (): Promise<void> => {
      setLoaded({ previews: [], of: rooms.length, error: null });
      for (const ids of inPieces(rooms, piece)) {
        const answer = await operatorConsole.api.previewChanges(ids, proposal.changes, variables.current);
        if (!wanted) return;
        if (!answer.ok) {
          operatorConsole.noticed(answer.error);
          setLoaded((old) => ({ ...old, error: answer.error }));
          return;
        }
        setLoaded((old) => ({ ...old, previews: [...old.previews, ...answer.value] }));
      }
    };
    void load();
    return () => {
      wanted = false;
    };
  }, [operatorConsole, proposal, rooms]);
  return loaded;
}

function configuredRooms({ endpoints }: State): string[] {
  return [...endpoints.values()]
    .filter(({ desired }) => desired !== null)
    .sort((a, b) => a.site.code.localeCompare(b.site.code, "vi"))
    .map(({ id }) => id);
}

function Proposed(props: { proposal: Proposal }): JSX.Element {
  const { t } = useSpeech();
  const { proposal } = props;
  const texts = useRoomTexts(proposal.changes);
  const { previews, of, error } = usePreviews(proposal, texts);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set()); // not to be pushed to
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const whole = previews.length === of;
  // In the order of their codes until all are there: nothing jumps while one looks.
  const shown = useMemo(() => (whole ? [...previews].sort(comparePreviews) : previews), [previews, whole]);
  const doubtful = previews.filter(isDoubtful);
  const chosen = previews.map(({ endpoint }) => endpoint).filter((id) => !left.has(id));
  const leave = (ids: readonly string[], out: boolean): void => {
    const next = new Set(left);
    for (const id of ids) out ? next.add(id) : next.delete(id);
    setLeft(next);
  };
  return (
    <section aria-labelledby="previews-title" data-part="previews" data-whole={whole}>
      <div class="list-tools">
        <a class="back" href={endpointAddress(proposal.endpoint)}>
          <span aria-hidden="true">‹</span> {t("previews_back")}
        </a>
        <h1 id="previews-title" ref={heading} tabIndex={-1}>
          {t("previews_title")}
        </h1>
        <Changes changes={proposal.changes} />
      </div>
      <div class="list-tools">
        <p role="status" data-part="previews-state">
          {whole ? t("previews_drawn", { n: previews.length }) : t("previews_drawing", { n: previews.length, all: of })}
          {" · "}
          <span class={doubtful.length > 0 ? "tone-warning" : "tone-ok"}>
            {doubtful.length > 0 ? t("previews_doubtful", { n: doubtful.length }) : t("previews_fine")}
          </span>
        </p>
        <button type="button" class="button" disabled={left.size === 0} onClick={() => setLeft(new Set())}>
          {t("previews_choose_all")}
        </button>
        <button
          type="button"
          class="button"
          disabled={doubtful.length === 0}
          onClick={() => leave(doubtful.map(({ endpoint }) => endpoint), true)}
          data-part="leave-doubtful"
        >
          {t("previews_leave_doubtful")}
        </button>
      </div>
      {error === null ? null : (
        <p class="panel field-error" role="alert" data-error={error.code}>
          {t("previews_failed", { reason: wordsFor(t, "invalid", error.code), detail: error.detail })}
        </p>
      )}
      <ul class="wall" data-part="preview-list">
        {shown.map((preview) => (
          <PreviewCard
            key={preview.endpoint}
            preview={preview}
            chosen={!left.has(preview.endpoint)}
            choose={(on) => leave([preview.endpoint], !on)}
          />
        ))}
      </ul>
      <PreviewPush proposal={proposal} endpoints={chosen} all={of} whole={whole} texts={texts} />
    </section>
  );
}

// What the change touches, by the words of its fields.
function Changes(props: { changes: object }): JSX.Element {
  const { t } = useSpeech();
  const members = patchedMembers(props.changes).map((path) => {
    const name = path.split("/").at(-1) ?? path;
    if (name === "title") return t("slot_title");
    const words = wordsFor(t, path.startsWith("screen/maket/") ? "maket" : (path.split("/")[0] ?? ""), name);
    return words === name ? path : words.toLowerCase();
  });
  return <p class="quiet">{t("previews_changes", { list: members.join(", ") })}</p>;
}
