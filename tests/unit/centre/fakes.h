// SPDX-License-Identifier: Apache-2.0
// What the tests of the centre share: a clock that is turned by hand, and sample records.
#pragma once

#include <chrono>
#include <string>

#include "centre/loop/moment.h"
#include "centre/store/records.h"
#include "contract/config.h"
#include "contract/status.h"

namespace diemcau::test {

class FakeClock final : public centre::Clock {
 public:
  [[nodiscard]] centre::Moment now() const override { return now_; }
  void advance(std::chrono::milliseconds time) {
    now_.wall += time;
    now_.steady += time;
  }

 private:
  centre::Moment now_{Timestamp(std::chrono::sys_days(std::chrono::year(2022) / 7 / 15)),
                      centre::SteadyTime(std::chrono::hours(1))};
};

inline centre::EndpointRecord sampleEndpoint(const std::string& id = "box-0a1b2c3d") {
  centre::EndpointRecord record;
  record.id = id;
  record.site_code = "79";
  record.key_id = "k";
  record.certificate_expires_at = Timestamp(std::chrono::sys_days(std::chrono::year(2023) / 7 / 15));
  record.uplink_host = "127.0.0.1";
  record.srt_passphrase = "a-very-secret-passphrase";
  return record;
}

inline ConfigBody sampleBody() {
  ConfigBody body;
  body.site = {"79", "Thành phố Hồ Chí Minh"};
  body.screen.maket = MaketText{"co-dien", "BAN DÂN VẬN", "HỘI NGHỊ", {"SƠ KẾT"}, "{site}, ngày 15"};
  return body;
}

inline centre::ConfigRecord sampleConfig(std::uint64_t version, Timestamp issued_at = {},
                                         const std::string& endpoint = "box-0a1b2c3d") {
  centre::ConfigRecord record;
  record.endpoint = endpoint;
  record.version.version = version;
  record.version.issued_at = issued_at;
  record.version.expires_at = issued_at + std::chrono::days(60);
  record.version.author = "operator";
  record.body = writeConfigBody(sampleBody());
  record.envelope = "envelope " + std::to_string(version);
  return record;
}

inline Status sampleStatus(std::uint64_t seq, std::uint64_t config_version = 1, const std::string& boot = "boot-1") {
  Status status;
  status.endpoint = "box-0a1b2c3d";
  status.boot_id = boot;
  status.seq = seq;
  status.config.version = config_version;
  return status;
}

}  // namespace diemcau::test
