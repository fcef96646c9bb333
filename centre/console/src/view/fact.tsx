// SPDX-License-Identifier: Apache-2.0
// One line of a list of facts.
import type { ComponentChildren, JSX } from "preact";

export function Fact(props: { name: string; children: ComponentChildren; part?: string }): JSX.Element {
  return (
    <div data-part={props.part}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
