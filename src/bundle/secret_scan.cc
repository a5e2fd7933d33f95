#include "bundle/secret_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <type_traits>

#include "base/json/edit.h"
#include "base/json/text.h"
#include "bundle/layout.h"
#include "bundle/secret_marks.h"
#include "bundle/secret_patterns.h"
#include "bundle/text_scan.h"
#include "model/references.h"

namespace imprint {
namespace {

constexpr std::string_view kNamed = "a credential, by its name";
constexpr std::string_view kDeclared = "a credential";

// Every find has a copy of its name and path, and every text is looked at beside its name: a long
// key around many of them is taken only so far.
constexpr std::size_t kLongestName = 256;
constexpr std::size_t kLongestPath = 500;

class Scanner {
 public:
  std::vector<DocumentSecret> Take() { return std::move(found_); }

  // `name` is what the value is called.
  void Any(json::Value value, std::string_view name, const SecretNode* credentials) {
    if (credentials && credentials->rule) return Declared(value, name);
    if (value.is_object()) return Object(value, credentials);
    if (value.is_array()) return Array(value, name, credentials);
    if (value.is_string()) Text(value, name, false);
  }

 private:
  /// Lengthens the path for as long as it lives, where it is not long enough.
  class Step {
   public:
    Step(Scanner& scanner, std::string_view name) : Step(scanner, 1 + name.size(), name) {}
    Step(Scanner& scanner, std::size_t index) : Step(scanner, 3, index) {}
    ~Step() {
      if (bytes_ == 0) return;
      scanner_.path_.pop_back();
      scanner_.path_bytes_ -= bytes_;
    }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    template <typename Part>
    Step(Scanner& scanner, std::size_t bytes, Part part)
        : scanner_(scanner), bytes_(scanner.path_bytes_ < kLongestPath ? bytes : 0) {
      if (bytes_ == 0) return;
      if constexpr (std::is_same_v<Part, std::size_t>) {
        scanner.path_.emplace_back(part);
      } else {
        scanner.path_.emplace_back(std::string(part));
      }
      scanner.path_bytes_ += bytes_;
    }

    Scanner& scanner_;
    const std::size_t bytes_;  // 0: the path was long enough
  };

  void Object(json::Value object, const SecretNode* credentials) {
    std::optional<std::string> pair;
    std::string scratch;
    object.ForEachMember([&](json::Value key, json::Value value) {
      const std::string_view name = json::Shorten(key.StringIn(scratch), kLongestName);
      const Step step(*this, name);
      Text(key, "", true);
      const bool of_pair = IsValueOfPair(name);
      if (of_pair && !pair) pair = NameOfPair(object);
      Any(value, of_pair && !pair->empty() ? std::string_view(*pair) : name,
          credentials ? credentials->Field(name) : nullptr);
    });
  }

  void Array(json::Value array, std::string_view name, const SecretNode* credentials) {
    std::size_t index = 0;
    array.ForEachItem([&](json::Value item) {
      const Step step(*this, index++);
      Any(item, name, credentials ? credentials->items.get() : nullptr);
    });
  }

  static bool IsValueOfPair(std::string_view name) {
    return name == "value" || name == "fixed_value" || name == "default" ||
           name == "default_value" || name == "defaultValue";
  }

  // Headers and parameters come as {"name": "Authorization", "value": "..."}.
  static std::string NameOfPair(json::Value object) {
    for (const char* member : {"name", "key"}) {
      const json::Value name = object[member];
      if (name.valid() && name.is_string()) {
        return std::string(json::Shorten(name.string(), kLongestName));
      }
    }
    return {};
  }

  void Declared(json::Value value, std::string_view name) {
    if (value.is_object() || value.is_array()) {
      for (const json::Value& child : value.items()) Declared(child, name);
    } else if (value.is_string()) {
      if (value.raw().empty() || value.Is(kSecretMask) || IsVariable(value)) return;
      Add(kDeclared, name, value.node().begin, value.node().end, false);
    } else if (value.type() == json::Type::kNumber) {
      Add(kDeclared, name, value.node().begin, value.node().end, false);
      found_.back().quoted = false;
    }
  }

  static bool IsVariable(json::Value string) {
    const auto finds = ScanString(string);
    return finds.size() == 1 && !finds[0].variable.empty() &&
           finds[0].begin == string.node().begin && finds[0].end == string.node().end;
  }

