#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/json/document.h"
#include "model/records.h"

namespace imprint::native {

/// What is wrong with one request, so that all of it is told at once.
class Faults {
 public:
  /// The first `most` are kept.
  explicit Faults(std::size_t most) : most_(most) {}

  /// `what` goes on behind the field: "must be a text".
  void Add(std::string field, std::string_view what, ErrorCode code = ErrorCode::kInvalidField);
  /// An error with all of them, where there is one.
  Status Take();

 private:
  std::size_t most_;
  std::vector<Problem> problems_;
};

/// "path.name", or the name alone where there is no path; what is long is cut.
std::string FieldPath(std::string_view path, std::string_view name);

/// A JSON object of a request, member by member. A member that is not what it is asked for as is a
/// fault and reads as absent; null is no value of any member.
class ObjectReader {
 public:
  /// `path` leads to the object, in faults; empty for the body. Not an object: one fault, and all
  /// members read as absent.
  ObjectReader(json::Value object, std::string path, Faults& faults);

  bool Has(std::string_view name);
  /// Adds kMissingField where there is no such member.
  void Require(std::string_view name);

  /// A text that is not empty.
  std::optional<std::string> Text(std::string_view name);
  /// Any text.
  std::optional<std::string> AnyText(std::string_view name);
  std::optional<bool> Flag(std::string_view name);
  /// A whole number from 1.
  std::optional<std::uint32_t> Number(std::string_view name);
  /// 24 hex digits or a UUID.
  std::optional<Id> AnyId(std::string_view name);
  /// 64 hex digits.
  std::optional<Hash> HashText(std::string_view name);
  /// The index of the text among `values`.
  std::optional<std::size_t> Choice(std::string_view name,
                                    std::span<const std::string_view> values);
  /// An object; invalid where it is absent.
  json::Value Object(std::string_view name);
  json::Value Array(std::string_view name);
  /// Whatever it is; invalid where it is absent.
  json::Value Any(std::string_view name);

  /// Adds a fault for each member that was not asked for.
  void RefuseOthers();

  std::string PathOf(std::string_view name) const { return FieldPath(path_, name); }

 private:
  json::Value Typed(std::string_view name, json::Type type, std::string_view what);
  void Refuse(std::string_view name, std::string_view what);

  json::Value object_;
  std::string path_;
  Faults& faults_;
  std::vector<std::string_view> known_;
};

/// What becomes of credentials in a template, as fields and parameters say it.
inline constexpr std::array<std::string_view, 2> kSecretPolicies = {"refuse", "variables"};

/// "'a', 'b' or 'c'".
std::string OneOf(std::span<const std::string_view> values);

/// An id of either kind of thing: 24 hex digits or a UUID.
std::optional<Id> ParseId(std::string_view text);

}  // namespace imprint::native
