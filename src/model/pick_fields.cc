#include "model/pick_fields.h"

#include <array>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/json/edit.h"
#include "model/array_identity.h"
#include "model/merge.h"

namespace imprint {
namespace {

using json::Value;

struct Range {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

Range RangeOf(const Value& value) {
  const std::uint32_t quote = value.is_string() ? 1 : 0;
  return {value.node().begin - quote, value.node().end + quote};
}

/// A member or element: what tells it from its neighbours, its value and all of its text.
struct Child {
  std::string key;
  std::string path;
  Value value;
  Range range;
};

std::vector<Child> MembersOf(const std::string& path, const Value& object) {
  std::vector<Child> members;
  object.ForEachMember([&](Value key, Value value) {
    std::string name = key.string();
    std::string step = path + PathStep(name, path.empty());
    members.push_back(
        {std::move(name), std::move(step), value, {RangeOf(key).begin, RangeOf(value).end}});
  });
  return members;
}

std::vector<Child> ElementsOf(const std::string& path, const ArrayIdentity& identity,
                              const Value& array) {
  const Keyed keyed = identity.Key(array);
  std::vector<Child> elements;
  for (const std::string& key : keyed.order) {
    const Value value = keyed.Find(key);
    elements.push_back({key, path + identity.Step(key), value, RangeOf(value)});
  }
  return elements;
}

/// Looks for one path in two documents and notes what makes the first like the second there.
class Picker {
 public:
  Picker(const json::Document& theirs, std::string_view target)
      : theirs_text_(theirs.text()), target_(target) {}

  /// False when nothing differs there.
  bool At(const std::string& path, const Value& mine, const Value& theirs) {
    if (path == target_) {
      if (SameValue(mine, theirs)) return false;
      const Range range = RangeOf(mine);
      edits_.push_back({range.begin, range.end, std::string(theirs.token())});
      return true;
    }
    if (mine.is_object() && theirs.is_object()) {
      return Among(mine, MembersOf(path, mine), MembersOf(path, theirs), false);
    }
    if (mine.is_array() && theirs.is_array()) {
      const std::array<Value, 2> both{mine, theirs};
      const ArrayIdentity identity(both);
      const auto of_mine = ElementsOf(path, identity, mine);
      const auto of_theirs = ElementsOf(path, identity, theirs);
      const auto& any = of_mine.empty() ? of_theirs : of_mine;
      const bool by_position = !any.empty() && any.front().path == path + "[0]";
      return Among(mine, of_mine, of_theirs, by_position);
    }
    return false;
  }

  const std::vector<json::Edit>& edits() const { return edits_; }

 private:
  // The target is this child, or lies under it.
  bool LeadsThere(const Child& child) const {
    if (!target_.starts_with(child.path)) return false;
    if (target_.size() == child.path.size()) return true;
    const char next = target_[child.path.size()];
    return next == '.' || next == '[';
  }

  static const Child* Find(const std::vector<Child>& children, const std::string& key) {
    for (const Child& child : children) {
      if (child.key == key) return &child;
    }
    return nullptr;
  }

  bool Among(const Value& container, const std::vector<Child>& mine,
             const std::vector<Child>& theirs, bool by_position) {
    for (std::size_t i = 0; i < mine.size(); ++i) {
      if (!LeadsThere(mine[i])) continue;
      if (const Child* other = Find(theirs, mine[i].key)) {
        if (At(mine[i].path, mine[i].value, other->value)) return true;
      } else if (mine[i].path == target_ && (!by_position || i + 1 == mine.size())) {
        Remove(mine, i);
        return true;
      }
    }
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      if (theirs[i].path != target_ || Find(mine, theirs[i].key)) continue;
      if (by_position && i != mine.size()) return false;
      Insert(container, mine, theirs, i);
      return true;
    }
    return false;
  }

  void Remove(const std::vector<Child>& children, std::size_t index) {
    json::ChildRemover remover(edits_);
    for (std::size_t i = 0; i < children.size(); ++i) {
      remover.Child(children[i].range.begin, children[i].range.end, i == index);
    }
  }

  // Behind the last one before it that both have.
  void Insert(const Value& container, const std::vector<Child>& mine,
              const std::vector<Child>& theirs, std::size_t index) {
    std::unordered_set<std::string_view> of_mine;
    for (const Child& child : mine) of_mine.insert(child.key);
    std::size_t shared = index;
    while (shared > 0 && !of_mine.contains(theirs[shared - 1].key)) --shared;
    const Child* neighbour = shared > 0 ? Find(mine, theirs[shared - 1].key) : nullptr;
    const Range range = theirs[index].range;
    const std::string text(theirs_text_.substr(range.begin, range.end - range.begin));
    if (neighbour) {
      edits_.push_back({neighbour->range.end, neighbour->range.end, "," + text});
    } else {
      const std::uint32_t front = RangeOf(container).begin + 1;
      edits_.push_back({front, front, mine.empty() ? text : text + ","});
    }
  }

  std::string_view theirs_text_;
  std::string_view target_;
  std::vector<json::Edit> edits_;
};

}  // namespace

PickedFields PickFields(const json::Document& mine, const json::Document& theirs,
                        std::string_view path) {
  Picker picker(theirs, path);
  const bool picked = picker.At("", mine.root(), theirs.root());
  return {json::ApplyEdits(mine.text(), picker.edits()), picked};
}

}  // namespace imprint
