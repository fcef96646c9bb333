// SPDX-License-Identifier: Apache-2.0
// The settings of the camera in use: sliders and menus, each with its range and default.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { CameraStatus, ControlStatus } from "../api_types.ts";
import { changesOf, refusedField } from "../editor_state.ts";
import { type Translate, wordsFor } from "../i18n/translate.ts";
import { controlField, controlsSet } from "../source_form.ts";
import { useSpeech } from "./context.ts";
import { type Editing, Field } from "./field.tsx";
import { RangeField } from "./range_field.tsx";

export function CameraControls(props: Editing & { camera: CameraStatus | undefined }): JSX.Element | null {
  const { t } = useSpeech();
  const { camera, state, dispatch } = props;
  const reported = camera?.controls ?? [];
  const wished = controlsSet(state.sources);
  const elsewhere = wished.filter((name) => !reported.some((control) => control.name === name));
  const [open, setOpen] = useState(wished.length > 0);
  if (reported.length + elsewhere.length === 0) return null;
  const refused = refusedField(state)?.startsWith(controlField("")) ?? false;
  return (
    <details
      class="controls"
      open={open || refused}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      data-part="controls"
    >
      <summary>
        {t("controls_title")} <span class="quiet">{t("controls_counts", { n: reported.length, set: wished.length })}</span>
      </summary>
      <div class="fields">
        {changesOf(state).includes("camera/source") ? <p class="quiet small">{t("controls_of_old")}</p> : null}
        {reported.map((control) =>
          choicesOf(control, t) === null ? (
            <RangeField
              key={control.name}
              name={controlField(control.name)}
              label={wordsFor(t, "control", control.name)}
              range={{ ...control, now: control.value }}
              state={state}
              dispatch={dispatch}
            />
          ) : (
            <Menu key={control.name} control={control} state={state} dispatch={dispatch} />
          ),
        )}
        {elsewhere.map((name) => (
          <Elsewhere key={name} name={name} told={camera?.controls != null} state={state} dispatch={dispatch} />
        ))}
      </div>
    </details>
  );
}

interface Choice {
  value: number;
  words: string;
}

// Of a menu, and of what is either on or off; null for a number.
function choicesOf(control: ControlStatus, t: Translate): Choice[] | null {
  const { least, most, step, choices } = control;
  if (choices.length > 0) {
    const named = choices.map((name, index) => ({ value: least + index, words: wordsFor(t, "choice", name) }));
    return named.filter(({ words }) => words !== "");
  }
  if (least !== 0 || most !== 1 || step !== 1) return null;
  return [
    { value: 0, words: t("control_off") },
    { value: 1, words: t("control_on") },
  ];
}

function Menu(props: Editing & { control: ControlStatus }): JSX.Element {
  const { t } = useSpeech();
  const { control, state, dispatch } = props;
  const name = controlField(control.name);
  const wish = state.sources[name] ?? "";
  const choices = choicesOf(control, t) ?? [];
  const wordsOf = (value: number): string => choices.find((choice) => choice.value === value)?.words ?? String(value);
  const known = wish === "" || choices.some(({ value }) => String(value) === wish);
  return (
    <Field
      name={name}
      label={wordsFor(t, "control", control.name)}
      state={state}
      hint={t("range_usual", { value: wordsOf(control.usual) })}
    >
      {(input) => (
        <select
          {...input}
          value={wish}
          onChange={(event) => dispatch({ kind: "source_set", field: name, value: event.currentTarget.value })}
        >
          <option value="">{t("control_left", { value: wordsOf(control.value) })}</option>
          {choices.map(({ value, words }) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
          {known ? null : <option value={wish}>{wish}</option>}
        </select>
      )}
    </Field>
  );
}

// A wish for a setting that the camera in use does not have: it can be taken back.
function Elsewhere(props: Editing & { name: string; told: boolean }): JSX.Element {
  const { t } = useSpeech();
  const { name, told, state, dispatch } = props;
  const field = controlField(name);
  const label = wordsFor(t, "control", name);
  const leave = t("range_leave", { name: label });
  return (
    <Field name={field} label={label} state={state} hint={told ? <span class="tone-warning">{t("control_elsewhere")}</span> : undefined}>
      {(input) => (
        <>
          <input {...input} type="number" value={state.sources[field]} readOnly />
          <button type="button" class="button button--plain" aria-label={leave} title={leave}
            onClick={() => dispatch({ kind: "source_set", field, value: "" })}>
            ✕
          </button>
        </>
      )}
    </Field>
  );
}
