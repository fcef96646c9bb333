// SPDX-License-Identifier: Apache-2.0
// Sources that need nothing but a pipeline.
#include "daemon/media/capture/source_opener.h"

#include <utility>

namespace diemcau::media {
namespace {

class BackendOpener final : public SourceOpener {
 public:
  explicit BackendOpener(Medium medium) : medium_(medium) {}

  OpenedSource open(const SourceSpec& spec, const PictureFormat& format, CapturePipeline::OnSample on_sample) override {
    const CaptureBackend* backend = backendFor(medium_, spec.kind);
    if (backend == nullptr) return std::unexpected(SourceFault{SourceFaultKind::Missing, spec.argument});
    auto capture = CapturePipeline::start(backend->build(spec, format), backend->looped, std::move(on_sample));
    if (!capture) return std::unexpected(std::move(capture.error()));
    return OpenSource{nullptr, std::move(*capture)};
  }

 private:
  const Medium medium_;
};

}  // namespace

std::unique_ptr<SourceOpener> backendOpener(Medium medium) { return std::make_unique<BackendOpener>(medium); }

}  // namespace diemcau::media
