// SPDX-License-Identifier: Apache-2.0
// Words in English of whose a room is, and of whether it is what it should be.
import type { viIdentity } from "./vi_identity.ts";

export const enIdentity: Record<keyof typeof viIdentity, string> = {
  twin_since: "Not as desired since {time} ({age})",
  twin_not_reported: "the box has never reported",
  twin_refused: "the box refuses the new version",
  twin_rolled_back: "the box tried it and went back to the one before",
  twin_offline: "the box is offline and takes it when it is back",
  twin_on_trial: "the box has it on trial, not confirmed yet",
  twin_ahead: "the box has a newer version than the centre",
  twin_not_taken: "the box has not taken the new version yet",
  identity_title: "The box's identity",
  identity_explained: "To be revoked when the box is lost, stolen or out of use: from then on the centre takes nothing from it.",
  revoke_begin: "Revoke the identity…",
  revoke_question: "Revoke the identity of box {id} at {site}? Its stream is cut at once, and there is no way back: to be used again it needs “diemcau factory-reset” and to be approved as a new box.",
  revoke_confirm: "Revoke now",
  revoke_cancel: "Do not revoke",
  revoke_failed: "It could not be revoked ({code}).",
};
