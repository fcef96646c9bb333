// SPDX-License-Identifier: Apache-2.0
// The proof of the screen, level by level: yes, no or unknown, each with its reason. Nothing is concluded
// from one level to the next.
import type { ComponentChildren, JSX } from "preact";

import type { Proof, ProofState, RenderedFrame, ScreenStatus } from "../api_types.ts";
import { decimal, type Language } from "../format.ts";
import { type Translate, wordsFor } from "../i18n/translate.ts";
import type { Agreement } from "../preview_types.ts";
import { reasonWords } from "../proof_reason.ts";
import { Age } from "./age.tsx";
import { useSpeech } from "./context.ts";

export function ProofPanel(props: { screen: ScreenStatus | null; agreement: Agreement | null }): JSX.Element {
  const { t } = useSpeech();
  return (
    <section class="panel" aria-labelledby="proof-title" data-part="proof">
      <h2 id="proof-title">{t("proof_title")}</h2>
      {props.screen === null ? <p class="tone-error">{t("proof_away")}</p> : <Levels {...props} screen={props.screen} />}
    </section>
  );
}

function Levels(props: { screen: ScreenStatus; agreement: Agreement | null }): JSX.Element {
  const { t, language } = useSpeech();
  const { screen, agreement } = props;
  const drawn = screen.rendered.pixels_sha256 !== "";
  return (
    <>
      <ul class="proof">
        <ProofRow name={t("proof_rendered")} state={drawn ? "yes" : "no"}>
          {drawn ? <RenderedWords screen={screen} /> : t("proof_nothing_drawn")}
          {renderingFaults(screen.rendered, t, language).map((fault) => (
            <span key={fault} class="tone-warning proof__fault">
              {fault}
            </span>
          ))}
        </ProofRow>
        <ProofRow name={t("proof_alike")} state={agreement === null ? "unknown" : agreement === "same" ? "yes" : "no"}>
          {wordsFor(t, "agreement", agreement ?? "none")}
        </ProofRow>
        <ReportedProof name={t("proof_scanned_out")} proof={screen.scanned_out} />
        <ReportedProof name={t("proof_display_there")} proof={screen.display_there} />
        <ReportedProof name={t("proof_display_awake")} proof={screen.display_awake} />
      </ul>
      {screen.rendered.lines.length === 0 ? null : (
        <>
          <h3>{t("proof_words")}</h3>
          <ol class="proof__words">
            {screen.rendered.lines.map((line, index) => (
              <li key={index}>{line}</li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function RenderedWords(props: { screen: ScreenStatus }): JSX.Element {
  const { t } = useSpeech();
  const { rendered, scene, output, config_version: version } = props.screen;
  return (
    <>
      {wordsFor(t, "scene", scene)} · v{version} · {rendered.width}×{rendered.height} · {t("proof_output", { output })}{" "}
      <code title={rendered.pixels_sha256}>{rendered.pixels_sha256.slice(0, 10)}</code>
    </>
  );
}

function renderingFaults(rendered: RenderedFrame, t: Translate, language: Language): string[] {
  const slots = (names: readonly string[]): string => names.map((name) => wordsFor(t, "slot", name)).join(", ");
  const faults: string[] = [];
  if (rendered.missing_glyphs.length > 0) faults.push(t("proof_glyphs", { list: rendered.missing_glyphs.join(" ") }));
  if (rendered.overflow.length > 0) faults.push(t("proof_overflow", { list: slots(rendered.overflow) }));
  if (rendered.shrunk.length > 0) {
    const list = rendered.shrunk.map(({ slot, scale }) => `${slots([slot])} ${decimal(scale * 100, 0, language)} %`);
    faults.push(t("proof_shrunk", { list: list.join(", ") }));
  }
  return faults;
}

function ReportedProof(props: { name: string; proof: Proof }): JSX.Element {
  const { t } = useSpeech();
  const { state, detail, since } = props.proof;
  return (
    <ProofRow name={props.name} state={state}>
      {detail === "" && state === "unknown" ? t("proof_no_reason") : reasonWords(t, detail)}{" "}
      <span class="quiet">
        (<Age at={since} words="proof_since" />)
      </span>
    </ProofRow>
  );
}

const tones: Record<ProofState, string> = { yes: "tone-ok", no: "tone-error", unknown: "quiet" };

function ProofRow(props: { name: string; state: ProofState; children: ComponentChildren }): JSX.Element {
  const { t } = useSpeech();
  return (
    <li data-proof={props.state}>
      <span class="proof__name">{props.name}</span>
      <b class={`proof__state ${tones[props.state]}`}>{wordsFor(t, "proof", props.state)}</b>
      <span class="proof__detail">{props.children}</span>
    </li>
  );
}
