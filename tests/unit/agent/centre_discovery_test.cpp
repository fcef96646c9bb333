// SPDX-License-Identifier: Apache-2.0
// A box that nobody told where its centre is finds it by the network's DNS; and what DNS says is judged like any word
// from outside.
#include "daemon/agent/identity/centre_discovery.h"

#include <filesystem>
#include <map>
#include <utility>

#include "daemon/agent/identity/enroller.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using diemcau::test::TempDir;

namespace {

// Answers when the test says so.
class FakeResolver final : public ServiceResolver {
 public:
  void lookUp(const std::string& service, const std::string& domain, Answer answer) override {
    asked.push_back("_" + service + "._tcp." + domain);
    answer_ = std::move(answer);
  }
  // Until there is no question left.
  void answerAll() {
    while (answer_) {
      const Answer answer = std::exchange(answer_, nullptr);
      const auto found = records.find(asked.back());
      if (found == records.end()) {
        answer(fail("dns", "not_found", asked.back()));
      } else {
        answer(found->second);
      }
    }
  }

  std::map<std::string, ServicePlace> records;
  std::vector<std::string> asked;

 private:
  Answer answer_;
};

struct Network {
  TempDir dir;
  FakeClock clock;
  FakeResolver dns;
  std::vector<std::string> domains{"phong.example", "example"};
  int found = 0;
  CentreDiscovery discovery{{dns, [this] { return domains; }, dir / "dns", clock, fixedRandom(0)}, [this] { ++found; }};

  void look() {
    discovery.start();
    dns.answerAll();
  }
  [[nodiscard]] Result<Enrolment> told() const { return findEnrolment({dir / "stick", dir / "dns"}); }
};

void theCentreIsFoundInOneOfTheDomains() {
  Network network;
  network.dns.records = {{"_diemcau._tcp.example", {"trung-tam.example", 8442}},
                         {"_diemcau-enrol._tcp.example", {"trung-tam.example", 8444}},
                         {"_diemcau-time._tcp.example", {"gio.example", 8480}}};
  network.look();
  CHECK_EQ(1, network.found);
  CHECK_EQ(std::string("_diemcau._tcp.phong.example"), network.dns.asked.front());
  const Enrolment told = NEED(network.told());
  CHECK(told == (Enrolment{.centre_url = "https://trung-tam.example:8442",
                           .enrol_url = "https://trung-tam.example:8444",
                           .time_url = "http://gio.example:8480/time"}));
  network.look();
  CHECK_EQ(1, network.found);
  network.dns.records["_diemcau-enrol._tcp.example"].port = 9444;
  network.look();
  CHECK_EQ(2, network.found);
}

void withoutATimeTheRestCounts() {
  Network network;
  network.dns.records = {{"_diemcau._tcp.phong.example", {"a.example", 1}},
                         {"_diemcau-enrol._tcp.phong.example", {"b.example", 2}}};
  network.look();
  CHECK_EQ(std::string(), NEED(network.told()).time_url);
}

void halfAnAnswerIsNone() {
  Network network;
  network.dns.records = {{"_diemcau._tcp.phong.example", {"a.example", 1}}};
  network.look();
  CHECK_EQ(0, network.found);
  CHECK_EQ(std::string("not_found"), network.told().error().code);
  network.domains.clear();
  network.look();
  CHECK_EQ(0, network.found);
}

void aStickGoesBeforeDns() {
  Network network;
  network.dns.records = {{"_diemcau._tcp.example", {"a.example", 1}},
                         {"_diemcau-enrol._tcp.example", {"b.example", 2}}};
  network.look();
  std::filesystem::create_directory(network.dir / "stick");
  diemcau::test::writeWhole(network.dir / "stick" / kEnrolmentFile, writeEnrolment({"https://x:1", "https://y:2"}));
  CHECK_EQ(std::string("https://x:1"), NEED(network.told()).centre_url);
}

void theDomainsAreThoseOfTheResolversFile() {
  using Domains = std::vector<std::string>;
  CHECK(searchDomains("nameserver 10.0.0.1\nsearch phong.example  example.\n") ==
        (Domains{"phong.example", "example"}));
  CHECK(searchDomains("domain a.example\nsearch b.example\noptions edns0") == Domains{"b.example"});
  CHECK(searchDomains("search ../etc a_b.example \xff ok.example") == Domains{"ok.example"});
  CHECK(searchDomains("search a b c d e f g h").size() == 6);
  CHECK(searchDomains("").empty());
  CHECK(searchDomains("search").empty());
  CHECK(searchDomains("# search a\n\n\n").empty());
}

void onlyHostsAreNamed() {
  CHECK(isHostName("trung-tam.example."));
  for (const char* name : {"", ".", "-a", "a b", "a/b", "a:1", "a@b", "a\nb", "tr\xc6\xb0ng-t\xc3\xa2m"}) {
    CHECK(!isHostName(name));
  }
  CHECK(!isHostName(std::string(254, 'a')));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theCentreIsFoundInOneOfTheDomains), TEST(withoutATimeTheRestCounts),
                             TEST(halfAnAnswerIsNone), TEST(aStickGoesBeforeDns),
                             TEST(theDomainsAreThoseOfTheResolversFile), TEST(onlyHostsAreNamed)});
}
