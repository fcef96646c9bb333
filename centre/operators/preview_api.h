// SPDX-License-Identifier: Apache-2.0
// The operators' API of previews: a draft as the rooms would show it, with what is wrong about it, before it is pushed.
#pragma once

#include <string>

#include "centre/fleet/endpoint_finder.h"
#include "centre/http/router.h"
#include "centre/operators/operator_gate.h"
#include "centre/operators/preview_request.h"
#include "centre/preview/render_desk.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class PreviewApi {
 public:
  PreviewApi(EndpointFinder& finder, StoreThread& store, RenderDesk& desk, const OperatorGate& gate)
      : finder_(finder), store_(store), desk_(desk), gate_(gate) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;

  Task preview(const HttpRequest& request, const SessionRecord& session);
  Task picture(const HttpRequest& request, const SessionRecord& session);
  // One room's part of the answer, as JSON. Errors: preview.endpoint_unknown, preview.config_missing, preview.busy;
  // document.*, patch.*, store.*.
  [[nodiscard]] boost::asio::awaitable<Result<std::string>> previewOf(const std::string& id,
                                                                      const PreviewRequest& request);

  EndpointFinder& finder_;
  StoreThread& store_;
  RenderDesk& desk_;
  const OperatorGate& gate_;
};

}  // namespace diemcau::centre
