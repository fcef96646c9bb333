// SPDX-License-Identifier: Apache-2.0
// The first Config of an endpoint.
#include "centre/fleet/first_config.h"

#include "centre/crypto/digest.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kPassphraseLength = 32;

ConfigBody firstBody(const FirstWishes& wishes, const Site& site) {
  ConfigBody body;
  body.site = site;
  if (wishes.conference) {
    body.conference = wishes.conference->conference;
    body.screen.maket = wishes.conference->maket;
  } else {
    body.screen.scene = Scene::Setup;
  }
  body.video = wishes.video;
  body.recording = RecordingConfig{};
  return body;
}

}  // namespace

std::string newPassphrase() { return randomText(kPassphraseLength); }

bool isInConference(const ConfigBody& body, Timestamp now) {
  return body.conference && body.conference->starts_at <= now && now < body.conference->ends_at;
}

Result<NewEndpoint> makeEndpoint(const Signer& signer, const FirstWishes& wishes, const NewIdentity& identity,
                                 const std::string& author, Timestamp now, const std::optional<ConfigBody>& former) {
  NewEndpoint made;
  made.record.id = identity.endpoint;
  made.record.site_code = identity.site.code;
  made.record.key_id = identity.key_id;
  made.record.certificate_expires_at = identity.expires_at;
  made.record.uplink_host = wishes.uplink_host;
  made.record.srt_passphrase = newPassphrase();
  made.record.created_at = now;
  ConfigBody body = former ? *former : firstBody(wishes, identity.site);
  body.site = identity.site;
  auto config = makeConfig(signer, made.record, {1, std::move(body), author, now, wishes.gateway});
  if (!config) return std::unexpected(std::move(config).error());
  made.config = std::move(*config);
  // What an endpoint would refuse must not be stored.
  if (auto checked = bodyInEnvelope(made.config.envelope); !checked) return std::unexpected(std::move(checked).error());
  return made;
}

}  // namespace diemcau::centre
