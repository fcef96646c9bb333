// SPDX-License-Identifier: Apache-2.0
// A gateway of a test's own, its boxes and its operators.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <vector>

#include "centre/gateway/gateway.h"
#include "tests/support/srt_caller.h"

namespace diemcau::test {

inline constexpr char kWatchingPassphrase[] = "passphrase-of-operators";

class RunningGateway {
 public:
  explicit RunningGateway(const std::filesystem::path& recordings);

  [[nodiscard]] centre::Gateway& gateway() { return *gateway_; }
  void stop() { gateway_.reset(); }

  // Callers, connected or refused.
  [[nodiscard]] std::unique_ptr<SrtCaller> publisher(const centre::StreamKey& key) const;
  [[nodiscard]] std::unique_ptr<SrtCaller> requester(const std::string& site) const;
  [[nodiscard]] std::unique_ptr<SrtCaller> caller(const std::string& stream_id, const std::string& passphrase) const;

  // What is known of an endpoint's stream; an empty one when nothing is.
  [[nodiscard]] centre::StreamStats stats(const std::string& endpoint,
                                          StreamPicture picture = StreamPicture::Whole) const;
  // Waits until it holds; the test fails, saying what is known of the endpoint, when it does not.
  void await(const std::string& endpoint, const std::function<bool(const centre::StreamStats&)>& holds,
             std::source_location where = std::source_location::current()) const;

 private:
  std::unique_ptr<centre::Gateway> gateway_;
};

// Key number `index` of a list as long as one likes.
[[nodiscard]] centre::StreamKey keyOf(int index);

}  // namespace diemcau::test
