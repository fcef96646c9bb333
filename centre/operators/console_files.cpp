// SPDX-License-Identifier: Apache-2.0
// Names, types and caching of static files.
#include "centre/operators/console_files.h"

#include <array>
#include <utility>

#include "centre/crypto/digest.h"
#include "centre/files/atomic_file.h"
#include "centre/log/log.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxFile = 8 * 1024 * 1024;
constexpr std::size_t kHashLength = 8;  // Vite's

constexpr auto kTypes = std::to_array<std::pair<std::string_view, std::string_view>>({
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
});

constexpr std::string_view kNameSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

HttpResponse asResponse(const std::filesystem::path& file, std::string content, std::string_view if_none_match) {
  HttpResponse response;
  const std::string tag = sha256Hex(content).substr(0, 16);
  response.headers.emplace_back("etag", '"' + tag + '"');
  response.headers.emplace_back("cache-control",
                                hasHashedName(file) ? "public, max-age=31536000, immutable" : "no-cache");
  if (matchesEntityTag(if_none_match, tag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("content-type", contentTypeOf(file).value_or("application/octet-stream"));
  response.body = std::move(content);
  return response;
}

}  // namespace

std::optional<std::filesystem::path> consoleFile(std::string_view path) {
  if (path == "/") return "index.html";
  if (!path.starts_with('/')) return std::nullopt;
  std::filesystem::path file;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view name = path.substr(0, path.find('/'));
    if (name.empty() || name.starts_with('.') || name.find_first_not_of(kNameSigns) != name.npos) return std::nullopt;
    file /= name;
    path.remove_prefix(name.size());
  }
  if (!contentTypeOf(file)) return std::nullopt;
  return file;
}

std::optional<std::string_view> contentTypeOf(const std::filesystem::path& file) {
  const std::string extension = file.extension().string();
  for (const auto& [known, type] : kTypes) {
    if (known == extension) return type;
  }
  return std::nullopt;
}

bool hasHashedName(const std::filesystem::path& file) {
  if (file.begin() == file.end() || *file.begin() != "assets") return false;
  const std::string stem = file.stem().string();
  return stem.size() > kHashLength + 1 && stem[stem.size() - kHashLength - 1] == '-';
}

boost::asio::awaitable<HttpResponse> ConsoleFiles::get(const HttpRequest& request) {
  const auto file = consoleFile(request.path);
  if (!file) co_return errorResponse(404, "not_found", request.path);
  auto content = co_await files_.run([&] { return readFile(root_ / *file, kMaxFile); });
  if (content) co_return asResponse(*file, std::move(*content), request.header("if-none-match"));
  if (content.error().code != "not_found") logWarning("console: " + content.error().describe());
  co_return errorResponse(404, "not_found", request.path);
}

}  // namespace diemcau::centre
