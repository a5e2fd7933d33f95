#include "model/array_identity.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/json/text.h"

namespace imprint {
namespace {

using json::Type;
using json::Value;

constexpr std::array<std::string_view, 5> kIdentities{"_id", "id", "key", "name", "generate"};

bool IsWord(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-' || c == '$';
  });
}

std::optional<std::string> MemberKey(const Value& element, std::string_view member) {
  const Value value = element[member];
  if (!value.valid()) return std::nullopt;
  if (value.is_string()) return value.string();
  if (value.type() == Type::kNumber) return std::string(value.raw());
  return std::nullopt;
}

// "_exportId=64f0..." where the element holds exactly one reference.
std::optional<std::string> ReferenceKey(const Value& element) {
  std::optional<std::string> found;
  bool several = false;
  element.ForEachMember([&](Value key, Value value) {
    const std::string name = key.string();
    if (!name.ends_with("Id") || !value.is_string()) return;
    several = found.has_value();
    found = name + "=" + value.string();
  });
  return several ? std::nullopt : found;
}

template <typename KeyOf>
bool TellsApart(std::span<const Value> arrays, KeyOf&& key_of) {
  for (const Value& array : arrays) {
    std::set<std::string> seen;
    bool distinct = true;
    array.ForEachItem([&](Value element) {
      const auto key = element.is_object() ? key_of(element) : std::nullopt;
      distinct = distinct && key && seen.insert(*key).second;
    });
    if (!distinct) return false;
  }
  return true;
}

std::vector<std::string> Shared(const std::vector<std::string>& order,
                                const std::set<std::string>& shared) {
  std::vector<std::string> kept;
  for (const std::string& key : order) {
    if (shared.contains(key)) kept.push_back(key);
  }
  return kept;
}

/// What a side alone has: in front of all shared keys, and behind each of them.
struct Own {
  std::vector<std::string> front;
  std::unordered_map<std::string, std::vector<std::string>> behind;

  const std::vector<std::string>& Behind(const std::string& key) const {
    static const std::vector<std::string> none;
    const auto found = behind.find(key);
    return found == behind.end() ? none : found->second;
  }
};

Own OwnOf(const std::vector<std::string>& order, const std::set<std::string>& shared) {
  Own own;
  const std::string* last = nullptr;
  for (const std::string& key : order) {
    if (shared.contains(key)) {
      last = &key;
    } else {
      (last ? own.behind[*last] : own.front).push_back(key);
    }
  }
  return own;
}

void AppendGroups(const std::vector<std::string>& mine, const std::vector<std::string>& theirs,
                  Precedence precedence, std::vector<std::string>& out) {
  const bool mine_first =
      precedence == Precedence::kEqual && !mine.empty() && !theirs.empty() && mine < theirs;
  for (const auto* group : {mine_first ? &mine : &theirs, mine_first ? &theirs : &mine}) {
    out.insert(out.end(), group->begin(), group->end());
  }
}

}  // namespace

std::string PathStep(std::string_view key, bool first) {
  if (!IsWord(key)) return "[" + json::Quote(key) + "]";
  return (first ? "" : ".") + std::string(key);
}

ArrayIdentity::ArrayIdentity(std::span<const Value> arrays) {
  for (const std::string_view member : kIdentities) {
    if (!TellsApart(arrays, [&](const Value& v) { return MemberKey(v, member); })) continue;
    kind_ = Kind::kMember;
    member_ = member;
    return;
  }
  if (TellsApart(arrays, ReferenceKey)) kind_ = Kind::kReference;
}

Keyed ArrayIdentity::Key(Value array) const {
  Keyed keyed;
  array.ForEachItem([&](Value element) {
    std::string key;
    switch (kind_) {
      case Kind::kMember:
        key = *MemberKey(element, member_);
        break;
      case Kind::kReference:
        key = *ReferenceKey(element);
        break;
      case Kind::kPosition:
        key = std::to_string(keyed.order.size());
        break;
    }
    keyed.elements.emplace(key, element);
    keyed.order.push_back(std::move(key));
  });
  return keyed;
}

std::string ArrayIdentity::Step(const std::string& key) const {
  if (kind_ == Kind::kMember) return "[" + member_ + "=" + key + "]";
  return "[" + key + "]";
}

MergedOrder MergeOrder(const std::vector<std::string>& base, const std::vector<std::string>& mine,
                       const std::vector<std::string>& theirs, Precedence precedence) {
  const std::set<std::string> of_mine(mine.begin(), mine.end());
  std::set<std::string> shared;
  for (const std::string& key : theirs) {
    if (of_mine.contains(key)) shared.insert(key);
  }
  const std::vector<std::string> shared_mine = Shared(mine, shared);
  const std::vector<std::string> shared_theirs = Shared(theirs, shared);
  MergedOrder merged;
  const std::vector<std::string>* backbone = &shared_theirs;
  if (precedence == Precedence::kEqual && shared_mine != shared_theirs) {
    const std::vector<std::string> before = Shared(base, shared);
    if (before == shared_theirs) {
      backbone = &shared_mine;
    } else if (before != shared_mine) {
      merged.contradiction = true;
    }
  }
  const Own own_mine = OwnOf(mine, shared);
  const Own own_theirs = OwnOf(theirs, shared);
  AppendGroups(own_mine.front, own_theirs.front, precedence, merged.order);
  for (const std::string& key : *backbone) {
    merged.order.push_back(key);
    AppendGroups(own_mine.Behind(key), own_theirs.Behind(key), precedence, merged.order);
  }
  return merged;
}

}  // namespace imprint
