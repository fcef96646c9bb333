// SPDX-License-Identifier: Apache-2.0
// Bounded JSON parsing and typed reading of members.
#include "contract/json_document.h"

#include <cmath>
#include <limits>

#include "contract/envelope.h"
#include "contract/text.h"

namespace diemcau {
namespace {

// Builds the tree while it counts: stops at the first thing that is too deep or doubled. The names
// of the callbacks are nlohmann's.
class BoundedBuilder {
 public:
  explicit BoundedBuilder(std::size_t depth) : max_depth_(depth) {}

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(std::int64_t value) { return put(value); }
  bool number_unsigned(std::uint64_t value) { return put(value); }
  bool number_float(double value, const std::string&) { return put(value); }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    if (stack_.back()->contains(name)) return stop("member_duplicate", "\"" + name.substr(0, 64) + "\"");
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    return stop("not_json", "at byte " + std::to_string(position));
  }

  std::optional<Error> error;
  Json root;

 private:
  template <class T>
  Json* add(T&& value) {
    if (stack_.empty()) return &(root = std::forward<T>(value));
    Json& parent = *stack_.back();
    if (parent.is_array()) return &parent.emplace_back(std::forward<T>(value));
    return &(parent[key_] = std::forward<T>(value));
  }
  template <class T>
  bool put(T&& value) {
    add(std::forward<T>(value));
    return true;
  }
  bool open(Json empty) {
    if (stack_.size() >= max_depth_) return stop("too_deep", "more than " + std::to_string(max_depth_) + " levels");
    stack_.push_back(add(std::move(empty)));
    return true;
  }
  bool close() {
    stack_.pop_back();
    return true;
  }
  bool stop(std::string_view code, std::string context) {
    error = Error{kDocumentDomain, code, std::move(context)};
    return false;
  }

  std::size_t max_depth_;
  std::vector<Json*> stack_;  // open containers; an element's address holds while its parent stays open
  std::string key_;
};

}  // namespace

Result<Json> parseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return fail(kDocumentDomain, "too_large",
                std::to_string(text.size()) + " bytes, at most " + std::to_string(limits.bytes));
  }
  if (!isUtf8(text)) return fail(kDocumentDomain, "text_not_utf8");
  // nlohmann's lexer takes a NUL for the end of the text and would not look behind it.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return fail(kDocumentDomain, "not_json", "at byte " + std::to_string(nul + 1));
  }
  BoundedBuilder builder(limits.depth);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) {
    return std::unexpected(builder.error.value_or(Error{kDocumentDomain, "not_json", {}}));
  }
  return std::move(builder.root);
}

