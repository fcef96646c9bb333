// SPDX-License-Identifier: Apache-2.0
// How a push to many rooms goes: how many have it, where it failed, and the two ways to stop it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { Rollout, RolloutTarget } from "../api_types.ts";
import { wordsFor } from "../i18n/translate.ts";
import { endpointAddress } from "./address.ts";
import { sentenceOf } from "./condition_list.tsx";
import { useConsole, useSpeech, useStore } from "./context.ts";
import { Question } from "./question.tsx";

const failures = new Set(["not_pushed", "refused", "rolled_back", "timed_out", "unhealthy", "not_undone"]);
// Those that do not have what was pushed, whatever they were given.
const withoutIt = new Set(["refused", "rolled_back", "superseded", "overtaken", "undone"]);

export function RolloutPanel(): JSX.Element | null {
  const { t } = useSpeech();
  const rollout = useStore((state) => state.rollout);
  const [closed, close] = useState(0);
  if (rollout === null || (rollout.state !== "running" && closed === rollout.id)) return null;
  const has = rollout.targets.filter(({ step }) => step === "committed").length;
  return (
    <section class="panel rollout" aria-labelledby="rollout-title" data-part="rollout" data-state={rollout.state}>
      <h2 id="rollout-title">{wordsFor(t, "rollout_state", rollout.state)}</h2>
      <p role="status">
        <progress value={has} max={rollout.targets.length} aria-labelledby="rollout-title" />{" "}
        {t("rollout_progress", { n: has, all: rollout.targets.length, author: rollout.author })}
      </p>
      <Steps targets={rollout.targets} />
      <ul class="rollout__failures">
        {rollout.targets
          .filter(({ step }) => failures.has(step) || step === "overtaken")
          .map((target) => (
            <Failure key={target.endpoint} target={target} />
          ))}
      </ul>
      {rollout.state === "running" ? <Stop rollout={rollout} /> : <Over rollout={rollout} close={() => close(rollout.id)} />}
    </section>
  );
}

// "3 waiting · 1 on trial", in the order of the steps.
function Steps(props: { targets: readonly RolloutTarget[] }): JSX.Element {
  const { t } = useSpeech();
  const counts = new Map<string, number>();
  for (const { step } of props.targets) counts.set(step, (counts.get(step) ?? 0) + 1);
  const words = [...counts].map(([step, n]) => `${n} ${wordsFor(t, "rollout_step", step)}`);
  return <p class="quiet">{words.join(" · ")}</p>;
}

function Failure(props: { target: RolloutTarget }): JSX.Element {
  const { t, language } = useSpeech();
  const { target } = props;
  const text = useStore((state) => state.conditionTexts.get(target.detail));
  const why = target.step === "rolled_back" ? wordsFor(t, "rollback", target.detail) : sentenceOf(target.detail, text, language, t);
  return (
    <li class={target.step === "overtaken" ? "tone-warning" : "tone-error"} data-site={target.site.code} data-step={target.step}>
      <a href={endpointAddress(target.endpoint)}>{target.site.name}</a>: {wordsFor(t, "rollout_step", target.step)}
      {target.detail === "" || target.step === "overtaken" ? null : ` (${why})`}
    </li>
  );
}

function Stop(props: { rollout: Rollout }): JSX.Element {
  const operatorConsole = useConsole();
  const { t } = useSpeech();
  const stop = async (undo: boolean): Promise<void> => {
    const answer = await operatorConsole.api.stopRollout(undo);
    if (!answer.ok) operatorConsole.noticed(answer.error);
  };
  return (
    <div class="editor__buttons" data-rollout={props.rollout.id}>
      <button type="button" class="button" onClick={() => void stop(false)} data-part="rollout-stop">
        {t("rollout_stop")}
      </button>
      <button type="button" class="button" onClick={() => void stop(true)} data-part="rollout-undo">
        {t("rollout_undo")}
      </button>
    </div>
  );
}

// Hours later the old content can still be given back.
function Over(props: { rollout: Rollout; close: () => void }): JSX.Element {
  const operatorConsole = useConsole();
  const { t } = useSpeech();
  const [asking, ask] = useState(false);
  const rooms = props.rollout.targets.filter(({ step, version }) => version > 0 && !withoutIt.has(step)).length;
  const giveBack = async (): Promise<string | null> => {
    const answer = await operatorConsole.api.stopRollout(true);
    if (answer.ok) return null;
    operatorConsole.noticed(answer.error);
    return t("rollout_failed", { reason: wordsFor(t, "invalid", answer.error.code), detail: answer.error.detail });
  };
  if (asking) {
    return (
      <Question
        part="rollout-back"
        titleId="rollout-title"
        words={t("rollout_back_question", { n: rooms })}
        confirm={t("rollout_back_confirm")}
        cancel={t("rollout_back_cancel")}
        act={giveBack}
        close={() => ask(false)}
      />
    );
  }
  return (
    <div class="editor__buttons">
      {rooms === 0 ? null : (
        <button type="button" class="button" onClick={() => ask(true)} data-part="rollout-back">
          {t("rollout_back")}
        </button>
      )}
      <button type="button" class="button" onClick={props.close} data-part="rollout-close">
        {t("rollout_close")}
      </button>
    </div>
  );
}
