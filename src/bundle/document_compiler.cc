#include "bundle/document_compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/json/text.h"
#include "bundle/json_path.h"
#include "bundle/secret_scan.h"
#include "bundle/text_scan.h"

namespace imprint {
namespace {

/// What is to become of a value, decided while it is walked.
enum class Verdict {
  kWalk,        // look into it
  kKeep,        // done with: it stays
  kRemove,      // the field or array element goes
  kRemoveItem,  // the array element around it goes
};

/// A placeholder that was found, by its name and where.
struct VariableUse {
  std::string name;
  std::string path;
};

constexpr std::size_t kLongestPath = 500;
constexpr std::size_t kMostWarnings = 10'000;
constexpr std::size_t kMostPlaceholders = 100'000;  // of one document

constexpr std::string_view kTextIdRewritten = "text_id_rewritten";
constexpr std::string_view kUnfollowed = "reference_unfollowed";

class DocumentCompiler {
 public:
  DocumentCompiler(const json::Document& document, std::uint32_t ordinal, std::string_view file,
                   CompileContext& context)
      : document_(document),
        ordinal_(ordinal),
        file_(file),
        context_(context),
        resource_(context.version.resources[ordinal]),
        marks_(document.text()) {}

  void Run() {
    if (context_.refuse_secret_text) secrets_ = FindSecrets(document_.root());
    Object(document_.root(), &ReferencesOf(resource_.model), &SecretsOf(resource_.model), true);
    if (resource_.model == Model::kFlow && !saw_disabled_) Append(",\"disabled\":true");
    resource_.text = context_.version.texts.Keep(json::ApplyEdits(document_.text(), edits_));
    MoveSlots();
    NameVariables();
    for (const Slot& slot : resource_.slots) {
      context_.version.stack_required |= slot.kind == SlotKind::kStack;
    }
    std::move(warnings_.begin(), warnings_.end(), std::back_inserter(context_.version.warnings));
    std::sort(resource_.references.begin(), resource_.references.end());
    resource_.references.erase(
        std::unique(resource_.references.begin(), resource_.references.end()),
        resource_.references.end());
    resource_.references.shrink_to_fit();
    resource_.slots.shrink_to_fit();
  }

 private:
  // ---- the walk ----

  Verdict Any(json::Value value, const ReferenceNode* references, const SecretNode* secrets) {
    if (secrets && secrets->rule) return Credential(value);
    if (references && references->rule && !value.is_object() && !value.is_array()) {
      return Reference(value, *references->rule);
    }
    const json::Node& node = value.node();
    if (node.type == json::Type::kObject || node.type == json::Type::kArray) {
      if (!references && !secrets && HoldsNothing(node)) return Verdict::kKeep;
      if (node.type == json::Type::kArray) return Array(value, references, secrets);
      return Object(value, references, secrets, false);
    }
    if (value.is_string()) Text(value, true);
    return Verdict::kKeep;
  }

  // Where there are no rules, only what stands in a text can matter.
  bool HoldsNothing(const json::Node& node) {
    return !marks_.MayBeIn(node) && FirstSecretFrom(node.begin, node.end) == secrets_.end();
  }

  Verdict Object(json::Value object, const ReferenceNode* references, const SecretNode* secrets,
                 bool top) {
    json::ChildRemover remover(edits_);
    Verdict verdict = Verdict::kKeep;
    std::string scratch;
    object.ForEachMember([&](json::Value key, json::Value value) {
      const std::string_view name = key.StringIn(scratch);
      const JsonPath::Step step(path_, name);
      const Mark mark = Here();
      Text(key, false);
      Verdict child = top ? TopLevel(name, value) : Verdict::kWalk;
      if (child == Verdict::kWalk) {
        child = Any(value, references ? references->Field(name) : nullptr,
                    secrets ? secrets->Field(name) : nullptr);
      }
      if (child == Verdict::kRemoveItem) verdict = child;
      Settle(remover, mark, key.node().begin - 1, EndOf(value), child != Verdict::kKeep);
    });
    return verdict;
  }

