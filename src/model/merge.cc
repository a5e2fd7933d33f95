#include "model/merge.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "base/json/text.h"
#include "base/json/writer.h"
#include "model/array_identity.h"
#include "model/merge_cost.h"

namespace imprint {
namespace {

using json::Type;
using json::Value;

std::optional<std::string> TextOf(const Value& value) {
  if (!value.valid()) return std::nullopt;
  return std::string(value.token());
}

bool SameOrAbsent(const Value& a, const Value& b) {
  if (!a.valid() || !b.valid()) return a.valid() == b.valid();
  return SameValue(a, b);
}

/// The members of an object by their names; large ones are indexed, so that looking up all of them
/// does not take the square of their number.
class Members {
 public:
  explicit Members(const Value& object) : object_(object) {
    std::size_t count = 0;
    object.ForEachMember([&](Value, Value) { ++count; });
    if (count <= kFew) return;
    index_.reserve(count);
    object.ForEachMember([&](Value key, Value value) { index_.emplace(key.string(), value); });
  }

  /// An invalid Value where there is none.
  Value operator[](const std::string& name) const {
    if (!object_.valid()) return Value();
    if (index_.empty()) return object_[name];
    const auto found = index_.find(name);
    return found == index_.end() ? Value() : found->second;
  }

 private:
  static constexpr std::size_t kFew = 16;
  Value object_;
  std::unordered_map<std::string, Value> index_;
};

/// The three states of one place. An invalid Value is a place that is not there.
struct Three {
  Value base, mine, theirs;
};

class Merger {
 public:
  Merger(const Resolutions& resolutions, Side fallback)
      : resolutions_(resolutions), fallback_(fallback) {}

  std::optional<std::string> At(const std::string& path, const Three& at) {
    if (const Value* one = Changed(at)) return TextOf(*one);
    const bool both = at.mine.valid() && at.theirs.valid();
    if (both && at.mine.is_object() && at.theirs.is_object() &&
        (!at.base.valid() || at.base.is_object())) {
      return Object(path, at);
    }
    if (both && at.base.valid() && at.base.is_array() && at.mine.is_array() &&
        at.theirs.is_array()) {
      return Array(path, at);
    }
    return Conflict(path, at);
  }

  /// One place, whatever it holds.
  std::optional<std::string> Whole(const Three& at) {
    if (const Value* one = Changed(at)) return TextOf(*one);
    return Conflict("", at);
  }

  MergeResult TakeResult(std::optional<std::string> text) {
    result_.text = std::move(text).value_or("null");
    return std::move(result_);
  }

 private:
  // What the place comes to where one side at most changed it; null where both did.
  static const Value* Changed(const Three& at) {
    if (SameOrAbsent(at.mine, at.theirs)) return &at.theirs;
    if (SameOrAbsent(at.base, at.mine)) return &at.theirs;
    if (SameOrAbsent(at.base, at.theirs)) return &at.mine;
    return nullptr;
  }

  std::optional<std::string> Conflict(const std::string& path, const Three& at) {
    result_.conflicts.push_back({path, TextOf(at.base), TextOf(at.mine), TextOf(at.theirs)});
    const auto found = resolutions_.find(path);
    if (found == resolutions_.end()) result_.unresolved.push_back(path);
    const Resolution chosen = found == resolutions_.end() ? Resolution{fallback_} : found->second;
    if (chosen.value) return chosen.value;
    switch (chosen.side) {
      case Side::kMine:
        return TextOf(at.mine);
      case Side::kTheirs:
        return TextOf(at.theirs);
      case Side::kBase:
        return TextOf(at.base);
    }
    return TextOf(at.mine);
  }

  std::optional<std::string> Object(const std::string& path, const Three& at) {
    const std::vector<std::string> keys =
        MergeOrder({}, KeysOf(at.mine), KeysOf(at.theirs), Precedence::kTheirs).order;
    const Members base(at.base);
    const Members mine(at.mine);
    const Members theirs(at.theirs);
    std::string out;
    json::Writer writer(out);
    writer.BeginObject();
    for (const std::string& key : keys) {
      const auto member =
          At(path + PathStep(key, path.empty()), {base[key], mine[key], theirs[key]});
      if (member) writer.Key(key).Raw(*member);
    }
    writer.EndObject();
    return out;
  }

