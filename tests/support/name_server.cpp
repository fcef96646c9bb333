// SPDX-License-Identifier: Apache-2.0
// A name server in Node, and a resolv.conf over the machine's.
#include "tests/support/name_server.h"

#include <sys/mount.h>

#include <chrono>
#include <format>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/own_network.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

constexpr const char* kResolverFile = "/etc/resolv.conf";

}  // namespace

NameServer::NameServer(const TempDir& dir, const std::vector<ServiceRecord>& records) {
  const std::filesystem::path file = dir / "resolv.conf";
  writeWhole(file, "nameserver 127.0.0.1\nsearch example\n");
  if (!hasOwnNetwork() || ::mount(file.c_str(), kResolverFile, nullptr, MS_BIND, nullptr) != 0) {
    skip("no network of its own here");
  }
  std::vector<std::string> args{sourceFile("tests/support/name_server.mjs")};
  for (const ServiceRecord& record : records) {
    args.push_back(std::format("{} {} {} {}", record.name, record.priority, record.port, record.host));
  }
  server_.emplace("node", dir, ProcessOptions{.args = std::move(args)});
  CHECK(waitFor(std::chrono::seconds(10), [&] { return server_->log().contains("listening"); }));
}

NameServer::~NameServer() { ::umount2(kResolverFile, MNT_DETACH); }

}  // namespace diemcau::test
