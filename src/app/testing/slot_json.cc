#include "app/testing/slot_json.h"

#include <fmt/format.h>

#include <utility>

#include "base/json/text.h"

namespace imprint::test {
namespace {

class TemplateWriter {
 public:
  explicit TemplateWriter(std::mt19937& random) : random_(random) {}

  std::string Value(const SlotValue& value) {
    switch (value.kind) {
      case SlotValue::Kind::kToken:
        return value.token;
      case SlotValue::Kind::kString:
        return Quoted(value.pieces);
      case SlotValue::Kind::kArray:
        return Members(value, '[', ']');
      case SlotValue::Kind::kObject:
        return Members(value, '{', '}');
    }
    return {};
  }

 private:
  std::string Members(const SlotValue& value, char open, char close) {
    std::string text(1, open);
    bool first = true;
    for (const SlotMember& member : value.members) {
      if (member.in == SlotMember::In::kInstalled) continue;
      if (!std::exchange(first, false)) text += Space() + ',';
      text += Space();
      if (value.kind == SlotValue::Kind::kObject) text += Quoted(member.key) + Space() + ':';
      text += Space() + Value(member.value);
    }
    return text + Space() + close;
  }

  static std::string Quoted(const Pieces& pieces) {
    std::string text = "\"";
    for (const Piece& piece : pieces) {
      if (piece.kind == Piece::Kind::kVariable) {
        text += "<<" + piece.text + ">>";
      } else if (piece.escaped) {
        text += fmt::format("\\u{:04X}{}", piece.text[0], piece.text.substr(1));
      } else {
        text += piece.text;
      }
    }
    return text + '"';
  }

  std::string Space() {
    constexpr const char* kSpaces[] = {"", "", "", " ", "\n", "\t  ", "\r\n"};
    return kSpaces[random_() % std::size(kSpaces)];
  }

  std::mt19937& random_;
};

class InstalledWriter {
 public:
  explicit InstalledWriter(const Filling& filling) : filling_(filling) {}

  std::string Value(const SlotValue& value) const {
    switch (value.kind) {
      case SlotValue::Kind::kToken:
        return value.installed_token.value_or(value.token);
      case SlotValue::Kind::kString:
        if (value.is_name && !filling_.name.empty()) return json::Quote(filling_.name);
        return String(value.pieces);
      case SlotValue::Kind::kArray:
        return Members(value, '[', ']');
      case SlotValue::Kind::kObject:
        return Members(value, '{', '}');
    }
    return {};
  }

 private:
  std::string Members(const SlotValue& value, char open, char close) const {
    std::string text(1, open);
    bool first = true;
    for (const SlotMember& member : value.members) {
      if (member.in == SlotMember::In::kTemplate) continue;
      if (!std::exchange(first, false)) text += ',';
      if (value.kind == SlotValue::Kind::kObject) text += Key(member.key) + ':';
      text += Value(member.value);
    }
    return text + close;
  }

  // Variables in keys are not filled.
  std::string Key(const Pieces& pieces) const {
    std::string text = "\"";
    for (const Piece& piece : pieces) {
      text += piece.kind == Piece::Kind::kVariable ? "<<" + piece.text + ">>" : Id(piece);
    }
    return text + '"';
  }

  std::string String(const Pieces& pieces) const {
    if (pieces.size() == 1 && pieces[0].kind == Piece::Kind::kVariable) {
      const auto whole = filling_.variables.find(pieces[0].text);
      if (whole != filling_.variables.end()) return whole->second;
    }
    std::string text = "\"";
    for (const Piece& piece : pieces) {
      text += piece.kind == Piece::Kind::kVariable ? Variable(piece) : Id(piece);
    }
    return text + '"';
  }

  std::string Variable(const Piece& piece) const {
    const auto found = filling_.variables.find(piece.text);
    if (found == filling_.variables.end()) return "<<" + piece.text + ">>";
    const std::string& value = found->second;
    return value.starts_with('"') ? value.substr(1, value.size() - 2) : value;
  }

  std::string Id(const Piece& piece) const {
    if (piece.kind == Piece::Kind::kStack && !filling_.stack.empty()) return filling_.stack;
    const auto found = filling_.ids.find(piece.text);
    return found == filling_.ids.end() ? piece.text : found->second;
  }

  const Filling& filling_;
};

}  // namespace

SlotValue Token(std::string token) {
  SlotValue value;
  value.token = std::move(token);
  return value;
}

SlotValue Text(Pieces pieces) {
  SlotValue value;
  value.kind = SlotValue::Kind::kString;
  value.pieces = std::move(pieces);
  return value;
}

SlotValue IdText(std::string id, Piece::Kind kind, bool escaped) {
  return Text({Piece{kind, std::move(id), escaped}});
}

std::string TemplateText(const SlotValue& value, std::mt19937& random) {
  return TemplateWriter(random).Value(value);
}

std::string InstalledText(const SlotValue& value, const Filling& filling) {
  return InstalledWriter(filling).Value(value);
}

}  // namespace imprint::test