  void Text(json::Value string, std::string_view name, bool is_key) {
    const std::uint32_t base = string.node().begin;
    if (!string.node().escaped) {
      return Find(string.raw(), name, is_key,
                  [&](std::size_t at) { return base + static_cast<std::uint32_t>(at); });
    }
    const json::Unescaped plain = json::UnescapeWithOffsets(string.raw());
    Find(plain.text, name, is_key, [&](std::size_t at) { return base + plain.RawOffset(at); });
  }

  template <typename Place>
  void Find(std::string_view text, std::string_view name, bool is_key, const Place& place) {
    const auto finds = FindSecretsIn(text);
    for (const SecretFind& find : finds) {
      Add(find.what, name, place(find.begin), place(find.end), is_key);
    }
    if (finds.empty() && IsNamedSecret(name, text)) {
      Add(kNamed, name, place(0), place(text.size()), is_key);
    }
  }

  void Add(std::string_view what, std::string_view name, std::uint32_t begin, std::uint32_t end,
           bool is_key) {
    found_.push_back({path_, std::string(name), what, begin, end, is_key, true});
  }

  std::vector<std::variant<std::string, std::size_t>> path_;
  std::size_t path_bytes_ = 0;
  std::vector<DocumentSecret> found_;
};

/// Names that were looked at and are nothing. The same few stand in a document again and again.
class PlainNames {
 public:
  bool Knows(std::string_view name) const { return known_[PlaceOf(name)] == name; }
  /// `name` must outlive this.
  void Add(std::string_view name) { known_[PlaceOf(name)] = name; }

 private:
  static std::size_t PlaceOf(std::string_view name) {
    const std::size_t ends = name.empty() ? 0
                                          : static_cast<unsigned char>(name.front()) +
                                                3u * static_cast<unsigned char>(name.back());
    return (7 * name.size() + ends) % kPlaces;
  }

  static constexpr std::size_t kPlaces = 64;
  std::array<std::string_view, kPlaces> known_ = {};
};

/// Whether anything in a value may be a secret by its form or its name; false is sure. Looks at the
/// strings one after another and at nothing around them.
class QuickLook {
 public:
  explicit QuickLook(json::Value value)
      : document_(value.document()), text_(document_.text()), nodes_(document_.nodes()) {
    const std::uint32_t end = value.node().next;
    for (std::uint32_t i = value.index(); i < end && !suspicious_; ++i) {
      if (nodes_[i].type == json::Type::kString) suspicious_ = IsSuspicious(i);
    }
  }
  bool suspicious() const { return suspicious_; }

 private:
  bool IsSuspicious(std::uint32_t index) {
    const json::Node& node = nodes_[index];
    const std::string_view raw(text_.data() + node.begin, node.end - node.begin);
    const bool is_key = node.end + 1 < text_.size() && text_[node.end + 1] == ':';
    if (is_key) return IsSuspiciousKey(raw, node.escaped, index);
    if (raw.size() < kShortestSecret) return false;
    return node.escaped ? HoldsSecretMark(json::Unescape(raw)) : HoldsSecretMark(raw);
  }

  // A key names what stands behind it, and a "name" or "key" what stands beside that.
  bool IsSuspiciousKey(std::string_view raw, bool escaped, std::uint32_t index) {
    if (plain_.Knows(raw)) return false;
    if (escaped || HoldsSecretMark(raw) || SoundsSecret(raw)) return true;
    if (raw != "name" && raw != "key") {
      plain_.Add(raw);
      return false;
    }
    const json::Value named(&document_, index + 1);
    return named.is_string() && SoundsSecret(named.string());
  }

  const json::Document& document_;
  const std::string_view text_;
  const std::vector<json::Node>& nodes_;
  PlainNames plain_;
  bool suspicious_ = false;
};

// A name as variables have it: "clientSecret" gives client_secret.
std::string VariableName(std::string_view text) {
  std::string name;
  bool after_small = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool starts_word = std::isupper(byte) && after_small;
    if ((starts_word || !std::isalnum(byte)) && !name.empty() && name.back() != '_') name += '_';
    if (std::isalnum(byte)) name += static_cast<char>(std::tolower(byte));
    after_small = std::islower(byte) != 0;
  }
  constexpr std::size_t kLongest = 40;
  name.resize(std::min(name.size(), kLongest));
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front()))) return "secret";
  return name;
}

}  // namespace

