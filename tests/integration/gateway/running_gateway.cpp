// SPDX-License-Identifier: Apache-2.0
// A gateway on a free port with two boxes' keys.
#include "tests/integration/gateway/running_gateway.h"

#include <algorithm>
#include <format>

#include "contract/stream_id.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
centre::StreamKey keyOf(int index) {
  return {std::format("{:02}", index), std::format("box-{:08x}", index), std::format("passphrase-of-{:02}", index)};
}

RunningGateway::RunningGateway(const std::filesystem::path& recordings) {
  centre::GatewayOptions options;
  options.recordings = recordings;
  options.request_passphrase = kWatchingPassphrase;
  gateway_ = NEED(centre::Gateway::start(options));
  gateway_->setKeys({keyOf(1), keyOf(2)});
}

std::unique_ptr<SrtCaller> RunningGateway::publisher(const centre::StreamKey& key) const {
  return caller(writeStreamId({key.site_code, key.endpoint, StreamMode::Publish}), key.passphrase);
}

std::unique_ptr<SrtCaller> RunningGateway::requester(const std::string& site) const {
  return caller(writeStreamId({site, "operator", StreamMode::Request}), kWatchingPassphrase);
}

std::unique_ptr<SrtCaller> RunningGateway::caller(const std::string& stream_id, const std::string& passphrase) const {
  SrtCaller::Options options;
  options.port = gateway_->port();
  options.stream_id = stream_id;
  options.passphrase = passphrase;
  return std::make_unique<SrtCaller>(options);
}

centre::StreamStats RunningGateway::stats(const std::string& endpoint, StreamPicture picture) const {
  const auto all = gateway_->stats();
  const auto found = std::ranges::find_if(
      all, [&](const centre::StreamStats& stats) { return stats.endpoint == endpoint && stats.picture == picture; });
  return found == all.end() ? centre::StreamStats{} : *found;
}

void RunningGateway::await(const std::string& endpoint, const std::function<bool(const centre::StreamStats&)>& holds,
                           std::source_location where) const {
  if (waitFor(std::chrono::seconds(20), [&] { return holds(stats(endpoint)); })) return;
  const auto seen = stats(endpoint);
  failAt(std::format("{}: connected {}, {} bytes, recording {} with {} bytes, {} watch: {}", endpoint, seen.connected,
                     seen.bytes, static_cast<int>(seen.recording), seen.recorded_bytes, seen.requesters,
                     seen.recording_detail),
         where);
}

}  // namespace diemcau::test
