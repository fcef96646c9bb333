// SPDX-License-Identifier: Apache-2.0
// Playing a box without an identity.
#include "tests/integration/centre/enrolling_box.h"

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;

const std::string kEst = "/.well-known/est/";

}  // namespace

EnrollingBox::EnrollingBox(CentreRoom& room, const std::string& name) : room_(room), home_(room.dir() / name) {
  std::filesystem::create_directory(home_);
  openssl({"ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file("key.pem")});
  openssl({"pkey", "-in", file("key.pem"), "-pubout", "-outform", "DER", "-out", file("public.der")});
  const std::string digest = openssl({"dgst", "-sha256", "-r", file("public.der")});
  key_id_ = digest.substr(0, 64);
  id_ = "box-" + key_id_.substr(0, 8);
}

std::string EnrollingBox::openssl(std::vector<std::string> args) const {
  Process process("openssl", room_.dir(), {.args = std::move(args)});
  if (!(process.waitExit(20s) == ExitState{})) failAt(process.log(), std::source_location::current());
  return process.log();
}

std::string EnrollingBox::request(const std::string& common_name, std::vector<std::string> more) const {
  std::vector<std::string> args{
      "req",      "-new", "-key", file("key.pem"),    "-subj", "/CN=" + (common_name.empty() ? id_ : common_name),
      "-outform", "DER",  "-out", file("request.der")};
  args.insert(args.end(), more.begin(), more.end());
  openssl(std::move(args));
  return readWhole(file("request.der"));
}

HttpsReply EnrollingBox::enrol(const std::string& der, const std::string& token) const {
  writeWhole(file("sent.der"), der);
  openssl({"base64", "-in", file("sent.der"), "-out", file("sent.b64")});
  std::vector<std::string> headers{"Content-Type: application/pkcs10", "Content-Transfer-Encoding: base64", "Expect:"};
  if (!token.empty()) {
    writeWhole(file("credentials"), id_ + ":" + token);
    const std::string basic = openssl({"base64", "-A", "-in", file("credentials")});
    headers.push_back("Authorization: Basic " + basic.substr(0, basic.find('\n')));
  }
  return HttpsClient(room_.centre().port("enrol"), room_.ca())
      .send({"POST", kEst + "simpleenroll", headers, readWhole(file("sent.b64"))});
}

HttpsReply EnrollingBox::renew(const std::string& der) const {
  writeWhole(file("sent.der"), der);
  openssl({"base64", "-in", file("sent.der"), "-out", file("sent.b64")});
  return HttpsClient(room_.centre().port("enrol"), room_.ca(), {file("cert.pem"), file("key.pem")})
      .send({"POST", kEst + "simplereenroll", {"Content-Type: application/pkcs10"}, readWhole(file("sent.b64"))});
}

void EnrollingBox::keep(const HttpsReply& reply) const {
  CHECK_EQ(200L, reply.status);
  CHECK_EQ(std::string("application/pkcs7-mime; smime-type=certs-only"), reply.headers.at("content-type"));
  CHECK_EQ(std::string("base64"), reply.headers.at("content-transfer-encoding"));
  writeWhole(file("answer.b64"), reply.body);
  openssl({"base64", "-d", "-A", "-in", file("answer.b64"), "-out", file("answer.p7")});
  openssl({"pkcs7", "-inform", "DER", "-in", file("answer.p7"), "-print_certs", "-out", file("cert.pem")});
  openssl({"verify", "-purpose", "sslclient", "-CAfile", room_.ca(), file("cert.pem")});
}

HttpsReply EnrollingBox::getConfig(std::vector<std::string> headers) const {
  return HttpsClient(room_.centre().port("device"), room_.ca(), {file("cert.pem"), file("key.pem")})
      .send({"GET", "/device/v1/config", std::move(headers), {}});
}

std::string EnrollingBox::subject() const { return openssl({"x509", "-in", file("cert.pem"), "-noout", "-subject"}); }

ToolRun runCentreTool(CentreRoom& room, std::vector<std::string> args) {
  args.insert(args.begin() + 1, {"--data", room.centre().data()});
  Process tool(builtProgram("diemcau-centre"), room.dir(), {.args = std::move(args)});
  const ExitState state = tool.waitExit(20s);
  return {state.signal == 0 ? state.code : -1, tool.log()};
}

}  // namespace diemcau::test