std::vector<DocumentSecret> FindSecrets(json::Value value, std::optional<Model> model) {
  const SecretNode* credentials = model ? &SecretsOf(*model) : nullptr;
  if ((!credentials || credentials->fields.empty()) && !QuickLook(value).suspicious()) return {};
  Scanner scanner;
  scanner.Any(value, "", credentials);
  return scanner.Take();
}

std::string DottedPath(const DocumentSecret& secret) {
  std::string path;
  for (const auto& step : secret.path) {
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      path += fmt::format("[{}]", *index);
    } else {
      if (!path.empty()) path += '.';
      path += std::get<std::string>(step);
    }
  }
  // A key may be the credential itself.
  if (secret.in_key) path = path.substr(0, path.rfind('.') + 1) + "(a key)";
  return std::string(json::Shorten(path, kLongestPath));
}

std::string SecretMessage(std::string_view what) {
  return fmt::format(
      "This looks like {}. A template must not hold a credential: put a <<variable>> in its place.",
      what);
}

std::string SecretNames::NameOf(const DocumentSecret& secret, std::string_view credential) {
  return Named(VariableName(secret.name), credential);
}

std::string SecretNames::NameOf(std::string_view what, std::string_view credential) {
  const std::size_t space = what.find(' ');
  return Named(VariableName(space == std::string_view::npos ? what : what.substr(space + 1)),
               credential);
}

void SecretNames::ReserveIn(std::string_view text) {
  for (std::size_t at = text.find("<<"); at != std::string_view::npos; at = text.find("<<", at)) {
    at += 2;
    const std::size_t end = text.find_first_of("<>\"", at);
    if (text.substr(std::min(end, text.size()), 2) == ">>") {
      taken_.emplace(text.substr(at, end - at));
    }
  }
}

std::string SecretNames::Named(std::string wanted, std::string_view credential) {
  const auto [entry, fresh] = by_credential_.try_emplace(std::string(credential));
  if (!fresh) return entry->second;
  std::string name = wanted;
  // Those before were taken when the last one asked, so that many of a name cost no more each.
  int& next = next_.try_emplace(wanted, 2).first->second;
  while (!taken_.insert(name).second) name = fmt::format("{}_{}", wanted, next++);
  all_.push_back(name);
  return entry->second = std::move(name);
}

std::string WithVariables(json::Value root, std::optional<Model> model, SecretNames& names) {
  const std::string_view text = root.token();
  const std::uint32_t base = root.node().begin;
  std::vector<json::Edit> edits;
  for (const DocumentSecret& secret : FindSecrets(root, model)) {
    if (secret.in_key) continue;
    const std::string_view credential = text.substr(secret.begin - base, secret.end - secret.begin);
    const std::string variable = "<<" + names.NameOf(secret, credential) + ">>";
    edits.push_back(
        {secret.begin - base, secret.end - base, secret.quoted ? variable : '"' + variable + '"'});
  }
  return json::ApplyEdits(text, edits);
}

WithoutSecrets::WithoutSecrets(BundleSource& files, std::size_t max_depth)
    : files_(files), max_depth_(max_depth) {
  std::string buffer;
  const auto each = [&](const auto& use) {
    for (std::size_t index = 0; index < files_.size(); ++index) {
      if (const auto bytes = files_.Read(index, buffer)) use(index, *bytes);
    }
  };
  each([&](std::size_t, std::string_view bytes) { names_.ReserveIn(bytes); });
  each([&](std::size_t index, std::string_view bytes) { Replaced(index, bytes); });
}

std::string WithoutSecrets::Replaced(std::size_t index, std::string_view bytes) {
  const PlacedFile placed = PlaceFile(files_.path(index));
  if (placed.role == FileRole::kDocument) {
    const auto document = json::Document::Parse(bytes, max_depth_);
    if (!document) return std::string(bytes);
    return WithVariables(document->root(), placed.model, names_);
  }
  std::string text;
  std::size_t at = 0;
  if (placed.role == FileRole::kScriptSource) {
    for (const SecretFind& find : FindSecretsIn(bytes)) {
      text += bytes.substr(at, find.begin - at);
      text +=
          "<<" + names_.NameOf(find.what, bytes.substr(find.begin, find.end - find.begin)) + ">>";
      at = find.end;
    }
  }
  text += bytes.substr(at);
  return text;
}

Result<std::string_view> WithoutSecrets::Read(std::size_t index, std::string& buffer) {
  auto bytes = files_.Read(index, buffer);
  if (!bytes) return bytes;
  buffer = Replaced(index, *bytes);
  return std::string_view(buffer);
}

}  // namespace imprint
