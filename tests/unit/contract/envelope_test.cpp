// SPDX-License-Identifier: Apache-2.0
// Envelopes are DSSE's, byte for byte, and base64 has one text for each value.
#include "contract/envelope.h"

#include "contract/config.h"
#include "contract/trust_root.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/contract/documents.h"
#include "tests/unit/contract/ecdsa_judge.h"

namespace diemcau::test {
namespace {

// The example at the end of DSSE's protocol.md (v1.0.2).
constexpr const char* kDsseX = "46950820868899156662930047687818585632848591499744589407958293238635476079160";
constexpr const char* kDsseY = "5640078356564379163099075877009565129882514886557779369047442380624545832820";

void preAuthEncodingIsThatOfTheProtocol() {
  CHECK_EQ(std::string("DSSEv1 29 http://example.com/HelloWorld 11 hello world"),
           preAuthEncoding("http://example.com/HelloWorld", "hello world"));
  CHECK_EQ(std::string("DSSEv1 0  0 "), preAuthEncoding("", ""));
  // Lengths are of bytes, and what is signed may hold any.
  CHECK_EQ(std::string("DSSEv1 6 ệệ 2 ", 18) + std::string("\0\n", 2),
           preAuthEncoding("ệệ", std::string_view("\0\n", 2)));
  CHECK(preAuthEncoding("a", "b 1 c") != preAuthEncoding("a 5 b", "c"));
}

void theProtocolsOwnEnvelopeVerifies() {
  const Envelope envelope = NEED(parseEnvelope(goodExample("envelope", "dsse-protocol")));
  CHECK_EQ(std::string("hello world"), envelope.payload);
  CHECK_EQ(std::string(), envelope.signatures.at(0).keyid);
  const std::string key = keyFromCoordinates(kDsseX, kDsseY);
  const std::string signature = derFromRaw(envelope.signatures.at(0).sig);
  CHECK(verifies(key, preAuthEncoding(envelope.payload_type, envelope.payload), signature));
  CHECK(!verifies(key, preAuthEncoding(envelope.payload_type, envelope.payload + "."), signature));
}

// Signed with the openssl program; the keys are those of the trust root among the examples.
void theExamplesAreSignedByTheExampleKeys() {
  const TrustRoot root = NEED(parseTrustRoot(goodExample("trust-root", "full")));
  for (const auto& [id, key] : root.keys) CHECK_EQ(id, sha256(key));
  for (const char* name : {"full", "two-signatures", "url-safe"}) {
    const Envelope envelope = NEED(parseEnvelope(goodExample("envelope", name)));
    for (const Signature& signature : envelope.signatures) {
      const std::string message = preAuthEncoding(envelope.payload_type, envelope.payload);
      CHECK(verifies(root.keys.at(signature.keyid), message, signature.sig));
      CHECK(!verifies(root.keys.at(signature.keyid), preAuthEncoding("other", envelope.payload), signature.sig));
    }
  }
}

void anEnvelopeHoldsTheConfigUnchanged() {
  const Envelope envelope = NEED(parseEnvelope(goodExample("envelope", "full")));
  CHECK_EQ(std::string(kConfigPayloadType), envelope.payload_type);
  CHECK(NEED(parseConfig(goodExample("config", "signed"))) == NEED(parseConfig(envelope.payload)));
}

void payloadsMayBeAnyBytes() {
  Envelope envelope{"application/octet-stream", {}, {{"k", std::string("\0\xFF", 2)}}};
  for (int byte = 0; byte < 256; ++byte) envelope.payload += static_cast<char>(byte);
  CHECK(envelope == NEED(parseEnvelope(writeEnvelope(envelope))));
}

void base64IsThatOfTheStandard() {
  // RFC 4648, section 10.
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK_EQ(std::string(text), encodeBase64(bytes));
    CHECK_EQ(std::string(bytes), NEED(decodeBase64(text)));
  }
  CHECK_EQ(std::string("+/+/"), encodeBase64("\xFB\xFF\xBF"));
  CHECK_EQ(std::string("\xFB\xFF\xBF"), NEED(decodeBase64("+/+/")));
  CHECK_EQ(std::string("\xFB\xFF\xBF"), NEED(decodeBase64("-_-_")));
}

void base64WithSlipsIsRefused() {
  for (const char* text : {"Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zm9v====", "Zh==", "Zm9=", "Zm8=Zm8=",
                           "Zg==Zg==", "Zm 9v", "Zm9v\n", " Zm9v", "Zm9v ", "Zm9*", "Zm\xC3\xA1", "Zm9vY", "Z=m9"}) {
    const Result<std::string> bytes = decodeBase64(text);
    CHECK_EQ(std::string(text) + " refused", std::string(text) + (bytes ? " accepted" : " refused"));
    CHECK_EQ(std::string("base64.malformed"), bytes.error().describe());
  }
  CHECK(!decodeBase64(std::string_view("Zm9\0", 4)));
}

void everyLengthComesBack() {
  std::string bytes;
  for (int length = 0; length < 300; ++length) {
    CHECK_EQ(bytes, NEED(decodeBase64(encodeBase64(bytes))));
    bytes += static_cast<char>(length * 37);
  }
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(preAuthEncodingIsThatOfTheProtocol), TEST(theProtocolsOwnEnvelopeVerifies),
              TEST(theExamplesAreSignedByTheExampleKeys), TEST(anEnvelopeHoldsTheConfigUnchanged),
              TEST(payloadsMayBeAnyBytes), TEST(base64IsThatOfTheStandard), TEST(base64WithSlipsIsRefused),
              TEST(everyLengthComesBack)});
}
