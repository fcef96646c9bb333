// SPDX-License-Identifier: Apache-2.0
// What operators see, as JSON: the schemas of contract/http.yaml.
#pragma once

#include <string>
#include <vector>

#include "centre/fleet/centre_health.h"
#include "centre/fleet/endpoint.h"
#include "centre/store/records.h"

namespace diemcau::centre {

[[nodiscard]] std::string siteListJson(const std::vector<Site>& sites);
[[nodiscard]] std::string conditionTypesJson();
[[nodiscard]] std::string endpointJson(const Endpoint& endpoint);
[[nodiscard]] std::string endpointListJson(const std::vector<const Endpoint*>& endpoints);
[[nodiscard]] std::string centreJson(const CentreHealth& health);
[[nodiscard]] std::string configListJson(const std::vector<ConfigVersion>& versions);
// With its body.
[[nodiscard]] std::string configJson(const ConfigRecord& config);
[[nodiscard]] std::string enrolmentListJson(const std::vector<EnrolmentRecord>& boxes);
[[nodiscard]] std::string snapshotEventJson(const std::string& endpoint, SnapshotKind kind, const Snapshot& snapshot);

}  // namespace diemcau::centre
