// SPDX-License-Identifier: Apache-2.0
// ScreenStatus as JSON.
#include "contract/screen_status.h"

#include <ranges>

#include "contract/json_document.h"
#include "contract/plan_parts.h"
#include "contract/status_parts.h"
#include "contract/text.h"

namespace diemcau {
namespace {

constexpr std::pair<std::string_view, ProofState> kProofStates[] = {
    {"unknown", ProofState::Unknown}, {"yes", ProofState::Yes}, {"no", ProofState::No}};

constexpr std::size_t kMaxFindings = 64;  // of each kind
constexpr std::size_t kMaxGlyph = 16;
constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxLine = 1024;
constexpr std::size_t kMaxDisplays = 16;
constexpr double kMaxRefresh = 1000;

OrderedJson toJson(const std::vector<std::string>& texts, std::size_t max_bytes) {
  OrderedJson json = OrderedJson::array();
  for (const std::string& text : texts | std::views::take(kMaxFindings)) json.push_back(fitText(text, max_bytes));
  return json;
}

Proof readProof(ObjectReader reader) {
  Proof proof;
  proof.state = reader.choice("state", kProofStates);
  proof.detail = reader.text("detail");
  proof.since = reader.time("since");
  return proof;
}

OrderedJson toJson(const Proof& proof) {
  return {{"state", nameOf(proof.state)},
          {"detail", fitText(proof.detail, kMaxDetail)},
          {"since", formatTimestamp(proof.since)}};
}

RenderedFrame readRendered(ObjectReader reader) {
  RenderedFrame frame;
  frame.width = reader.uint32("width", 0, UINT32_MAX);
  frame.height = reader.uint32("height", 0, UINT32_MAX);
  frame.inputs_sha256 = reader.text("inputs_sha256", {0, 64});
  frame.pixels_sha256 = reader.text("pixels_sha256", {0, 64});
  frame.missing_glyphs = reader.texts("missing_glyphs", kMaxFindings, {1, kMaxGlyph});
  reader.objects("shrunk", kMaxFindings, [&](ObjectReader entry) {
    frame.shrunk.push_back({entry.text("slot", {1, kMaxName}), entry.real("scale", 0, 1)});
  });
  frame.overflow = reader.texts("overflow", kMaxFindings, {1, kMaxName});
  frame.lines = reader.texts("lines", kMaxFindings, {0, kMaxLine});
  return frame;
}

OrderedJson toJson(const RenderedFrame& frame) {
  OrderedJson json;
  json["width"] = frame.width;
  json["height"] = frame.height;
  json["inputs_sha256"] = frame.inputs_sha256;
  json["pixels_sha256"] = frame.pixels_sha256;
  json["missing_glyphs"] = toJson(frame.missing_glyphs, kMaxGlyph);
  json["shrunk"] = OrderedJson::array();
  for (const ShrunkLine& line : frame.shrunk | std::views::take(kMaxFindings)) {
    OrderedJson entry;
    entry["slot"] = fitText(line.slot, kMaxName);
    entry["scale"] = fitReal(line.scale, 0, 1);
    json["shrunk"].push_back(std::move(entry));
  }
  json["overflow"] = toJson(frame.overflow, kMaxName);
  json["lines"] = toJson(frame.lines, kMaxLine);
  return json;
}

DisplayStatus readDisplay(ObjectReader reader) {
  DisplayStatus display;
  display.connector = reader.text("connector", {1, kMaxConnector});
  display.connected = reader.flag("connected");
  display.used = reader.flag("used");
  display.maker = reader.text("maker", {0, kMaxName});
  display.model = reader.text("model", {0, kMaxName});
  display.serial = reader.text("serial", {0, kMaxName});
  display.width = reader.uint32("width", 0, UINT32_MAX);
  display.height = reader.uint32("height", 0, UINT32_MAX);
  display.refresh_hz = reader.real("refresh_hz", 0, kMaxRefresh);
  return display;
}

OrderedJson toJson(const DisplayStatus& display) {
  OrderedJson json;
  json["connector"] = fitText(display.connector, kMaxConnector);
  json["connected"] = display.connected;
  json["used"] = display.used;
  json["maker"] = fitText(display.maker, kMaxName);
  json["model"] = fitText(display.model, kMaxName);
  json["serial"] = fitText(display.serial, kMaxName);
  json["width"] = display.width;
  json["height"] = display.height;
  json["refresh_hz"] = fitReal(display.refresh_hz, 0, kMaxRefresh);
  return json;
}

}  // namespace

std::string_view nameOf(ProofState state) { return nameIn(kProofStates, state); }

ScreenStatus readScreenStatus(ObjectReader reader) {
  ScreenStatus status;
  reader.schema(kScreenStatusSchema);
  status.pid = reader.uint32("pid", 0, UINT32_MAX);
  status.started_at = reader.time("started_at");
  status.config_version = reader.uint64("config_version", 0, kMaxCount);
  status.scene = readScene(reader);
  status.output = reader.text("output", {0, kMaxName});
  status.rendered = readRendered(reader.object("rendered"));
  status.scanned_out = readProof(reader.object("scanned_out"));
  status.display_there = readProof(reader.object("display_there"));
  status.display_awake = readProof(reader.object("display_awake"));
  if (reader.has("displays")) {
    reader.objects("displays", kMaxDisplays,
                   [&](ObjectReader entry) { status.displays.push_back(readDisplay(std::move(entry))); });
  }
  status.snapshot = readSnapshot(reader.object("snapshot"));
  status.conditions = readConditions(reader);
  return status;
}

OrderedJson toJson(const ScreenStatus& status) {
  OrderedJson json;
  json["schema"] = kScreenStatusSchema;
  json["pid"] = status.pid;
  json["started_at"] = formatTimestamp(status.started_at);
  json["config_version"] = status.config_version;
  json["scene"] = nameOf(status.scene);
  json["output"] = fitText(status.output, kMaxName);
  json["rendered"] = toJson(status.rendered);
  json["scanned_out"] = toJson(status.scanned_out);
  json["display_there"] = toJson(status.display_there);
  json["display_awake"] = toJson(status.display_awake);
  json["displays"] = OrderedJson::array();
  for (const DisplayStatus& display : status.displays | std::views::take(kMaxDisplays)) {
    json["displays"].push_back(toJson(display));
  }
  json["snapshot"] = toJson(status.snapshot);
  json["conditions"] = toJson(status.conditions);
  return json;
}

Result<ScreenStatus> parseScreenStatus(std::string_view json) {
  return readDocument<ScreenStatus>(json, readScreenStatus);
}

std::string writeScreenStatus(const ScreenStatus& status) { return dumpJson(toJson(status)); }

}  // namespace diemcau
