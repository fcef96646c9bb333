// SPDX-License-Identifier: Apache-2.0
// Renders a ScreenPlan file to a PNG: maket_render TEMPLATES PLAN.json OUT.png [WIDTHxHEIGHT [SITE NAME [PICTURES]]].
// Prints the facts of the rendering and how long it took.
#include <chrono>
#include <cstdio>
#include <fstream>

#include "daemon/screen/scenes.h"
#include "maket/png.h"
#include "tests/support/temp_dir.h"

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

int failWith(const diemcau::Error& error) {
  std::fprintf(stderr, "maket_render: %s\n", error.describe().c_str());
  return 1;
}

void print(const diemcau::RenderedFrame& facts) {
  std::printf("%ux%u inputs %s pixels %s\n", facts.width, facts.height, facts.inputs_sha256.c_str(),
              facts.pixels_sha256.c_str());
  for (const std::string& line : facts.lines) std::printf("  %s\n", line.c_str());
  for (const std::string& glyph : facts.missing_glyphs) std::printf("missing %s\n", glyph.c_str());
  for (const diemcau::ShrunkLine& line : facts.shrunk) std::printf("shrunk %s %.3f\n", line.slot.c_str(), line.scale);
  for (const std::string& slot : facts.overflow) std::printf("overflow %s\n", slot.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "Usage: maket_render TEMPLATES PLAN.json OUT.png [WIDTHxHEIGHT [SITE NAME [PICTURES]]]\n");
    return 2;
  }
  auto plan = diemcau::parseScreenPlan(diemcau::test::readWhole(argv[2]));
  if (!plan) return failWith(plan.error());
  if (argc > 4) std::sscanf(argv[4], "%ux%u", &plan->screen.width, &plan->screen.height);
  if (argc > 5) plan->site.name = argv[5];
  const auto started = std::chrono::steady_clock::now();
  diemcau::maket::Renderer renderer(argv[1], argc > 6 ? argv[6] : "");
  const auto rendering = diemcau::screen::renderScene(renderer, *plan, {plan->screen.width, plan->screen.height});
  if (!rendering) return failWith(rendering.error());
  const auto rendered = std::chrono::steady_clock::now();
  const auto png = diemcau::maket::encodePng(rendering->picture);
  if (!png) return failWith(png.error());
  const auto encoded = std::chrono::steady_clock::now();
  diemcau::test::writeWhole(argv[3], *png);
  print(rendering->facts);
  std::printf("%.1f ms to render, %.1f ms to encode, %zu bytes\n", Milliseconds(rendered - started).count(),
              Milliseconds(encoded - rendered).count(), png->size());
  return 0;
}
