#include <algorithm>
#include <cstring>
#include <map>
#include <span>
#include <string_view>

#include "base/hex_pairs.h"
#include "base/json/text.h"
#include "model/render.h"

namespace imprint {
namespace {

constexpr std::size_t kIdText = Id::kObjectIdText;

void AppendId(const Id& id, std::string& out) {
  char text[36];
  out.append(text, id.WriteText(text));
}

void AppendQuoted(const std::string& text, std::string& out) {
  out += '"';
  json::AppendEscaped(out, text);
  out += '"';
}

// A value's JSON as it is to stand inside a string: strings without their quotes, anything else
// as its own text, which needs no escapes unless it is an object or array.
void AppendInsideString(const std::string& value, std::string& out) {
  if (value.starts_with('"')) {
    out.append(value, 1, value.size() - 2);
  } else {
    json::AppendEscaped(out, value);
  }
}

// An ObjectId over an ObjectId moves nothing: such slots are written over once the text around
// them was copied in one piece.
bool CoversObjectId(const Slot& slot) {
  return slot.kind == SlotKind::kId && slot.length == kIdText;
}

// The first slot from `at` on that is none of these. Four at a time: they are most slots by far.
std::size_t EndOfObjectIds(std::span<const Slot> slots, std::size_t at) {
  const auto other = [&](std::size_t i) {
    return static_cast<std::uint32_t>(slots[i].kind) | (slots[i].length ^ kIdText);
  };
  static_assert(static_cast<int>(SlotKind::kId) == 0);
  while (at + 4 <= slots.size() &&
         (other(at) | other(at + 1) | other(at + 2) | other(at + 3)) == 0) {
    at += 4;
  }
  while (at < slots.size() && CoversObjectId(slots[at])) ++at;
  return at;
}

bool IsObjectId(const Id& id) {
  return !id.empty() && !id.is_uuid();
}

/// The texts of ids that differ in their counter, of which an ObjectId's is the last three bytes.
class CountedText {
 public:
  CountedText() = default;
  explicit CountedText(const Id& first) {
    first.WriteText(text_);
    for (const char byte : first.Bytes().substr(Id::kObjectIdBytes - 3)) {
      counter_ = (counter_ << 8) | static_cast<unsigned char>(byte);
    }
  }
  /// The text of first.Plus(n).
  void Write(std::uint32_t n, char* out) const {
    const std::uint32_t counter = counter_ + n;
    std::memcpy(out, text_, kIdText - 6);
    std::memcpy(out + kIdText - 6, kHexPairs[(counter >> 16) & 0xff].data(), 2);
    std::memcpy(out + kIdText - 4, kHexPairs[(counter >> 8) & 0xff].data(), 2);
    std::memcpy(out + kIdText - 2, kHexPairs[counter & 0xff].data(), 2);
  }

 private:
  char text_[kIdText] = {};
  std::uint32_t counter_ = 0;
};

/// What one document asks of its installation, each time anew.
class RenderedOne {
 public:
  RenderedOne(const CompiledVersion& version, const Installation& installation)
      : version_(version), installation_(installation), bound_(installation.bindings.connections) {
    if (!bound_.empty()) {
      first_bound_ = bound_.begin()->first;
      last_bound_ = bound_.rbegin()->first;
    }
    only_object_ids_ = OneBlockOfObjectIds();
    if (only_object_ids_) block_ = CountedText(installation.blocks[0].first);
  }

  const Bindings& bindings() const { return installation_.bindings; }
  bool only_object_ids() const { return only_object_ids_; }

  // Writes over ids of the text from `at` on, which stands at `out`. Only where there are only
  // ObjectIds.
  void WriteIds(std::span<const Slot> slots, std::uint32_t at, char* out) const {
    const CountedText block = block_;
    for (const Slot& slot : slots) {
      if (slot.index < first_bound_ || slot.index > last_bound_ ||
          !WriteBound(slot.index, out + (slot.begin - at))) {
        block.Write(slot.index, out + (slot.begin - at));
      }
    }
  }
  void AppendId(std::uint32_t ordinal, std::string& out) const {
    imprint::AppendId(IdOf(installation_, ordinal), out);
  }
  const std::string* Value(std::uint32_t variable) const {
    const auto& values = bindings().variables;
    const auto found = values.find(version_.variables[variable].name);
    return found == values.end() ? nullptr : &found->second;
  }

 private:
  bool WriteBound(std::uint32_t ordinal, char* out) const {
    const auto bound = bound_.find(ordinal);
    if (bound == bound_.end()) return false;
    bound->second.WriteText(out);
    return true;
  }

