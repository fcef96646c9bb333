// SPDX-License-Identifier: Apache-2.0
// Numbers, then bytes.
#include "daemon/media/judge/unit_parcel.h"

#include <cstring>

namespace diemcau::media {
namespace {

struct Head {
  std::uint32_t width;
  std::uint32_t height;
  std::uint32_t fps;
  std::uint32_t units;
  std::uint32_t points;
};

struct UnitHead {
  std::int64_t pts;
  std::uint32_t keyframe;
  std::uint32_t bytes;
};

template <class T>
void put(std::vector<std::uint8_t>& out, const T& value) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
  out.insert(out.end(), bytes, bytes + sizeof value);
}

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  template <class T>
  std::optional<T> value() {
    const auto bytes = take(sizeof(T));
    if (!bytes) return std::nullopt;
    T value;
    std::memcpy(&value, bytes->data(), sizeof value);
    return value;
  }
  std::optional<std::vector<std::uint8_t>> take(std::size_t count) {
    if (count > rest_.size()) return std::nullopt;
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return std::vector(taken.begin(), taken.end());
  }
  [[nodiscard]] bool empty() const { return rest_.empty(); }

 private:
  std::span<const std::uint8_t> rest_;
};

std::optional<KeptUnit> unitFrom(Reader& reader) {
  const auto head = reader.value<UnitHead>();
  if (!head) return std::nullopt;
  auto bytes = reader.take(head->bytes);
  if (!bytes) return std::nullopt;
  return KeptUnit{head->keyframe != 0, std::chrono::nanoseconds(head->pts), *std::move(bytes)};
}

std::optional<PicturePoints> pointsFrom(Reader& reader) {
  PicturePoints points;
  for (auto& plane : points) {
    auto bytes = reader.take(kPointsOfPlane);
    if (!bytes) return std::nullopt;
    plane = *std::move(bytes);
  }
  return points;
}

}  // namespace

std::vector<std::uint8_t> pack(const UnitsToJudge& judged) {
  std::vector<std::uint8_t> out;
  put(out, Head{judged.picture.width, judged.picture.height, judged.picture.fps,
                static_cast<std::uint32_t>(judged.units.size()), static_cast<std::uint32_t>(judged.points.size())});
  for (const KeptUnit& unit : judged.units) {
    put(out, UnitHead{unit.pts.count(), unit.keyframe ? 1U : 0U, static_cast<std::uint32_t>(unit.bytes.size())});
    out.insert(out.end(), unit.bytes.begin(), unit.bytes.end());
  }
  for (const PicturePoints& points : judged.points) {
    for (const auto& plane : points) out.insert(out.end(), plane.begin(), plane.end());
  }
  return out;
}

std::optional<UnitParcel> unpack(std::span<const std::uint8_t> bytes) {
  Reader reader(bytes);
  const auto head = reader.value<Head>();
  if (!head) return std::nullopt;
  UnitParcel parcel{.picture = {head->width, head->height, head->fps}, .units = {}, .points = {}};
  while (parcel.units.size() < head->units) {
    auto unit = unitFrom(reader);
    if (!unit) return std::nullopt;
    parcel.units.push_back(*std::move(unit));
  }
  while (parcel.points.size() < head->points) {
    auto points = pointsFrom(reader);
    if (!points) return std::nullopt;
    parcel.points.push_back(*std::move(points));
  }
  return reader.empty() ? std::optional(std::move(parcel)) : std::nullopt;
}

}  // namespace diemcau::media
