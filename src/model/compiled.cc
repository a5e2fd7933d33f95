#include "model/compiled.h"

#include <type_traits>

namespace imprint {
namespace {

// The first bytes of the stored form: a change of the form changes them.
constexpr std::string_view kMagic = "imprint-version-1\n";

using Write = std::function<Status(std::string_view)>;

/// Gathers what is encoded into pieces; after an error it goes on and writes nothing more.
class Encoder {
 public:
  explicit Encoder(const Write& write) : write_(write) {}
  void Number(std::uint32_t value) {
    for (int i = 0; i < 4; ++i) Byte(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  void Byte(std::uint8_t value) { Raw({reinterpret_cast<const char*>(&value), 1}); }
  void Text(std::string_view text) {
    Number(static_cast<std::uint32_t>(text.size()));
    Raw(text);
  }
  void Raw(std::string_view bytes) {
    piece_ += bytes;
    if (piece_.size() >= kPieceBytes) Flush();
  }
  template <typename List, typename One>
  void Each(const List& list, One&& one) {
    Number(static_cast<std::uint32_t>(list.size()));
    for (const auto& item : list) one(item);
  }
  Status Finish() {
    Flush();
    return std::move(status_);
  }

 private:
  static constexpr std::size_t kPieceBytes = 64 * 1024;

  void Flush() {
    if (status_) status_ = write_(piece_);
    piece_.clear();
  }

  const Write& write_;
  std::string piece_;
  Status status_;
};

struct Damaged {};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : bytes_(bytes) {}
  std::uint32_t Number() {
    std::uint32_t value = 0;
    const std::string_view four = Take(4);
    for (int i = 3; i >= 0; --i) value = (value << 8) | static_cast<unsigned char>(four[i]);
    return value;
  }
  std::uint8_t Byte() { return static_cast<std::uint8_t>(Take(1)[0]); }
  std::string Text() { return std::string(View()); }
  std::string_view View() { return Take(Number()); }
  Id ReadId() {
    const auto id = Id::FromBytes(Take(Number()));
    if (!id) throw Damaged{};
    return *id;
  }
  template <typename One>
  auto Each(One&& one) {
    std::vector<std::invoke_result_t<One>> list;
    for (std::uint32_t left = Number(); left > 0; --left) list.push_back(one());
    list.shrink_to_fit();
    return list;
  }
  bool AtEnd() const { return bytes_.empty(); }

 private:
  std::string_view Take(std::size_t count) {
    if (count > bytes_.size()) throw Damaged{};
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  std::string_view bytes_;
};

void EncodePlace(Encoder& to, const Place& place) {
  to.Number(place.ordinal);
  to.Text(place.path);
}

Place DecodePlace(Decoder& from) {
  Place place;
  place.ordinal = from.Number();
  place.path = from.Text();
  return place;
}

void EncodeResource(Encoder& to, const CompiledResource& resource) {
  to.Byte(static_cast<std::uint8_t>(resource.model));
  to.Text(resource.template_id.Bytes());
  to.Text(resource.name);
  to.Text(resource.type);
  to.Text(resource.text);
  to.Each(resource.slots, [&](const Slot& slot) {
    to.Number(slot.begin);
    to.Number(slot.length);
    to.Byte(static_cast<std::uint8_t>(slot.kind));
    to.Number(slot.index);
  });
  to.Each(resource.references, [&](std::uint32_t ordinal) { to.Number(ordinal); });
}

Slot DecodeSlot(Decoder& from) {
  Slot slot;
  slot.begin = from.Number();
  slot.length = from.Number();
  const std::uint8_t kind = from.Byte();
  if (kind > static_cast<std::uint8_t>(SlotKind::kBaseUrl)) throw Damaged{};
  slot.kind = static_cast<SlotKind>(kind);
  slot.index = from.Number();
  return slot;
}

CompiledResource DecodeResource(Decoder& from) {
  CompiledResource resource;
  const std::uint8_t model = from.Byte();
  if (model >= kModels.size()) throw Damaged{};
  resource.model = static_cast<Model>(model);
  resource.template_id = from.ReadId();
  resource.name = from.Text();
  resource.type = from.Text();
  resource.text = from.View();
  resource.slots = from.Each([&] { return DecodeSlot(from); });
  resource.references = from.Each([&] { return from.Number(); });
  return resource;
}

// Rendering trusts positions and indexes, so what was read from a disk is checked once here.
void CheckSlots(const CompiledVersion& version) {
  for (const CompiledResource& resource : version.resources) {
    for (const Slot& slot : resource.slots) {
      if (std::uint64_t{slot.begin} + slot.length > resource.text.size()) throw Damaged{};
      const bool variable =
          slot.kind == SlotKind::kVariableText || slot.kind == SlotKind::kVariableWhole;
      if (variable && slot.index >= version.variables.size()) throw Damaged{};
      if (slot.kind == SlotKind::kId && slot.index >= version.id_count()) throw Damaged{};
    }
  }
}

}  // namespace

std::vector<std::uint32_t> CompiledVersion::OrdinalsOf(Model model) const {
  if (!ordinals.empty()) return ordinals[static_cast<std::size_t>(model)];
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    if (resources[i].model == model) found.push_back(i);
  }
  return found;
}

void CompiledVersion::IndexModels() {
  ordinals.assign(kModels.size(), {});
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    ordinals[static_cast<std::size_t>(resources[i].model)].push_back(i);
  }
  for (auto& of_model : ordinals) of_model.shrink_to_fit();
}

std::size_t CompiledVersion::ApproximateBytes() const {
  std::size_t bytes = sizeof(*this) + texts.bytes() + embedded.size() * sizeof(Id);
  for (const auto& r : resources) {
    bytes += sizeof(r) + sizeof(std::uint32_t) + r.name.size() + r.slots.size() * sizeof(Slot) +
             r.references.size() * sizeof(std::uint32_t);
  }
  for (const auto& v : variables) bytes += v.places.size() * 96;
  return bytes + warnings.size() * 256;
}

std::string EncodeVersion(const CompiledVersion& version) {
  std::string out;
  static_cast<void>(EncodeVersionTo(version, [&](std::string_view piece) -> Status {
    out += piece;
    return {};
  }));
  return out;
}

Status EncodeVersionTo(const CompiledVersion& version, const Write& write) {
  Encoder to(write);
  to.Raw(kMagic);
  to.Each(version.resources, [&](const CompiledResource& r) { EncodeResource(to, r); });
  to.Each(version.embedded, [&](const Id& id) { to.Text(id.Bytes()); });
  to.Each(version.variables, [&](const Variable& variable) {
    to.Text(variable.name);
    to.Each(variable.places, [&](const Place& place) { EncodePlace(to, place); });
  });
  to.Each(version.warnings, [&](const Warning& warning) {
    to.Text(warning.code);
    to.Text(warning.message);
    EncodePlace(to, warning.place);
  });
  to.Byte(version.stack_required ? 1 : 0);
  to.Text(version.origin);
  return to.Finish();
}

Result<CompiledVersion> DecodeVersion(std::string encoded) {
  const auto damaged = [] {
    return Fail(Error(ErrorCode::kInternal, "A stored template version cannot be read.")
                    .WithDetail("a compiled version is damaged or of another format"));
  };
  CompiledVersion version;
  const std::string_view bytes = version.texts.Adopt(std::move(encoded));
  if (!bytes.starts_with(kMagic)) return damaged();
  Decoder from(bytes.substr(kMagic.size()));
  try {
    version.resources = from.Each([&] { return DecodeResource(from); });
    version.embedded = from.Each([&] { return from.ReadId(); });
    version.variables = from.Each([&] {
      Variable variable{from.Text(), {}};
      variable.places = from.Each([&] { return DecodePlace(from); });
      return variable;
    });
    version.warnings = from.Each([&] {
      Warning warning{from.Text(), from.Text(), {}};
      warning.place = DecodePlace(from);
      return warning;
    });
    version.stack_required = from.Byte() != 0;
    version.origin = from.Text();
    if (!from.AtEnd() || version.resources.empty()) return damaged();
    CheckSlots(version);
    return version;
  } catch (const Damaged&) {
    return damaged();
  }
}

}  // namespace imprint