  Verdict Array(json::Value array, const ReferenceNode* references, const SecretNode* secrets) {
    json::ChildRemover remover(edits_);
    std::size_t index = 0;
    array.ForEachItem([&](json::Value item) {
      const JsonPath::Step step(path_, index++);
      const Mark mark = Here();
      const Verdict child = Any(item, references ? references->items.get() : nullptr,
                                secrets ? secrets->items.get() : nullptr);
      Settle(remover, mark, BeginOf(item), EndOf(item), child != Verdict::kKeep);
    });
    return Verdict::kKeep;
  }

  // ---- what stands at the top of a document ----

  Verdict TopLevel(std::string_view name, json::Value value) {
    if (name == "_id") {
      AddSlot(value.node().begin, value.node().end, SlotKind::kId, ordinal_);
      return Verdict::kKeep;
    }
    if (IsServerManaged(name)) return Verdict::kRemove;
    if (name == "name" && value.is_string()) {
      resource_.name = value.string();
      if (resource_.model == Model::kIntegration) {
        AddSlot(BeginOf(value), EndOf(value), SlotKind::kName, 0);
      }
    } else if (name == "type" && value.is_string()) {
      resource_.type = value.string();
    } else if (name == "offline" && resource_.model == Model::kConnection) {
      return Verdict::kRemove;  // set by the installation
    } else if (name == "disabled" && resource_.model == Model::kFlow) {
      saw_disabled_ = true;
      edits_.push_back({BeginOf(value), EndOf(value), "true"});
      return Verdict::kKeep;
    }
    return Verdict::kWalk;
  }

  // ---- references ----

  Verdict Reference(json::Value value, const ReferenceRule& rule) {
    if (rule.policy == ReferencePolicy::kDrop) return Verdict::kRemove;
    if (rule.policy == ReferencePolicy::kKeep || !value.is_string() || value.raw().empty()) {
      return Verdict::kKeep;
    }
    const std::string text = value.string();
    const auto id = Id::FromObjectIdText(text);
    const auto target = id ? context_.ids.find(*id) : context_.ids.end();
    if (target != context_.ids.end() &&
        (rule.target == "*" || rule.target == target->second.kind)) {
      AddSlot(value.node().begin, value.node().end, SlotKind::kId, target->second.ordinal);
      if (rule.policy != ReferencePolicy::kDefine) {
        resource_.references.push_back(target->second.ordinal);
      }
      return Verdict::kKeep;
    }
    if (rule.policy == ReferencePolicy::kLenient) return Unfollowed(value, rule, text);
    return Missing(rule, text, target != context_.ids.end() ? target->second.kind : "");
  }

  Verdict Unfollowed(json::Value value, const ReferenceRule& rule, const std::string& text) {
    if (rule.target == kStack) {
      AddSlot(value.node().begin, value.node().end, SlotKind::kStack, 0);
      Warn(kStackUnbound,
           fmt::format("The stack {} is not in the template; the reference is copied "
                       "as it is unless the install names a stack.",
                       Shown(text)));
    } else {
      Warn(kUnfollowed,
           fmt::format("The {} {} is not in the template; the reference is copied as it is.",
                       rule.target, Shown(text)));
    }
    return Verdict::kKeep;
  }

  Verdict Missing(const ReferenceRule& rule, const std::string& text, std::string_view found_kind) {
    const std::string what =
        found_kind.empty()
            ? fmt::format("the {} {} is not in the bundle", rule.target, Shown(text))
            : fmt::format("{} is of model {}, not {}", Shown(text), found_kind, rule.target);
    if (rule.missing == MissingTarget::kRefuse) {
      Refuse(ErrorCode::kInvalidBundle,
             fmt::format("A required reference leads nowhere: {}.", what));
      return Verdict::kKeep;
    }
    const bool item = rule.missing == MissingTarget::kOmitItem;
    Warn("reference_omitted",
         fmt::format("Left out{}: {}.", item ? " with the entry that holds it" : "", what));
    return item ? Verdict::kRemoveItem : Verdict::kRemove;
  }

