// SPDX-License-Identifier: Apache-2.0
// The words of the makét as fields.
import type { JSX } from "preact";

import type { Endpoint } from "../api_types.ts";
import { fill, wordsFor } from "../i18n/translate.ts";
import { type FieldName, type MaketForm, mostTitleLines, placeholderSite, templates, tidy } from "../maket_form.ts";
import { placeDateOf } from "../place_date.ts";
import { useSpeech } from "./context.ts";
import { type Editing, Field } from "./field.tsx";
import { LivePreview } from "./live_preview.tsx";
import { PictureField } from "./picture_field.tsx";
import type { LoadedConfig } from "./use_config.ts";

interface Props extends Editing {
  endpoint: Endpoint;
  loaded: LoadedConfig;
}

export function MaketPanel(props: Props): JSX.Element {
  const { t } = useSpeech();
  const { endpoint, loaded, state } = props;
  return (
    <section class="panel" aria-labelledby="maket-title" data-part="maket">
      <h2 id="maket-title">
        {t("maket_title")}{" "}
        <span class="quiet">
          {state.base === null ? "" : t("maket_editing", { version: state.base.version })}
        </span>
      </h2>
      {endpoint.desired === null ? <p class="quiet">{t("maket_no_config")}</p> : null}
      {loaded.error === null ? null : (
        <p class="field-error" role="alert">
          {t("maket_load_failed", { code: loaded.error.code })}{" "}
          <button type="button" class="button" onClick={loaded.load}>
            {t("retry")}
          </button>
        </p>
      )}
      {state.form === null ? null : (
        <>
          <LivePreview endpoint={endpoint} state={state} />
          <Fields {...props} form={state.form} />
        </>
      )}
    </section>
  );
}

function Fields(props: Props & { form: MaketForm }): JSX.Element {
  const { t } = useSpeech();
  const { endpoint, form, dispatch } = props;
  const hint = fill(t("maket_place_hint"), { result: tidy(form.place_date.replaceAll("{site}", endpoint.site.name)) });
  return (
    <div class="fields">
      <TemplateField {...props} template={form.template} />
      <TextField {...props} name="organiser" label={t("maket_organiser")} words={form.organiser} />
      <TextField {...props} name="heading" label={t("maket_heading")} words={form.heading} />
      {form.title.map((line, index) => (
        <TextField
          key={index}
          {...props}
          name={`title/${index}`}
          label={t("maket_title_line", { n: index + 1 })}
          words={line}
          remove={form.title.length > 1 ? () => dispatch({ kind: "line_removed", line: index }) : undefined}
        />
      ))}
      {form.title.length < mostTitleLines ? (
        <button type="button" class="button fields__add" onClick={() => dispatch({ kind: "line_added" })}>
          {t("maket_add_line")}
        </button>
      ) : null}
      <TextField {...props} name="place_date" label={t("maket_place_date")} words={form.place_date} hint={hint} />
      <DateOffer {...props} written={form.place_date} />
      <PictureField {...props} name="logo" label={t("maket_logo")} sha256={form.logo} />
      <PictureField {...props} name="background" label={t("maket_background")} sha256={form.background} />
    </div>
  );
}

// The conference's own date, formed, as long as the field says something else.
function DateOffer(props: Props & { written: string }): JSX.Element | null {
  const { t } = useSpeech();
  const { endpoint, state, written, dispatch } = props;
  const words = placeDateOf(state.base?.body.conference);
  if (words === null || words === tidy(written)) return null;
  return (
    <button
      type="button"
      class="button fields__add"
      data-part="date-offer"
      onClick={() => dispatch({ kind: "typed", field: "place_date", words })}
    >
      {t("maket_date_offer", { result: words.replaceAll(placeholderSite, endpoint.site.name) })}
    </button>
  );
}

function TemplateField(props: Editing & { template: string }): JSX.Element {
  const { t } = useSpeech();
  const { template, state, dispatch } = props;
  const names = templates.some((name) => name === template) ? templates : [...templates, template];
  return (
    <Field name="template" label={t("maket_template")} state={state}>
      {(input) => (
        <select
          {...input}
          value={template}
          onChange={(event) => dispatch({ kind: "typed", field: "template", words: event.currentTarget.value })}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {wordsFor(t, "template", name)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface TextFieldProps extends Editing {
  name: FieldName;
  label: string;
  words: string;
  hint?: string;
  remove?: (() => void) | undefined;
}

function TextField(props: TextFieldProps): JSX.Element {
  const { t } = useSpeech();
  const { name, words, remove, dispatch } = props;
  const line = /^title\/(\d+)$/.exec(name)?.[1];
  const removeWords = t("maket_remove_line", { n: Number(line) + 1 });
  return (
    <Field {...props}>
      {(input) => (
        <>
          <input
            {...input}
            type="text"
            lang="vi"
            value={words}
            onInput={(event) => dispatch({ kind: "typed", field: name, words: event.currentTarget.value })}
          />
          {remove === undefined ? null : (
            <button type="button" class="button button--plain" aria-label={removeWords} title={removeWords} onClick={remove}>
              ✕
            </button>
          )}
        </>
      )}
    </Field>
  );
}
