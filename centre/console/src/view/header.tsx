// SPDX-License-Identifier: Apache-2.0
// The top line: which centre, which conference, how many rooms are well, and the state of the centre itself.
import type { JSX } from "preact";

import type { ConfigBody } from "../api_types.ts";
import { bytes, day, dayAndTime, type Language } from "../format.ts";
import { wordsFor } from "../i18n/translate.ts";
import { countEndpoints, worstCondition } from "../order.ts";
import { formOf } from "../maket_form.ts";
import { chosenEndpoint, previewsAddress, wallAddress } from "./address.ts";
import { ConditionList } from "./condition_list.tsx";
import { useConsole, useSpeech, useStore } from "./context.ts";
import { LanguageSwitch } from "./language_switch.tsx";
import { LevelIcon } from "./level_icon.tsx";

export function conferenceName(body: ConfigBody | null): string {
  if (body === null) return "";
  const form = formOf(body);
  return [form.heading, ...form.title].filter((line) => line !== "").join(" ");
}

function conferenceTime(body: ConfigBody | null, language: Language): string {
  const starts = body?.conference?.starts_at;
  return starts === undefined ? "" : `${dayAndTime(starts, language)} · `;
}

export function Header(props: { address: string }): JSX.Element {
  const operatorConsole = useConsole();
  const { t, language } = useSpeech();
  const conference = useStore((state) => state.conference);
  const name = conferenceName(conference);
  return (
    <header class="header">
      <img src="./icon.svg" alt="" width="30" height="30" />
      <div class="header__names">
        <a class="brand" href="#/">
          diemcau <span>· {t("brand_place")}</span>
        </a>
        <p class="header__conference" title={name}>
          {conferenceTime(conference, language)}
          {name === "" ? t("conference_none") : name}
        </p>
      </div>
      <Views address={props.address} />
      <Counts />
      <CentreState />
      <LinkChip />
      <LanguageSwitch />
      <button type="button" class="button button--plain" onClick={() => void operatorConsole.logOut()}>
        {t("logout")}
      </button>
    </header>
  );
}

// All rooms, and all rooms' screens; while a change waits to be pushed also what it would look like.
function Views(props: { address: string }): JSX.Element {
  const { t } = useSpeech();
  const proposed = useStore((state) => state.proposal !== null);
  const views: [string, string][] = [
    ["#/", t("view_list")],
    [wallAddress, t("view_wall")],
  ];
  if (proposed) views.push([previewsAddress, t("view_previews")]);
  const known = views.some(([address]) => address === props.address);
  return (
    <nav class="views" aria-label={t("view_title")}>
      {views.map(([address, words]) => {
        const here = address === props.address || (!known && address === "#/" && chosenEndpoint(props.address) === null);
        return (
          <a key={address} href={address} aria-current={here ? "page" : undefined}>
            {words}
          </a>
        );
      })}
    </nav>
  );
}

function Counts(): JSX.Element {
  const { t } = useSpeech();
  const endpoints = useStore((state) => state.endpoints);
  const waiting = useStore((state) => state.waiting.length);
  const counts = countEndpoints(endpoints.values());
  return (
    <ul class="counts">
      <li>
        <b>{counts.all}</b> {t("count_all")}
      </li>
      <li>
        <b>{counts.online}</b> {t("count_online")}
      </li>
      <li class={counts.problems > 0 ? "tone-error" : "quiet"}>
        <b>{counts.problems}</b> {t("count_problems")}
      </li>
      <li class={counts.warnings > 0 ? "tone-warning" : "quiet"}>
        <b>{counts.warnings}</b> {t("count_warnings")}
      </li>
      {waiting === 0 ? null : (
        <li data-part="count-waiting">
          <a href="#/">
            <b>{waiting}</b> {t("count_waiting")}
          </a>
        </li>
      )}
    </ul>
  );
}

function CentreState(): JSX.Element | null {
  const { t, language } = useSpeech();
  const centre = useStore((state) => state.centre);
  if (centre === null) return null;
  const expiring = centre.expiring ?? [];
  const worst = worstCondition(centre.conditions)?.level ?? (expiring.length > 0 ? "warning" : null);
  const disk = t("centre_disk", { size: bytes(centre.disk_free_bytes, language) });
  return (
    <details class="centre">
      <summary>
        <LevelIcon level={worst ?? "ok"} />
        <span>{worst === null ? t("centre_fine") : t("centre_conditions")}</span>
      </summary>
      <div class="centre__body panel">
        <p class="quiet">
          {disk} · {t("centre_software", { version: centre.software })}
        </p>
        {expiring.map(({ part, expires_at: at, detail }) => (
          <p key={part} class="tone-warning" data-expiring={part}>
            {wordsFor(t, "expiring", part)} {t("expiring_at", { date: day(at, language) })}
            {detail === "" ? null : ` (${detail})`}
          </p>
        ))}
        <ConditionList conditions={centre.conditions} />
      </div>
    </details>
  );
}

function LinkChip(): JSX.Element {
  const { t } = useSpeech();
  const link = useStore((state) => state.link);
  const words = { connecting: t("link_connecting"), live: t("link_live"), lost: t("link_lost") }[link];
  return (
    <p class={`chip chip--${link}`} role="status" data-part="link" data-state={link}>
      {words}
    </p>
  );
}
