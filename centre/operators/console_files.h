// SPDX-License-Identifier: Apache-2.0
// The console's static files.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "centre/http/message.h"
#include "centre/loop/worker.h"

namespace diemcau::centre {

// What the console may do in a browser: load from here, and nothing else.
inline constexpr std::string_view kConsolePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// Serves the files below one directory; "/" is index.html. Reads them anew each time, on `files`.
class ConsoleFiles {
 public:
  ConsoleFiles(std::filesystem::path root, Worker& files) : root_(std::move(root)), files_(files) {}

  [[nodiscard]] boost::asio::awaitable<HttpResponse> get(const HttpRequest& request);

 private:
  std::filesystem::path root_;
  Worker& files_;
};

// The file below the root for a path; none for what is not a plain name at every step, or has no
// known type.
[[nodiscard]] std::optional<std::filesystem::path> consoleFile(std::string_view path);
[[nodiscard]] std::optional<std::string_view> contentTypeOf(const std::filesystem::path& file);
// Whether the name carries a hash of the content ("assets/index-BfQ3a9xZ.js"), so that it never changes.
[[nodiscard]] bool hasHashedName(const std::filesystem::path& file);

}  // namespace diemcau::centre
