// SPDX-License-Identifier: Apache-2.0
// Keys and signatures from the command line.
#include "centre/commands/sign.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>

#include "centre/commands/batch_text.h"
#include "centre/commands/command_line.h"
#include "centre/commands/signed_text.h"
#include "centre/crypto/private_key.h"
#include "centre/crypto/public_key.h"
#include "centre/files/atomic_file.h"
#include "contract/envelope.h"
#include "contract/signing_batch.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxKeyFile = 64 * 1024;

Result<PrivateKey> readKey(const std::string& path) {
  const auto pem = readFile(path, kMaxKeyFile);
  if (!pem) return std::unexpected(pem.error());
  auto key = PrivateKey::fromPem(*pem);
  if (!key) return std::unexpected(std::move(key).error().within(path));
  return key;
}

// Another signature of the same key takes the place of the former.
Result<void> addSignature(Envelope& envelope, const PrivateKey& key) {
  auto signature = key.sign(preAuthEncoding(envelope.payload_type, envelope.payload));
  if (!signature) return std::unexpected(std::move(signature).error());
  std::erase_if(envelope.signatures, [&key](const Signature& other) { return other.keyid == key.keyId(); });
  envelope.signatures.push_back({key.keyId(), *std::move(signature)});
  return {};
}

// A document with one more signature, and what it holds.
struct Signed {
  std::string json;
  std::string words;
};

Result<Signed> signEnvelope(std::string_view json, const PrivateKey& key) {
  auto envelope = parseEnvelope(json);
  if (!envelope) return std::unexpected(std::move(envelope).error());
  if (auto added = addSignature(*envelope, key); !added) return std::unexpected(std::move(added).error());
  auto words = inWords(*envelope);
  if (!words) return std::unexpected(std::move(words).error());
  return Signed{writeEnvelope(*envelope), std::move(*words)};
}

Result<Signed> signBatch(SigningBatch batch, const PrivateKey& key) {
  for (SigningBatchRoom& room : batch.rooms) {
    for (Envelope* envelope : {&room.install, &room.undo}) {
      if (auto added = addSignature(*envelope, key); !added) return std::unexpected(std::move(added).error());
    }
  }
  auto words = inWords(batch);
  if (!words) return std::unexpected(std::move(words).error());
  return Signed{writeSigningBatch(batch), std::move(*words)};
}

// An envelope names no schema: what does is a batch.
Result<Signed> signDocument(std::string_view json, const PrivateKey& key) {
  auto batch = parseSigningBatch(json);
  if (batch) return signBatch(std::move(*batch), key);
  const Error& error = batch.error();
  const bool other = error.code == "member_missing" && error.context == "/schema";
  if (!other) return std::unexpected(error);
  return signEnvelope(json, key);
}

}  // namespace

Result<void> runNewKey(std::span<const char* const> arguments, const Clock& /*clock*/) {
  const auto line = CommandLine::parse(arguments, {{"out"}});
  if (!line) return std::unexpected(line.error());
  const std::string path = line->text("out");
  if (std::filesystem::exists(path)) return fail("sign", "file_there", path);
  const auto key = PrivateKey::generate();
  if (!key) return std::unexpected(key.error());
  const auto secret = key->toPem();
  if (!secret) return std::unexpected(secret.error());
  const auto known = key->publicKey().toPem();
  if (!known) return std::unexpected(known.error());
  if (auto written = writeFileDurably(path, *secret, kSecretFile); !written) return written;
  if (auto written = writeFileDurably(path + ".pub", *known, kPublicFile); !written) return written;
  std::printf("%s\n", key->keyId().c_str());
  return {};
}

Result<void> runSign(std::span<const char* const> arguments, const Clock& /*clock*/) {
  const auto line = CommandLine::parse(arguments, {{"key"}, {"in"}, {"out"}});
  if (!line) return std::unexpected(line.error());
  const auto key = readKey(line->text("key"));
  if (!key) return std::unexpected(key.error());
  const auto json = readFile(line->text("in"), kMaxSigningBatchBytes);
  if (!json) return std::unexpected(json.error());
  const auto done = signDocument(*json, *key);
  if (!done) return std::unexpected(done.error());
  // A Config holds its endpoint's passphrase.
  if (auto written = writeFileDurably(line->text("out"), done->json + "\n", kSecretFile); !written) return written;
  std::fputs(done->words.c_str(), stdout);
  return {};
}

}  // namespace diemcau::centre
