// SPDX-License-Identifier: Apache-2.0
// The whole page: login or the frame with the list or one endpoint in it.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";

import type { ApiError } from "../api.ts";
import type { Language } from "../format.ts";
import { translator } from "../i18n/translate.ts";
import type { OperatorConsole } from "../operator_console.ts";
import { chosenEndpoint, endpointAddress, previewsAddress, wallAddress } from "./address.ts";
import { ConsoleContext, SpeechContext, useConsole, useSpeech, useStore } from "./context.ts";
import { Detail } from "./detail.tsx";
import { EndpointList } from "./endpoint_list.tsx";
import { Header } from "./header.tsx";
import { LinkBar } from "./link_bar.tsx";
import { Login } from "./login.tsx";
import { PreviewsPage } from "./previews_page.tsx";
import { RolloutPanel } from "./rollout_panel.tsx";
import { WallPage } from "./wall_page.tsx";

const languageKey = "diemcau.language";

function storedLanguage(): Language {
  return localStorage.getItem(languageKey) === "en" ? "en" : "vi";
}

export function App(props: { console: OperatorConsole }): JSX.Element {
  const [language, setLanguage] = useState<Language>(storedLanguage);
  const speech = useMemo(() => {
    const choose = (next: Language): void => {
      localStorage.setItem(languageKey, next);
      setLanguage(next);
    };
    return { language, t: translator(language), choose };
  }, [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <ConsoleContext.Provider value={props.console}>
      <SpeechContext.Provider value={speech}>
        <Page />
      </SpeechContext.Provider>
    </ConsoleContext.Provider>
  );
}

function Page(): JSX.Element {
  const session = useStore((state) => state.session);
  const failed = useStart();
  const { t } = useSpeech();
  if (session === "none" || session === "ended") return <Login ended={session === "ended"} />;
  if (session !== "unknown") return <Frame />;
  if (failed === null) return <p class="splash">{t("loading")}</p>;
  return (
    <div class="splash" role="alert">
      <p>{t("login_unreachable")}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {t("retry")}
      </button>
    </div>
  );
}

function useStart(): ApiError | null {
  const operatorConsole = useConsole();
  const [failed, setFailed] = useState<ApiError | null>(null);
  useEffect(() => {
    void operatorConsole.start().then(setFailed);
    const back = (): void => {
      const { session, link } = operatorConsole.store.get();
      if (document.visibilityState === "visible" && typeof session === "object" && link === "lost") {
        operatorConsole.reconnect();
      }
    };
    document.addEventListener("visibilitychange", back);
    window.addEventListener("online", back);
    return () => {
      document.removeEventListener("visibilitychange", back);
      window.removeEventListener("online", back);
    };
  }, [operatorConsole]);
  return failed;
}

function useAddress(): string {
  const [address, setAddress] = useState(location.hash);
  // Before anybody can go on from what is drawn.
  useLayoutEffect(() => {
    const follow = (): void => setAddress(location.hash);
    follow();
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return address;
}

function Content(props: { address: string }): JSX.Element {
  const chosen = chosenEndpoint(props.address);
  if (chosen !== null) return <Detail key={chosen} id={chosen} />;
  if (props.address === previewsAddress) return <PreviewsPage />;
  if (props.address === wallAddress) return <WallPage />;
  return <EndpointList />;
}

// A centre of one room opens at it; from there the list is one step away, as always.
function useOnlyRoom(): void {
  const { store } = useConsole();
  const known = useStore((state) => state.endpoints.size);
  useEffect(() => {
    const only = [...store.get().endpoints.keys()];
    if (only[0] !== undefined && only.length === 1 && location.hash === "") location.replace(endpointAddress(only[0]));
  }, [store, known > 0]);
}

function Frame(): JSX.Element {
  useOnlyRoom();
  const link = useStore((state) => state.link);
  const address = useAddress();
  const { t } = useSpeech();
  const toContent = (event: Event): void => {
    event.preventDefault();
    document.getElementById("content")?.focus();
  };
  return (
    <div class="frame" data-link={link}>
      <a class="skip" href="#content" onClick={toContent}>
        {t("skip_to_content")}
      </a>
      <Header address={address} />
      <LinkBar />
      <main id="content" tabIndex={-1}>
        <RolloutPanel />
        <Content address={address} />
      </main>
    </div>
  );
}