  // As every installation is until an upgrade gives it further blocks.
  bool OneBlockOfObjectIds() const {
    const auto& blocks = installation_.blocks;
    return blocks.size() == 1 && IsObjectId(blocks[0].first) && blocks[0].first_ordinal == 0 &&
           blocks[0].count >= version_.id_count() &&
           std::all_of(bound_.begin(), bound_.end(),
                       [](const auto& bound) { return IsObjectId(bound.second); });
  }

  const CompiledVersion& version_;
  const Installation& installation_;
  const std::map<std::uint32_t, Id>& bound_;
  std::uint32_t first_bound_ = 1;
  std::uint32_t last_bound_ = 0;
  bool only_object_ids_ = false;
  CountedText block_;
};

/// A document of the template as it is: its own ids, and nothing else is filled.
class TemplateItself {
 public:
  TemplateItself(const CompiledVersion& version, const CompiledResource& resource)
      : version_(version),
        only_object_ids_(
            std::all_of(resource.slots.begin(), resource.slots.end(), [&](const Slot& slot) {
              return slot.kind != SlotKind::kId || IsObjectId(version.TemplateIdOf(slot.index));
            })) {}

  static const Bindings& bindings() {
    static const Bindings none;
    return none;
  }
  bool only_object_ids() const { return only_object_ids_; }
  void WriteIds(std::span<const Slot> slots, std::uint32_t at, char* out) const {
    for (const Slot& slot : slots) {
      version_.TemplateIdOf(slot.index).WriteText(out + (slot.begin - at));
    }
  }
  void AppendId(std::uint32_t ordinal, std::string& out) const {
    imprint::AppendId(version_.TemplateIdOf(ordinal), out);
  }
  static const std::string* Value(std::uint32_t) { return nullptr; }

 private:
  const CompiledVersion& version_;
  const bool only_object_ids_;
};

/// Copies a text and fills its slots from what `From` knows.
template <typename From>
class Filler {
 public:
  Filler(const From& from, const CompiledResource& resource, std::string& out)
      : from_(from), resource_(resource), out_(out) {}

  // The closing brace is left to the caller.
  void Run() {
    const std::span<const Slot> slots(resource_.slots);
    const bool in_place = from_.only_object_ids();
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const std::size_t first = i;
      if (in_place) i = EndOfObjectIds(slots, i);
      Copy(i < slots.size() ? slots[i].begin : TextEnd(), slots.subspan(first, i - first));
      if (i < slots.size() && FillSlot(slots[i])) {
        at_ += slots[i].length;
        // What is inside of a name goes with it.
        while (i + 1 < slots.size() && slots[i + 1].begin < at_) ++i;
      }
    }
    if (at_ < TextEnd()) Copy(TextEnd(), {});
  }

 private:
  std::uint32_t TextEnd() const { return static_cast<std::uint32_t>(resource_.text.size() - 1); }

  // Copies up to `end`, and over that the ids of the slots in between.
  void Copy(std::uint32_t end, std::span<const Slot> slots) {
    const std::size_t place = out_.size();
    out_.append(resource_.text, at_, end - at_);
    if (!slots.empty()) from_.WriteIds(slots, at_, out_.data() + place);
    at_ = end;
  }

  // False where the template's own text stays.
  bool FillSlot(const Slot& slot) {
    const Bindings& bindings = from_.bindings();
    switch (slot.kind) {
      case SlotKind::kId:
        from_.AppendId(slot.index, out_);
        return true;
      case SlotKind::kStack:
        if (bindings.stack.empty()) return false;
        AppendId(bindings.stack, out_);
        return true;
      case SlotKind::kName:
        if (bindings.name.empty()) return false;
        AppendQuoted(bindings.name, out_);
        return true;
      case SlotKind::kBaseUrl:
        if (bindings.base_url.empty()) return false;
        AppendQuoted(bindings.base_url, out_);
        return true;
      case SlotKind::kVariableText:
      case SlotKind::kVariableWhole:
        return FillVariable(slot);
    }
    return false;
  }

  bool FillVariable(const Slot& slot) {
    const std::string* value = from_.Value(slot.index);
    if (!value) return false;
    if (slot.kind == SlotKind::kVariableWhole) {
      out_ += *value;
    } else {
      AppendInsideString(*value, out_);
    }
    return true;
  }

  const From& from_;
  const CompiledResource& resource_;
  std::string& out_;
  std::uint32_t at_ = 0;  // in the resource's text
};

// The document without its closing brace.
template <typename From>
void Fill(const From& from, const CompiledResource& resource, std::string& out) {
  Filler<From>(from, resource, out).Run();
}

}  // namespace

