// SPDX-License-Identifier: Apache-2.0
// The agent put together: Config in, plans and reports out.
//
// The way of a Config: ConfigPoll → ConfigKeeper (TrustKeeper's verifier, admitConfig, ConfigStore) →
// plansFrom → AgentBus → the workers → WorkerWatch → ConfigInForce → Reporter → ConfigTrial → committed, or back.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "contract/result.h"
#include "daemon/agent/agent_bus.h"
#include "daemon/agent/centre_link.h"
#include "daemon/agent/config_in_force.h"
#include "daemon/agent/config_keeper.h"
#include "daemon/agent/config_poll.h"
#include "daemon/agent/config_store.h"
#include "daemon/agent/host_facts.h"
#include "daemon/agent/http_client.h"
#include "daemon/agent/identity/enroller.h"
#include "daemon/agent/identity/identity_directory.h"
#include "daemon/agent/options.h"
#include "daemon/agent/picture_fetch.h"
#include "daemon/agent/plans.h"
#include "daemon/agent/recording_upload.h"
#include "daemon/agent/reporter.h"
#include "daemon/agent/run_record.h"
#include "daemon/agent/seq_counter.h"
#include "daemon/agent/snapshot_upload.h"
#include "daemon/agent/time/time_keeper.h"
#include "daemon/agent/trust/trust_keeper.h"
#include "daemon/agent/trust/trust_root_poll.h"
#include "daemon/agent/worker_watch.h"
#include "daemon/base/bus.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"

namespace diemcau::agent {

// Thread-bound to the loop; what it is given outlives it.
class Agent final : private ReportSource {
 public:
  // `identity` is an error where there is none that can be used: the agent then serves plans and
  // reports to the bus alone, and says so. `client` is null in that case, and while the endpoint still enrols.
  Agent(const Options& options, const Result<LoadedIdentity>& identity, HttpClient* client, TimeSource time,
        base::Bus& bus, const base::Clock& clock);

  // Takes up the stored Config, serves the plans and begins to talk to the centre. Errors: bus.*.
  [[nodiscard]] Result<void> start();
  // An ending that was wished for: the next run is then no restart.
  void end();

  // What the enrolment says, while there is no identity: for screen and report.
  void followEnrolment(const EnrolmentState& state);
  // Why the certificate that ends soon is not renewed; nothing: all is well.
  void followRenewal(const std::optional<std::string>& trouble);

 private:
  [[nodiscard]] Status report() override;
  [[nodiscard]] Status glance() const override;
  void acknowledged(std::uint64_t config_version) override;

  // agent_requests.cpp
  void talkTo(HttpClient& client, const Options& options);
  [[nodiscard]] ConfigPoll::Handlers configHandlers();
  [[nodiscard]] TrustRootPoll::Handlers trustRootHandlers();

  [[nodiscard]] ConfigPoll::Verdict onConfigOffered(const std::string& envelope);
  [[nodiscard]] bool onTrustRootOffered(const std::string& envelope);
  void onTrustRootNewest();
  void useCurrent();
  void judgeTrial();
  [[nodiscard]] RoomView room() const;
  void onWorkerChanged();
  void onLinkChanged();
  void onLinkRecovered(base::BootTime since);
  void applyPlans();
  void followChecklist(const Status& status);
  void offerSnapshots();
  void keepRecord();
  [[nodiscard]] std::vector<Condition> ownConditions() const;

  const base::Clock& clock_;
  base::Bus& bus_;
  std::string endpoint_;      // empty: not known
  std::string pairing_code_;  // while it enrols
  LocalSources sources_;
  std::optional<RecordingPlace> recording_;
  Timestamp started_at_;
  base::BootTime started_boot_;

  RunRecordFile record_file_;
  RunRecord record_;
  bool restarted_ = false;

  HostFacts facts_;
  HostStatus host_;
  NetworkStatus network_;
  ConditionSet conditions_;  // of identity, link and host
  SeqCounter seq_;

  std::optional<TrustKeeper> trust_;
  ConfigStore store_;
  ConfigKeeper keeper_;
  base::Timer trial_timer_;
  ConfigInForce in_force_;
  AgentBus exported_;
  std::optional<Checklist> checklist_;  // of the last report

  TimeKeeper time_;
  CentreLink link_;
  ReportRing ring_;
  Reporter reporter_;
  std::optional<ConfigPoll> poll_;
  std::optional<TrustRootPoll> root_poll_;
  std::optional<SnapshotUpload> camera_upload_;
  std::optional<SnapshotUpload> screen_upload_;
  std::optional<RecordingUpload> recording_upload_;
  std::optional<PictureFetch> pictures_;

  std::optional<WorkerWatch<MediaStatus>> media_;
  std::optional<WorkerWatch<ScreenStatus>> screen_;
};

}  // namespace diemcau::agent
