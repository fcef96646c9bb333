// SPDX-License-Identifier: Apache-2.0
// Address, question, answer.
#include "daemon/screen/cec/adapter.h"

#include <fcntl.h>
#include <linux/cec-funcs.h>
#include <linux/cec.h>
#include <sys/ioctl.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <string>

#include "contract/proof_reason.h"

namespace diemcau::screen {
namespace {

constexpr std::uint32_t kAnswerWithin = 1000;  // ms; what the kernel waits for a reply by itself

PowerAnswer unknown(ProofReason why, std::string_view facts = {}) {
  return {ProofState::Unknown, detailOf(why, facts)};
}

}  // namespace

PowerAnswer powerIn(std::uint8_t status) {
  switch (status) {
    case CEC_OP_POWER_STATUS_ON:
      return {ProofState::Yes, detailOf(ProofReason::CecOn)};
    case CEC_OP_POWER_STATUS_TO_ON:
      return {ProofState::Yes, detailOf(ProofReason::CecWaking)};
    case CEC_OP_POWER_STATUS_STANDBY:
      return {ProofState::No, detailOf(ProofReason::CecStandby)};
    case CEC_OP_POWER_STATUS_TO_STANDBY:
      return {ProofState::No, detailOf(ProofReason::CecFallingAsleep)};
    default:
      return unknown(ProofReason::CecOtherStatus, std::to_string(status));
  }
}

CecAdapter::CecAdapter(const std::filesystem::path& node) : fd_(::open(node.c_str(), O_RDWR | O_CLOEXEC)) {}

bool CecAdapter::isOutput() const {
  __u16 address = CEC_PHYS_ADDR_INVALID;
  if (!fd_.valid() || ::ioctl(fd_.get(), CEC_ADAP_G_PHYS_ADDR, &address) != 0) return false;
  return address != CEC_PHYS_ADDR_INVALID && address != 0;
}

std::optional<ConnectorId> CecAdapter::connector() const {
  cec_connector_info info{};
  if (!fd_.valid() || ::ioctl(fd_.get(), CEC_ADAP_G_CONNECTOR_INFO, &info) != 0) return std::nullopt;
  if (info.type != CEC_CONNECTOR_TYPE_DRM) return std::nullopt;
  return ConnectorId{info.drm.card_no, info.drm.connector_id};
}

unsigned CecAdapter::claim() const {
  cec_log_addrs addresses{};
  if (::ioctl(fd_.get(), CEC_ADAP_G_LOG_ADDRS, &addresses) == 0 && addresses.log_addr_mask == 0) {
    addresses = {};
    addresses.cec_version = CEC_OP_CEC_VERSION_1_4;
    addresses.vendor_id = CEC_VENDOR_ID_NONE;
    addresses.num_log_addrs = 1;
    addresses.primary_device_type[0] = CEC_OP_PRIM_DEVTYPE_PLAYBACK;
    addresses.log_addr_type[0] = CEC_LOG_ADDR_TYPE_PLAYBACK;
    addresses.all_device_types[0] = CEC_OP_ALL_DEVTYPE_PLAYBACK;
    std::strncpy(addresses.osd_name, "diemcau", sizeof addresses.osd_name - 1);
    if (::ioctl(fd_.get(), CEC_ADAP_S_LOG_ADDRS, &addresses) != 0) return CEC_LOG_ADDR_UNREGISTERED;
  }
  if (addresses.log_addr_mask == 0) return CEC_LOG_ADDR_UNREGISTERED;
  return static_cast<unsigned>(std::countr_zero(addresses.log_addr_mask));
}

PowerAnswer CecAdapter::ask() const {
  cec_msg message{};
  cec_msg_init(&message, static_cast<__u8>(claim()), CEC_LOG_ADDR_TV);
  cec_msg_give_device_power_status(&message, 1);
  message.timeout = kAnswerWithin;
  if (::ioctl(fd_.get(), CEC_TRANSMIT, &message) != 0) return unknown(ProofReason::CecFailed, std::strerror(errno));
  if ((message.tx_status & CEC_TX_STATUS_OK) == 0) return unknown(ProofReason::CecNotTakingPart);
  if ((message.rx_status & CEC_RX_STATUS_FEATURE_ABORT) != 0) return unknown(ProofReason::CecNotTold);
  if ((message.rx_status & CEC_RX_STATUS_OK) == 0) return unknown(ProofReason::CecNoAnswer);
  __u8 status = 0;
  cec_ops_report_power_status(&message, &status);
  return powerIn(status);
}

}  // namespace diemcau::screen
