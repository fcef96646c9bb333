// SPDX-License-Identifier: Apache-2.0
// A number that a Config may set: a slider for the hand, a field for the exact value, and the way back to
// leaving it as it is.
import type { JSX } from "preact";

import { decimal } from "../format.ts";
import { useSpeech } from "./context.ts";
import { type Editing, Field } from "./field.tsx";

export interface Range {
  least: number;
  most: number;
  step: number;
  now: number | null;  // as the room reports it
  usual: number | null;  // the device's default
}

type Props = Editing & { name: string; label: string; range: Range; note?: string | undefined };

export function RangeField(props: Props): JSX.Element {
  const { t, language } = useSpeech();
  const { name, label, range, note, state, dispatch } = props;
  const { least, most, step, now, usual } = range;
  const wish = state.sources[name] ?? "";
  const set = (value: string): void => dispatch({ kind: "source_set", field: name, value });
  const take = (event: { currentTarget: HTMLInputElement }): void => set(event.currentTarget.value);
  const outside = wish !== "" && (Number(wish) < least || Number(wish) > most);
  const figure = (value: number): string => decimal(value, Number.isInteger(value) ? 0 : 1, language);
  const facts = [`${figure(least)} – ${figure(most)}`];
  if (usual !== null) facts.push(t("range_usual", { value: figure(usual) }));
  if (now !== null) facts.push(t("range_now", { value: figure(now) }));
  if (note !== undefined) facts.push(note);
  const leave = t("range_leave", { name: label });
  return (
    <Field
      name={name}
      label={label}
      state={state}
      hint={outside ? <span class="tone-warning">{t("range_outside")}</span> : facts.join(" · ")}
    >
      {(input) => (
        <>
          <input
            type="range"
            class={wish === "" ? "range range--left" : "range"}
            aria-label={label}
            min={least}
            max={most}
            step={step}
            value={wish === "" ? (now ?? usual ?? least) : wish}
            onInput={take}
          />
          <input {...input} type="number" min={least} max={most} step={step} value={wish}
            placeholder={wish === "" && now !== null ? String(now) : ""} onInput={take} />
          <button type="button" class="button button--plain" aria-label={leave} title={leave} disabled={wish === ""}
            onClick={() => set("")}>
            ✕
          </button>
        </>
      )}
    </Field>
  );
}
