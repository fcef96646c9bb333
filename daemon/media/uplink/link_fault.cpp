// SPDX-License-Identifier: Apache-2.0
// From libsrt's and the system's reasons to conditions.
#include "daemon/media/uplink/link_fault.h"

#include <srt/access_control.h>
#include <srt/srt.h>

#include <cerrno>
#include <format>
#include <system_error>

namespace diemcau::media {

LinkFault faultOfReject(int reject_reason) {
  using enum ConditionType;
  // The centre's gateway: the passphrase was replaced by another one.
  if (reject_reason == SRT_REJX_UNAUTHORIZED) return {UplinkWrongPassphrase, "replaced"};
  if (reject_reason >= SRT_REJC_PREDEFINED) return {UplinkRejected, std::format("code {}", reject_reason)};
  switch (reject_reason) {
    case SRT_REJ_BADSECRET:
    case SRT_REJ_UNSECURE:
      return {UplinkWrongPassphrase, {}};
    case SRT_REJ_TIMEOUT:
    case SRT_REJ_UNKNOWN:
      return {UplinkTimeout, {}};
    case SRT_REJ_CLOSE:
      return {UplinkBroken, {}};
    default:
      return {UplinkRejected, std::format("code {} ({})", reject_reason, ::srt_rejectreason_str(reject_reason))};
  }
}

LinkFault faultOfErrno(int error) {
  using enum ConditionType;
  const std::string detail = std::generic_category().message(error);
  switch (error) {
    case ECONNREFUSED:
      return {UplinkPortClosed, {}};
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EADDRNOTAVAIL:
    case EPERM:
    case EACCES:
      return {UplinkNoRoute, detail};
    default:
      return {UplinkBroken, detail};
  }
}

}  // namespace diemcau::media
