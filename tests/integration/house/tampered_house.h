// SPDX-License-Identifier: Apache-2.0
// A room on air, and a hand in its centre's store: what a tampered or broken centre offers.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "centre/crypto/private_key.h"
#include "tests/support/house.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {

// Comes back from its constructor when the room is on air with version 1. Thread-bound.
class TamperedHouse {
 public:
  // The endpoint's processes have `environment` on top of the test's own.
  explicit TamperedHouse(std::map<std::string, std::string> environment = {});

  // The Config in force, as a document to be changed.
  [[nodiscard]] nlohmann::json document() const;

  [[nodiscard]] static std::string signedBy(const centre::PrivateKey& key, std::string_view payload);
  [[nodiscard]] std::string signedByCentre(std::string_view payload) const;
  [[nodiscard]] std::string signedByCentre(nlohmann::json document, std::uint64_t version) const;

  // The centre offers `envelope` as version `version`.
  void offer(std::uint64_t version, const std::string& envelope);
  // The endpoint, as the centre sees it, once `holds` is true of it.
  nlohmann::json waitFor(std::chrono::milliseconds bound, const char* what,
                         const std::function<bool(const nlohmann::json&)>& holds) {
    return waitForView(*operator_, endpoint_.id(), bound, what, holds);
  }
  // The view in which the room was first on air.
  [[nodiscard]] const nlohmann::json& first() const { return first_; }
  [[nodiscard]] EndpointProcess& endpoint() { return endpoint_; }

 private:
  TempDir dir_;
  CentreProcess centre_{dir_};
  EndpointProcess endpoint_;
  std::unique_ptr<OperatorClient> operator_ = centre_.logIn();
  nlohmann::json first_;
};

}  // namespace diemcau::test
