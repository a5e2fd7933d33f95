#include "app/slot_walk.h"

#include <vector>

namespace imprint {
namespace {

class SlotWalk {
 public:
  using Visit = std::function<void(const SlotSighting&)>;
  SlotWalk(const CompiledResource& resource, const Visit& visit)
      : slots_(resource.slots), visit_(visit) {}

  void Children(json::Value holder) {
    // Most of a large document holds nothing that is to be shown.
    if (next_ == slots_.size() || slots_[next_].begin > holder.node().end) return;
    const std::size_t length = path_.size();
    std::string scratch;
    holder.ForEachMember([&](json::Value key, json::Value value) {
      const std::string_view name = key.StringIn(scratch);
      if (length > 0) path_ += '.';
      path_ += name;
      String(key, value, name, holder);
      Value(value, name, holder);
      path_.resize(length);
    });
    std::size_t index = 0;
    holder.ForEachItem([&](json::Value item) {
      path_ += '[' + std::to_string(index++) + ']';
      Value(item, {}, holder);
      path_.resize(length);
    });
  }

 private:
  void Value(json::Value value, std::string_view key, json::Value holder) {
    if (!value.is_string()) return Children(value);
    String(value, value, key, holder);
  }

  void String(json::Value string, json::Value value, std::string_view key, json::Value holder) {
    const json::Node& node = string.node();
    while (next_ < slots_.size() && slots_[next_].begin + 1 < node.begin) ++next_;
    const Slot* around = nullptr;
    for (; next_ < slots_.size() && slots_[next_].begin <= node.end; ++next_) {
      const Slot& slot = slots_[next_];
      if (slot.kind == SlotKind::kName || slot.kind == SlotKind::kBaseUrl) {
        around = &slot;
      } else {
        visit_({slot, path_, key, string, value, holder, around});
      }
    }
  }

  const std::vector<Slot>& slots_;
  const Visit& visit_;
  std::size_t next_ = 0;
  std::string path_;
};

}  // namespace

void ForEachSlot(const CompiledResource& resource, json::Value root,
                 const std::function<void(const SlotSighting&)>& visit) {
  SlotWalk(resource, visit).Children(root);
}

}  // namespace imprint