  // ---- credentials ----

  Verdict Credential(json::Value value) {
    if (HoldsSecret(value)) {
      Refuse(ErrorCode::kSecretInTemplate, "A template must not hold a credential.");
    } else {
      Warn("credential_dropped", "Credential fields do not travel with a template; left out.");
    }
    return Verdict::kRemove;
  }

  static bool HoldsSecret(json::Value value) {
    if (value.is_string())
      return !value.raw().empty() && !value.Is(kSecretMask) && !IsPlaceholder(value);
    if (value.type() == json::Type::kNumber) return true;
    bool secret = false;
    for (const json::Value& child : value.items()) secret |= HoldsSecret(child);
    return secret;
  }

  static bool IsPlaceholder(json::Value value) {
    const auto finds = ScanString(value);
    return finds.size() == 1 && !finds[0].variable.empty() &&
           finds[0].begin == value.node().begin && finds[0].end == value.node().end;
  }

  // The end of all where none begins in [begin, end).
  std::vector<DocumentSecret>::const_iterator FirstSecretFrom(std::uint32_t begin,
                                                              std::uint32_t end) const {
    const auto before = [](const DocumentSecret& secret, std::uint32_t at) {
      return secret.begin < at;
    };
    const auto first = std::lower_bound(secrets_.begin(), secrets_.end(), begin, before);
    return first != secrets_.end() && first->begin < end ? first : secrets_.end();
  }

  // Fields that do not travel are not looked at: their walk never comes here.
  void RefuseSecretsIn(json::Value string) {
    const json::Node& node = string.node();
    for (auto at = FirstSecretFrom(node.begin, node.end);
         at != secrets_.end() && at->begin < node.end; ++at) {
      Refuse(ErrorCode::kSecretInTemplate, SecretMessage(at->what));
    }
  }

  // ---- text ----

  // Keys are not filled with variables: two of them could become the same key.
  void Text(json::Value string, bool with_variables) {
    RefuseSecretsIn(string);
    if (!marks_.MayBeIn(string.node())) return;
    for (TextFind& find : ScanString(string)) {
      if (!find.variable.empty()) {
        if (with_variables) VariableSlot(string, find);
      } else if (const auto target = context_.ids.find(find.id); target != context_.ids.end()) {
        AddSlot(find.begin, find.end, SlotKind::kId, target->second.ordinal);
        Warn(kTextIdRewritten,
             fmt::format("The id {} inside this text is rewritten at install.", find.id.Text()));
      }
    }
  }

  // The slot holds the use's number until it is known which uses stay.
  void VariableSlot(json::Value string, const TextFind& find) {
    if (uses_.size() == kMostPlaceholders) {
      if (!too_many_) Refuse(ErrorCode::kTooLarge, "The document holds too many placeholders.");
      too_many_ = true;
      return;
    }
    const auto use = static_cast<std::uint32_t>(uses_.size());
    uses_.push_back({find.variable, Path()});
    const bool whole = find.begin == string.node().begin && find.end == string.node().end;
    if (whole) {
      AddSlot(BeginOf(string), EndOf(string), SlotKind::kVariableWhole, use);
    } else {
      AddSlot(find.begin, find.end, SlotKind::kVariableText, use);
    }
  }

  void NameVariables() {
    for (Slot& slot : resource_.slots) {
      const bool variable =
          slot.kind == SlotKind::kVariableWhole || slot.kind == SlotKind::kVariableText;
      if (variable) slot.index = VariableOf(uses_[slot.index]);
    }
  }