/// What a Renderer knows.
class RenderedMany {
 public:
  explicit RenderedMany(const Renderer& renderer) : renderer_(renderer) {}

  const Bindings& bindings() const { return renderer_.installation_.bindings; }
  bool only_object_ids() const { return !renderer_.ids_.empty(); }
  void WriteIds(std::span<const Slot> slots, std::uint32_t at, char* out) const {
    const auto* const ids = renderer_.ids_.data();
    for (const Slot& slot : slots) {
      std::memcpy(out + (slot.begin - at), ids[slot.index].data(), kIdText);
    }
  }
  void AppendId(std::uint32_t ordinal, std::string& out) const {
    imprint::AppendId(IdOf(renderer_.installation_, ordinal), out);
  }
  const std::string* Value(std::uint32_t variable) const { return renderer_.values_[variable]; }

 private:
  const Renderer& renderer_;
};

namespace {

using IdTexts = std::vector<std::array<char, kIdText>>;

// The texts of IdOf for every ordinal; nothing unless all are ObjectIds.
IdTexts TextsOf(const CompiledVersion& version, const Installation& installation) {
  const std::uint32_t count = version.id_count();
  IdTexts texts(count);
  const auto& blocks = installation.blocks;
  for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {  // the first one tells
    if (!IsObjectId(block->first)) return {};
    const CountedText counted(block->first);
    for (std::uint32_t n = 0; n < block->count && block->first_ordinal + n < count; ++n) {
      counted.Write(n, texts[block->first_ordinal + n].data());
    }
  }
  for (const auto& [ordinal, id] : installation.bindings.connections) {
    if (!IsObjectId(id)) return {};
    if (ordinal < count) id.WriteText(texts[ordinal].data());
  }
  const bool complete =
      std::all_of(texts.begin(), texts.end(), [](const auto& text) { return text[0] != '\0'; });
  return complete ? texts : IdTexts();
}

constexpr std::string_view kOffline = ",\"offline\":true";

Provenance ProvenanceOf(const Installation& installation, const Id& source) {
  return {installation.created, installation.created, installation.from_template, source,
          installation.bindings.sandbox};
}

}  // namespace

void RenderInstalled(const CompiledVersion& version, const Installation& installation,
                     std::uint32_t ordinal, std::string& out) {
  const CompiledResource& resource = version.resources[ordinal];
  Fill(RenderedOne(version, installation), resource, out);
  if (InfoOf(resource.model).dialect == Dialect::kIntegrator) {
    if (resource.model == Model::kConnection) out += kOffline;
    AppendProvenance(ProvenanceOf(installation, resource.template_id), out);
  }  // of Diga's, the server-managed fields are no part of the document
  out += '}';
}

Renderer::Renderer(const CompiledVersion& version, const Installation& installation)
    : version_(version), installation_(installation), ids_(TextsOf(version, installation)) {
  const auto& values = installation.bindings.variables;
  for (const Variable& variable : version.variables) {
    const auto found = values.find(variable.name);
    values_.push_back(found == values.end() ? nullptr : &found->second);
  }
  Provenance common = ProvenanceOf(installation, Id());
  common.sandbox = false;
  AppendProvenance(common, tail_);
  tail_ += ",\"_sourceId\":\"";
  source_in_tail_ = tail_.size();
  tail_.append(kIdText, '0');
  tail_ += installation.bindings.sandbox ? "\",\"sandbox\":true}" : "\"}";
}

void Renderer::Append(std::uint32_t ordinal, std::string& out) const {
  const CompiledResource& resource = version_.resources[ordinal];
  Fill(RenderedMany(*this), resource, out);
  if (InfoOf(resource.model).dialect == Dialect::kDiga) {
    out += '}';
    return;
  }
  if (resource.model == Model::kConnection) out += kOffline;
  AppendTail(resource, out);
}

void Renderer::AppendTail(const CompiledResource& resource, std::string& out) const {
  if (!IsObjectId(resource.template_id)) {
    AppendProvenance(ProvenanceOf(installation_, resource.template_id), out);
    out += '}';
    return;
  }
  const std::size_t place = out.size();
  out += tail_;
  resource.template_id.WriteText(out.data() + place + source_in_tail_);
}

void RenderTemplate(const CompiledVersion& version, std::uint32_t ordinal, std::string& out) {
  const CompiledResource& resource = version.resources[ordinal];
  Fill(TemplateItself(version, resource), resource, out);
  out += '}';
}

}  // namespace imprint