std::string dumpJson(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

ObjectReader::ObjectReader(const Json* value, std::string pointer, std::optional<Error>& error)
    : value_(value), pointer_(std::move(pointer)), error_(error) {
  if (value_ != nullptr && !value_->is_object()) {
    if (!error_) error_ = Error{kDocumentDomain, "member_type", pointer_ + ": an object is expected"};
    value_ = nullptr;
  }
}

void ObjectReader::refuse(std::string_view name, std::string_view code, std::string_view detail) {
  if (error_) return;
  std::string context = pointer_;
  context.append("/").append(name);
  if (!detail.empty()) context.append(": ").append(detail);
  error_ = Error{kDocumentDomain, code, std::move(context)};
}

bool ObjectReader::has(std::string_view name) const { return value_ != nullptr && value_->contains(name); }

const Json* ObjectReader::member(std::string_view name) {
  if (value_ == nullptr) return nullptr;
  const auto found = value_->find(name);
  if (found == value_->end()) {
    refuse(name, "member_missing");
    return nullptr;
  }
  return &*found;
}

void ObjectReader::schema(std::string_view expected) {
  const std::string found = text("schema", {0, 128});
  if (found != expected) refuse("schema", "schema_unknown", found);
}

std::string ObjectReader::checkedText(const Json& value, std::string_view name, TextRule rule) {
  if (!value.is_string()) {
    refuse(name, "member_type", "a string is expected");
    return {};
  }
  const auto& raw = value.get_ref<const std::string&>();
  if (raw.size() > rule.max_bytes) {
    refuse(name, "text_length", "at most " + std::to_string(rule.max_bytes) + " bytes");
    return {};
  }
  if (hasControlCharacter(raw)) {
    refuse(name, "text_invalid", "control character");
    return {};
  }
  std::optional<std::string> composed = toNfc(raw);
  if (!composed) {
    refuse(name, "text_invalid", "no NFC form");
    return {};
  }
  // NFC can make a few texts longer; the limits hold for what goes on.
  if (composed->size() > rule.max_bytes || composed->size() < rule.min_bytes) {
    refuse(name, "text_length", std::to_string(rule.min_bytes) + " to " + std::to_string(rule.max_bytes) + " bytes");
    return {};
  }
  return *std::move(composed);
}

std::string ObjectReader::text(std::string_view name, TextRule rule) {
  const Json* value = member(name);
  return value == nullptr ? std::string() : checkedText(*value, name, rule);
}

std::uint64_t ObjectReader::uint64(std::string_view name, std::uint64_t min, std::uint64_t max) {
  const Json* value = member(name);
  if (value == nullptr) return min;
  if (!value->is_number()) {
    refuse(name, "member_type", "a whole number is expected");
    return min;
  }
  // Written as 3.0 or 3e0 it is not taken: whole numbers have one form (and every digit counts).
  if (value->is_number_float()) {
    refuse(name, "member_type", "a whole number is expected");
    return min;
  }
  if (!value->is_number_unsigned() || value->get<std::uint64_t>() < min || value->get<std::uint64_t>() > max) {
    refuse(name, "value_out_of_range", std::to_string(min) + " to " + std::to_string(max));
    return min;
  }
  return value->get<std::uint64_t>();
}

std::uint32_t ObjectReader::uint32(std::string_view name, std::uint32_t min, std::uint32_t max) {
  return static_cast<std::uint32_t>(uint64(name, min, max));
}

std::int32_t ObjectReader::int32(std::string_view name, std::int32_t min, std::int32_t max) {
  const Json* value = member(name);
  if (value == nullptr) return min;
  if (!value->is_number_integer()) {
    refuse(name, "member_type", "a whole number is expected");
    return min;
  }
  const bool large = value->is_number_unsigned() && value->get<std::uint64_t>() > INT32_MAX;
  if (large || value->get<std::int64_t>() < min || value->get<std::int64_t>() > max) {
    refuse(name, "value_out_of_range", std::to_string(min) + " to " + std::to_string(max));
    return min;
  }
  return value->get<std::int32_t>();
}

double ObjectReader::real(std::string_view name, double min, double max) {
  const Json* value = member(name);
  if (value == nullptr) return min;
  if (!value->is_number()) {
    refuse(name, "member_type", "a number is expected");
    return min;
  }
  const auto number = value->get<double>();
  if (!std::isfinite(number) || number < min || number > max) {
    refuse(name, "value_out_of_range");
    return min;
  }
  return number;
}

bool ObjectReader::flag(std::string_view name) {
  const Json* value = member(name);
  if (value == nullptr) return false;
  if (!value->is_boolean()) {
    refuse(name, "member_type", "true or false is expected");
    return false;
  }
  return value->get<bool>();
}

Timestamp ObjectReader::time(std::string_view name) {
  const std::string value = text(name, {1, 64});
  if (value.empty()) return {};
  const Result<Timestamp> parsed = parseTimestamp(value);
  if (!parsed) {
    refuse(name, "time_malformed", value);
    return {};
  }
  return *parsed;
}

std::string ObjectReader::base64(std::string_view name, std::size_t max_bytes) {
  const Json* value = member(name);
  if (value == nullptr) return {};
  if (!value->is_string()) {
    refuse(name, "member_type", "a string is expected");
    return {};
  }
  Result<std::string> bytes = decodeBase64(value->get_ref<const std::string&>());
  if (!bytes) {
    refuse(name, "base64_malformed");
    return {};
  }
  if (bytes->size() > max_bytes) {
    refuse(name, "text_length", "at most " + std::to_string(max_bytes) + " bytes");
    return {};
  }
  return *std::move(bytes);
}

ObjectReader ObjectReader::object(std::string_view name) {
  return {member(name), pointer_ + "/" + std::string(name), error_};
}

std::vector<std::string> ObjectReader::texts(std::string_view name, std::size_t max_items, TextRule rule) {
  std::vector<std::string> result;
  const Json* value = member(name);
  if (value == nullptr) return result;
  if (!value->is_array()) {
    refuse(name, "member_type", "an array is expected");
    return result;
  }
  if (value->size() > max_items) {
    refuse(name, "value_out_of_range", "at most " + std::to_string(max_items) + " elements");
    return result;
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    result.push_back(checkedText((*value)[i], std::string(name) + "/" + std::to_string(i), rule));
  }
  return result;
}

void ObjectReader::objects(std::string_view name, std::size_t max_items,
                           const std::function<void(ObjectReader)>& read) {
  const Json* value = member(name);
  if (value == nullptr) return;
  if (!value->is_array()) return refuse(name, "member_type", "an array is expected");
  if (value->size() > max_items) {
    return refuse(name, "value_out_of_range", "at most " + std::to_string(max_items) + " elements");
  }
  for (std::size_t i = 0; i < value->size() && !error_; ++i) {
    read(ObjectReader(&(*value)[i], pointer_ + "/" + std::string(name) + "/" + std::to_string(i), error_));
  }
}

void ObjectReader::textMap(std::string_view name, std::size_t max_items, TextRule rule,
                           const std::function<void(const std::string&, const std::string&)>& read) {
  const Json* value = member(name);
  if (value == nullptr) return;
  if (!value->is_object()) return refuse(name, "member_type", "an object is expected");
  if (value->size() > max_items) {
    return refuse(name, "value_out_of_range", "at most " + std::to_string(max_items) + " members");
  }
  for (const auto& [key, element] : value->items()) {
    const std::string where = std::string(name) + "/" + key.substr(0, 128);
    const std::string text = checkedText(element, where, rule);
    if (error_) return;
    read(key, text);
  }
}

}  // namespace diemcau
