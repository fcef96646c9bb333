// SPDX-License-Identifier: Apache-2.0
// From records to a document.
#include "daemon/agent/identity/centre_discovery.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <format>
#include <utility>

#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

constexpr const char* kCentre = "diemcau";
constexpr const char* kEnrol = "diemcau-enrol";
constexpr const char* kTime = "diemcau-time";
constexpr std::size_t kMaxDocumentBytes = 16 * 1024;
constexpr BackoffLimits kWhileUnknown{.first = std::chrono::seconds{2},
                                      .early_cap = std::chrono::seconds{10},
                                      .late_cap = std::chrono::seconds{120},
                                      .steady = 0.5};

std::string at(const ServicePlace& place) { return std::format("{}:{}", place.host, place.port); }

}  // namespace

Result<Enrolment> enrolmentAt(const ServicePlace& centre, const ServicePlace& enrol,
                              const std::optional<ServicePlace>& time) {
  // Through the door that a stick's document passes.
  return parseEnrolment(writeEnrolment({.centre_url = "https://" + at(centre),
                                        .enrol_url = "https://" + at(enrol),
                                        .time_url = time ? "http://" + at(*time) + "/time" : ""}));
}

CentreDiscovery::CentreDiscovery(Parts parts, std::function<void()> found)
    : parts_(std::move(parts)), found_(std::move(found)), failures_(parts_.clock, parts_.random, kWhileUnknown) {}

void CentreDiscovery::start() {
  domains_ = parts_.domains();
  std::ranges::reverse(domains_);
  tryNextDomain();
}

void CentreDiscovery::tryNextDomain() {
  if (!domains_.empty()) return askFor(kCentre, &CentreDiscovery::onCentre);
  timer_.startOnce(failures_.failed(), [this] { start(); });
}

void CentreDiscovery::askFor(const char* service, Next next) {
  parts_.resolver.lookUp(service, domains_.back(), [this, next](const Result<ServicePlace>& place) {
    if (place) return (this->*next)(*place);
    domains_.pop_back();
    tryNextDomain();
  });
}

void CentreDiscovery::onCentre(const ServicePlace& place) {
  centre_ = place;
  askFor(kEnrol, &CentreDiscovery::onEnrol);
}

void CentreDiscovery::onEnrol(const ServicePlace& place) {
  enrol_ = place;
  parts_.resolver.lookUp(kTime, domains_.back(), [this](const Result<ServicePlace>& time) {
    onTime(time ? std::optional(*time) : std::nullopt);
  });
}

void CentreDiscovery::onTime(const std::optional<ServicePlace>& place) {
  const auto enrolment = enrolmentAt(centre_, enrol_, place);
  if (!enrolment) {
    spdlog::warn("DNS: {}", enrolment.error().describe());
    domains_.pop_back();
    return tryNextDomain();
  }
  failures_.succeeded();
  timer_.startOnce(kEvery, [this] { start(); });
  store(*enrolment);
}

void CentreDiscovery::store(const Enrolment& enrolment) {
  const std::filesystem::path file = parts_.directory / kEnrolmentFile;
  const std::string document = writeEnrolment(enrolment);
  if (const auto before = base::readFile(file, kMaxDocumentBytes); before && *before == document) return;
  std::error_code error;
  std::filesystem::create_directories(parts_.directory, error);
  if (const auto written = base::writeFileAtomically(file, document, 0600, base::Durability::Volatile); !written) {
    return spdlog::warn("{}", written.error().describe());
  }
  spdlog::info("DNS: the centre is {}, and takes new boxes at {}", enrolment.centre_url, enrolment.enrol_url);
  found_();
}

}  // namespace diemcau::agent