  std::uint32_t VariableOf(const VariableUse& use) {
    auto& variables = context_.version.variables;
    const auto [entry, fresh] =
        context_.variable_index.try_emplace(use.name, static_cast<std::uint32_t>(variables.size()));
    if (fresh) variables.push_back({use.name, {}});
    auto& places = variables[entry->second].places;
    const Place place{ordinal_, use.path};
    if (places.empty() || places.back() != place) places.push_back(place);
    return entry->second;
  }

  // ---- positions, edits and slots ----

  struct Mark {
    std::size_t edits, slots, references, warnings;
  };
  Mark Here() const {
    return {edits_.size(), resource_.slots.size(), resource_.references.size(), warnings_.size()};
  }

  // A removed child takes along what was found inside it, but for the reason why it goes.
  void Settle(json::ChildRemover& remover, const Mark& mark, std::uint32_t begin, std::uint32_t end,
              bool remove) {
    if (remove) {
      edits_.resize(mark.edits);
      resource_.slots.resize(mark.slots);
      resource_.references.resize(mark.references);
      const auto inside = warnings_.begin() + static_cast<std::ptrdiff_t>(mark.warnings);
      warnings_.erase(std::remove_if(inside, warnings_.end(),
                                     [](const Warning& w) {
                                       return w.code == kTextIdRewritten || w.code == kUnfollowed ||
                                              w.code == kStackUnbound;
                                     }),
                      warnings_.end());
    }
    remover.Child(begin, end, remove);
  }

  static std::uint32_t BeginOf(json::Value value) {
    return value.is_string() ? value.node().begin - 1 : value.node().begin;
  }
  static std::uint32_t EndOf(json::Value value) {
    return value.is_string() ? value.node().end + 1 : value.node().end;
  }

  // Behind the last member, where a document's own brace closes it.
  void Append(std::string members) {
    const auto end = static_cast<std::uint32_t>(document_.text().size() - 1);
    edits_.push_back({end, end, std::move(members)});
  }

  void AddSlot(std::uint32_t begin, std::uint32_t end, SlotKind kind, std::uint32_t index) {
    resource_.slots.push_back({begin, end - begin, kind, index});
  }

  // Slots were noted at places of the document's text; the edits moved them.
  void MoveSlots() {
    auto edit = edits_.begin();
    std::int64_t shift = 0;
    for (Slot& slot : resource_.slots) {
      for (; edit != edits_.end() && edit->end <= slot.begin; ++edit) {
        shift += static_cast<std::int64_t>(edit->text.size()) - (edit->end - edit->begin);
      }
      slot.begin = static_cast<std::uint32_t>(slot.begin + shift);
    }
  }

  // ---- reports ----

  // A path is told as far as a person would read it, so that many finds stay small.
  std::string Path() const { return path_.Text(kLongestPath); }

  void Warn(std::string_view code, std::string message) {
    if (context_.version.warnings.size() + warnings_.size() >= kMostWarnings) return;
    warnings_.push_back({std::string(code), std::move(message), {ordinal_, Path()}});
  }
  void Refuse(ErrorCode code, std::string message) {
    context_.problems.Add(code, std::move(message), fmt::format("{}: {}", file_, Path()));
  }
  static std::string Shown(std::string_view text) {
    return fmt::format("\"{}\"", json::Shorten(text, 40));
  }

  const json::Document& document_;
  const std::uint32_t ordinal_;
  const std::string_view file_;
  CompileContext& context_;
  CompiledResource& resource_;
  std::vector<json::Edit> edits_;
  std::vector<DocumentSecret> secrets_;  // ascending
  std::vector<VariableUse> uses_;
  std::vector<Warning> warnings_;
  JsonPath path_;
  TextMarks marks_;
  bool saw_disabled_ = false;
  bool too_many_ = false;
};

}  // namespace

void CompileDocument(const json::Document& document, std::uint32_t ordinal, std::string_view file,
                     CompileContext& context) {
  DocumentCompiler(document, ordinal, file, context).Run();
}

}  // namespace imprint