  static std::vector<std::string> KeysOf(const Value& object) {
    std::vector<std::string> keys;
    object.ForEachMember([&](Value key, Value) { keys.push_back(key.string()); });
    return keys;
  }

  std::optional<std::string> Array(const std::string& path, const Three& at) {
    const std::array<Value, 3> all{at.base, at.mine, at.theirs};
    const ArrayIdentity identity(all);
    const Keyed base = identity.Key(at.base);
    const Keyed mine = identity.Key(at.mine);
    const Keyed theirs = identity.Key(at.theirs);
    MergedOrder merged = MergeOrder(base.order, mine.order, theirs.order, Precedence::kEqual);
    // Both sides put what they share into other places: only a person knows which order is meant.
    if (merged.contradiction) return Conflict(path, at);
    std::string out;
    json::Writer writer(out);
    writer.BeginArray();
    for (const std::string& key : merged.order) {
      const auto element =
          At(path + identity.Step(key), {base.Find(key), mine.Find(key), theirs.Find(key)});
      if (element) writer.Raw(*element);
    }
    writer.EndArray();
    return out;
  }

  const Resolutions& resolutions_;
  const Side fallback_;
  MergeResult result_;
};

void CompareAt(const std::string& path, const Value& from, const Value& to,
               std::vector<Difference>& out) {
  if (SameOrAbsent(from, to)) return;
  const bool both = from.valid() && to.valid();
  if (both && from.is_object() && to.is_object()) {
    const Members before(from);
    const Members after(to);
    to.ForEachMember([&](Value key, Value value) {
      const std::string name = key.string();
      CompareAt(path + PathStep(name, path.empty()), before[name], value, out);
    });
    from.ForEachMember([&](Value key, Value value) {
      const std::string name = key.string();
      if (!after[name].valid()) CompareAt(path + PathStep(name, path.empty()), value, Value(), out);
    });
    return;
  }
  if (both && from.is_array() && to.is_array()) {
    const std::array<Value, 2> all{from, to};
    const ArrayIdentity identity(all);
    const Keyed before = identity.Key(from);
    const Keyed after = identity.Key(to);
    const std::size_t first = out.size();
    for (const std::string& key : after.order) {
      CompareAt(path + identity.Step(key), before.Find(key), after.Find(key), out);
    }
    for (const std::string& key : before.order) {
      if (!after.Find(key).valid()) {
        CompareAt(path + identity.Step(key), before.Find(key), Value(), out);
      }
    }
    // The same elements in another order.
    if (out.size() == first) out.push_back({path, TextOf(from), TextOf(to)});
    return;
  }
  out.push_back({path, TextOf(from), TextOf(to)});
}

bool SameObject(const Value& a, const Value& b) {
  std::size_t of_a = 0;
  std::size_t of_b = 0;
  bool same = true;
  const Members others(b);
  b.ForEachMember([&](Value, Value) { ++of_b; });
  a.ForEachMember([&](Value key, Value value) {
    ++of_a;
    if (!same) return;
    const Value other = others[key.string()];
    same = other.valid() && SameValue(value, other);
  });
  return same && of_a == of_b;
}

bool SameArray(const Value& a, const Value& b) {
  const std::vector<Value> left = a.items();
  const std::vector<Value> right = b.items();
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), SameValue);
}

}  // namespace

bool SameValue(Value a, Value b) {
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case Type::kObject:
      return a.raw() == b.raw() || SameObject(a, b);
    case Type::kArray:
      return a.raw() == b.raw() || SameArray(a, b);
    case Type::kString: {
      std::string scratch;
      return b.Is(a.StringIn(scratch));
    }
    default:
      return a.raw() == b.raw();
  }
}

MergeResult Merge(Value base, Value mine, Value theirs, const Resolutions& resolutions,
                  Side fallback) {
  Merger merger(resolutions, fallback);
  const Three all{base, mine, theirs};
  const bool by_field = CanGoByField(base) && CanGoByField(mine) && CanGoByField(theirs);
  return merger.TakeResult(by_field ? merger.At("", all) : merger.Whole(all));
}

std::vector<Difference> Compare(Value base, Value theirs) {
  std::vector<Difference> differences;
  if (CanGoByField(base) && CanGoByField(theirs)) {
    CompareAt("", base, theirs, differences);
  } else if (!SameValue(base, theirs)) {
    differences.push_back({"", TextOf(base), TextOf(theirs)});
  }
  return differences;
}

}  // namespace imprint
