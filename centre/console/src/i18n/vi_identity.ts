// SPDX-License-Identifier: Apache-2.0
// Words in Vietnamese of whose a room is, and of whether it is what it should be.

export const viIdentity = {
  twin_since: "Chưa như mong muốn từ {time} ({age})",
  twin_not_reported: "thiết bị chưa báo cáo lần nào",
  twin_refused: "thiết bị từ chối bản mới",
  twin_rolled_back: "thiết bị đã thử rồi trở về bản trước",
  twin_offline: "thiết bị đang ngoại tuyến, sẽ nhận khi kết nối lại",
  twin_on_trial: "thiết bị đang thử, chưa xác nhận",
  twin_ahead: "thiết bị có bản mới hơn bản của trung tâm",
  twin_not_taken: "thiết bị chưa nhận bản mới",
  identity_title: "Danh tính thiết bị",
  identity_explained: "Thu hồi khi thiết bị bị mất, bị lấy cắp hoặc thôi dùng: từ lúc đó trung tâm không nhận gì của thiết bị này nữa.",
  revoke_begin: "Thu hồi danh tính…",
  revoke_question: "Thu hồi danh tính của thiết bị {id} tại {site}? Tín hiệu bị cắt ngay, và không lấy lại được: muốn dùng lại phải chạy «diemcau factory-reset» trên thiết bị rồi duyệt như thiết bị mới.",
  revoke_confirm: "Thu hồi ngay",
  revoke_cancel: "Không thu hồi",
  revoke_failed: "Không thu hồi được ({code}).",
};
