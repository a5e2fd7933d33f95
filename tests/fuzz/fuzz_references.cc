#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/document.h"
#include "base/json/pretty.h"
#include "bundle/text_scan.h"
#include "model/references.h"

namespace {

using namespace imprint;

constexpr std::size_t kDepth = 40;

void Require(bool good) {
  if (!good) std::abort();
}

/// A document as a list of what stands in it, to hold two parsers against each other.
using Outline = std::vector<std::string>;

void Append(json::Value value, Outline& outline) {
  switch (value.type()) {
    case json::Type::kNull:
      outline.push_back("null");
      return;
    case json::Type::kBool:
      outline.push_back(value.is_true() ? "true" : "false");
      return;
    case json::Type::kNumber:
      outline.push_back("number");
      return;
    case json::Type::kString:
      outline.push_back("s" + value.string());
      return;
    case json::Type::kArray:
      outline.push_back("[");
      value.ForEachItem([&](json::Value item) { Append(item, outline); });
      outline.push_back("]");
      return;
    case json::Type::kObject:
      outline.push_back("{");
      value.ForEachMember([&](json::Value key, json::Value child) {
        outline.push_back("k" + key.string());
        Append(child, outline);
      });
      outline.push_back("}");
      return;
  }
}

/// The other parser's outline, and whether ours has the right to judge otherwise.
class OtherParser : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return Add("null"); }
  bool boolean(bool value) override { return Add(value ? "true" : "false"); }
  bool number_integer(number_integer_t) override { return Add("number"); }
  bool number_unsigned(number_unsigned_t) override { return Add("number"); }
  bool number_float(number_float_t, const string_t&) override { return Add("number"); }
  bool string(string_t& value) override { return Add("s" + value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override {
    keys_.emplace_back();
    return Open("{");
  }
  bool key(string_t& name) override {
    repeated_key |= !keys_.back().insert(name).second;
    return Add("k" + name);
  }
  bool end_object() override {
    keys_.pop_back();
    return Close("}");
  }
  bool start_array(std::size_t) override { return Open("["); }
  bool end_array() override { return Close("]"); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& e) override {
    constexpr int kNumberOverflow = 406;
    overflow |= e.id == kNumberOverflow;
    return false;
  }

  Outline outline;
  bool repeated_key = false;
  bool overflow = false;
  bool too_deep = false;

 private:
  bool Add(std::string line) {
    outline.push_back(std::move(line));
    return true;
  }
  bool Open(const char* bracket) {
    too_deep |= ++depth_ > kDepth;
    return Add(bracket);
  }
  bool Close(const char* bracket) {
    --depth_;
    return Add(bracket);
  }

  std::vector<std::set<std::string>> keys_;
  std::size_t depth_ = 0;
};

void HoldAgainstOther(std::string_view bytes, const Result<json::Document>& ours) {
  // The other parser takes a NUL for the end.
  if (bytes.find('\0') != std::string_view::npos) return;
  OtherParser other;
  const bool accepted = nlohmann::json::sax_parse(bytes.begin(), bytes.end(), &other);
  if (other.overflow) return;
  Require(ours.has_value() == (accepted && !other.repeated_key && !other.too_deep));
  if (!ours) return;
  Outline outline;
  Append(ours->root(), outline);
  Require(outline == other.outline);
}

void RequireFinds(json::Value string) {
  std::uint32_t at = string.node().begin;
  for (const TextFind& find : ScanString(string)) {
    Require(find.begin >= at && find.begin < find.end && find.end <= string.node().end);
    Require(find.id.empty() != find.variable.empty());
    at = find.end;
  }
}

void ScanAll(const json::Document& document) {
  for (std::uint32_t i = 0; i < document.nodes().size(); ++i) {
    const json::Value value(&document, i);
    if (value.is_string()) RequireFinds(value);
  }
}

void RequireSameAgain(const json::Document& document) {
  for (const std::string& text : {std::string(document.text()), json::Pretty(document.root())}) {
    const auto again = json::Document::Parse(text, kDepth);
    Require(again && again->text() == document.text());
  }
}

}  // namespace

// Our parser accepts and sees what another one does, and everything that looks for references in a
// document keeps within it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto document = json::Document::Parse(bytes, kDepth);
  HoldAgainstOther(bytes, document);
  if (!document) return 0;
  RequireSameAgain(*document);
  ScanAll(*document);
  for (const ModelInfo& info : kModels) {
    for (const FoundReference& found : FindReferences(info.model, *document)) {
      Require(found.rule != nullptr && found.rule->model == info.model && !found.value.empty());
    }
  }
  return 0;
}
