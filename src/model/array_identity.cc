#include "model/array_identity.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
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

// What a side alone has, by the shared key that it stands behind ("" is the front, as a null).
using Behind = std::vector<std::pair<std::optional<std::string>, std::vector<std::string>>>;

Behind OwnOf(const std::vector<std::string>& order, const std::set<std::string>& shared) {
  Behind groups{{std::nullopt, {}}};
  for (const std::string& key : order) {
    if (shared.contains(key)) {
      groups.push_back({key, {}});
    } else {
      groups.back().second.push_back(key);
    }
  }
  return groups;
}

const std::vector<std::string>& GroupBehind(const Behind& groups,
                                            const std::optional<std::string>& key) {
  return std::find_if(groups.begin(), groups.end(),
                      [&](const auto& group) { return group.first == key; })
      ->second;
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
  const Behind own_mine = OwnOf(mine, shared);
  const Behind own_theirs = OwnOf(theirs, shared);
  const auto append = [&](const std::optional<std::string>& key) {
    AppendGroups(GroupBehind(own_mine, key), GroupBehind(own_theirs, key), precedence,
                 merged.order);
  };
  append(std::nullopt);
  for (const std::string& key : *backbone) {
    merged.order.push_back(key);
    append(key);
  }
  return merged;
}

}  // namespace imprint
