// SPDX-License-Identifier: Apache-2.0
// The enrolment document as JSON.
#include "contract/enrolment.h"

#include "contract/json_document.h"

namespace diemcau {
namespace {

constexpr TextRule kUrl{9, 512};

std::string readUrl(ObjectReader& root, std::string_view name) {
  std::string url = root.text(name, kUrl);
  if (!url.starts_with("https://")) root.refuse(name, "value_unknown", "https is expected");
  return url;
}

}  // namespace

Result<Enrolment> parseEnrolment(std::string_view json) {
  return readDocument<Enrolment>(json, [](ObjectReader root) {
    Enrolment enrolment;
    root.schema(kEnrolmentSchema);
    enrolment.centre_url = readUrl(root, "centre_url");
    enrolment.enrol_url = readUrl(root, "enrol_url");
    if (root.has("token")) enrolment.token = root.text("token", {1, 128});
    if (root.has("time_url")) {
      enrolment.time_url = root.text("time_url", kUrl);
      // The answer is signed: no certificate is needed to learn the time.
      if (!enrolment.time_url.starts_with("http://")) root.refuse("time_url", "value_unknown", "http is expected");
    }
    return enrolment;
  });
}

std::string writeEnrolment(const Enrolment& enrolment) {
  OrderedJson json;
  json["schema"] = kEnrolmentSchema;
  json["centre_url"] = enrolment.centre_url;
  json["enrol_url"] = enrolment.enrol_url;
  if (!enrolment.token.empty()) json["token"] = enrolment.token;
  if (!enrolment.time_url.empty()) json["time_url"] = enrolment.time_url;
  return dumpJson(json);
}

}  // namespace diemcau
