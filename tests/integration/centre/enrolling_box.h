// SPDX-License-Identifier: Apache-2.0
// A box that asks a centre for its identity, played by openssl and curl: none of our own code makes its messages.
#pragma once

#include <string>
#include <vector>

#include "tests/integration/centre/centre_room.h"

namespace diemcau::test {

class EnrollingBox {
 public:
  // Makes its key. What it writes lies in a folder of its own below the room's.
  EnrollingBox(CentreRoom& room, const std::string& name);

  [[nodiscard]] const std::string& keyId() const { return key_id_; }
  // "box-" and the first 8 digits of the key id.
  [[nodiscard]] const std::string& id() const { return id_; }

  // A signing request (DER) of its key for `common_name`, its own id by default.
  [[nodiscard]] std::string request(const std::string& common_name = {}, std::vector<std::string> more = {}) const;
  // POSTs the request, in base64 with line breaks as openssl writes it. `token` empty: shows none.
  [[nodiscard]] HttpsReply enrol(const std::string& token = {}) const { return enrol(request(), token); }
  [[nodiscard]] HttpsReply enrol(const std::string& der, const std::string& token) const;
  // With the certificate that it keeps.
  [[nodiscard]] HttpsReply renew(const std::string& der) const;
  // Takes the certificate out of an answer with openssl, which must find it signed by the centre, and keeps it.
  void keep(const HttpsReply& reply) const;
  // At the device API, with the certificate that it keeps.
  [[nodiscard]] HttpsReply getConfig(std::vector<std::string> headers = {}) const;
  // Its subject, as openssl writes it.
  [[nodiscard]] std::string subject() const;

  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return home_ / name; }
  // The test fails if it does; what it printed.
  std::string openssl(std::vector<std::string> args) const;

 private:
  CentreRoom& room_;
  std::filesystem::path home_;
  std::string key_id_;
  std::string id_;
};

// diemcau-centre with `args`; its exit code, and what it printed.
struct ToolRun {
  int code = 0;
  std::string output;
};
[[nodiscard]] ToolRun runCentreTool(CentreRoom& room, std::vector<std::string> args);

}  // namespace diemcau::test
