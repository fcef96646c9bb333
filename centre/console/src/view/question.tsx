// SPDX-License-Identifier: Apache-2.0
// What has consequences is asked once more.
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

export function Question(props: {
  part: string; // of its buttons: "revoke" makes revoke-cancel and revoke-confirm
  titleId: string;
  words: string;
  confirm: string;
  cancel: string;
  act: () => Promise<string | null>; // null: done; else why not, in words
  close: () => void;
}): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  // Whoever presses the return key without looking changes nothing.
  const cancel = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => cancel.current?.focus(), []);

  const act = async (): Promise<void> => {
    setBusy(true);
    const why = await props.act();
    if (why === null) {
      props.close();
      return;
    }
    setBusy(false);
    setFailed(why);
  };
  const { part } = props;
  return (
    <div class="question" role="alertdialog" aria-labelledby={props.titleId} aria-describedby={`${part}-question`}>
      <p id={`${part}-question`} class="notice">
        {props.words}
      </p>
      <div class="editor__buttons">
        <button type="button" class="button" ref={cancel} disabled={busy} data-part={`${part}-cancel`} onClick={props.close}>
          {props.cancel}
        </button>
        <button type="button" class="button" disabled={busy} data-part={`${part}-confirm`} onClick={() => void act()}>
          {props.confirm}
        </button>
      </div>
      {failed === null ? null : (
        <p class="tone-error" role="alert">
          {failed}
        </p>
      )}
    </div>
  );
}
