#include "openapi/template_from_openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/json/document.h"
#include "base/json/pretty.h"
#include "openapi/body.h"
#include "openapi/limits.h"
#include "openapi/notes.h"
#include "openapi/parameters.h"
#include "openapi/security.h"
#include "openapi/servers.h"
#include "openapi/source.h"
#include "openapi/template_json.h"
#include "openapi/text.h"
#include "openapi/tool.h"
#include "openapi/yaml.h"

namespace imprint {
namespace openapi {

std::string Operation::Place() const {
  return fmt::format("{} {}", method, path);
}

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kMethods = {{
    {"get", "GET"},
    {"post", "POST"},
    {"put", "PUT"},
    {"patch", "PATCH"},
    {"delete", "DELETE"},
    {"head", ""},
    {"options", ""},
    {"trace", ""},
}};

bool LooksLikeJson(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  return first != bytes.npos && bytes[first] == '{';
}

// Values and keys of real documents have some 15 bytes each, and an index of 16.
std::size_t MostValues(std::size_t most_bytes) {
  constexpr std::size_t kLeastOfValue = 8;
  return most_bytes / kLeastOfValue;
}

Result<json::Document> Read(std::string_view bytes, std::size_t most_bytes,
                            std::size_t most_held_bytes) {
  if (bytes.size() > most_bytes) {
    return Fail(ErrorCode::kTooLarge,
                fmt::format("The document is larger than {} MiB.", most_bytes >> 20));
  }
  const std::size_t most_values =
      most_bytes < kJsonBytes ? MostValues(most_bytes) : std::size_t{SIZE_MAX};
  if (LooksLikeJson(bytes)) return json::Document::Parse(bytes, kDepth, most_values);
  auto text = JsonFromYaml(bytes, most_bytes, most_held_bytes);
  if (!text) return Fail(std::move(text.error()));
  return json::Document::Parse(*text, kDepth, most_values);
}

Status CheckVersion(Source& source) {
  const json::Value root = source.root();
  if (!IsObject(root)) return Fail(ErrorCode::kInvalidField, "The document must be an object.");
  if (source.Get(root, "swagger").valid()) {
    return Fail(ErrorCode::kInvalidField,
                "This is a Swagger 2.0 document; OpenAPI 3.0 and 3.1 can be read.", "swagger");
  }
  const json::Value version = source.Get(root, "openapi");
  const std::string_view text = version.valid() ? version.raw() : std::string_view();
  for (const std::string_view known : {"3.0", "3.1"}) {
    if (text == known || text.starts_with(fmt::format("{}.", known))) return {};
  }
  return Fail(ErrorCode::kInvalidField, "`openapi` must say version 3.0 or 3.1.", "openapi");
}

/// Which operations are wanted, and whether each wish was of use.
class Filter {
 public:
  explicit Filter(const std::vector<std::string>& only) : only_(only), used_(only.size()) {
    for (const std::string& wish : only) {
      std::string_view prefix = wish;
      while (prefix.ends_with('/')) prefix.remove_suffix(1);
      prefixes_.push_back(prefix);
    }
  }

  bool Takes(Source& source, const Operation& operation) {
    bool taken = only_.empty();
    for (std::size_t i = 0; i < only_.size() && source.Spend(1); ++i) {
      const bool match = only_[i].starts_with('/') ? IsUnder(operation.path, prefixes_[i])
                                                   : HasTag(source, operation.value, only_[i]);
      if (match) used_[i] = true;
      taken |= match;
    }
    return taken;
  }

  void NoteUnused(Notes& notes) const {
    for (std::size_t i = 0; i < only_.size(); ++i) {
      if (!used_[i]) notes.Add("", fmt::format("no operation is of \"{}\"", only_[i]));
    }
  }

 private:
  static bool IsUnder(std::string_view path, std::string_view prefix) {
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
  }

  static bool HasTag(Source& source, json::Value operation, std::string_view tag) {
    bool found = false;
    const json::Value tags = source.Get(operation, "tags");
    if (!IsArray(tags)) return false;
    source.Items(tags, [&](json::Value each) {
      found |= EqualIgnoringCase(source.TextOf(each, kNameBytes), tag);
    });
    return found;
  }

  const std::vector<std::string>& only_;
  std::vector<std::string_view> prefixes_;  // without slashes at their ends
  std::vector<bool> used_;
};

class Converter {
 public:
  Converter(const json::Document& document, const ConvertOptions& options)
      : options_(options), source_(document, kSteps), context_{source_, notes_} {}

  Result<Converted> Run() {
    if (Status version = CheckVersion(source_); !version) return Fail(std::move(version.error()));
    FindOperations();
    if (source_.exhausted()) return TooLarge();
    if (operations_.size() > kTools) return TooLarge();
    if (operations_.empty()) {
      return options_.only.empty() ? NoTool()
                                   : Fail(ErrorCode::kInvalidField,
                                          "No operation has one of these tags or paths.", "only");
    }
    auto base_url = BaseUrl(context_, options_.base_url);
    if (!base_url) return Fail(std::move(base_url.error()));
    return Write(std::move(*base_url));
  }

 private:
  static tl::unexpected<Error> TooLarge() {
    return Fail(
        ErrorCode::kTooLarge,
        "The document describes more than can be converted; choose some of its operations.");
  }

  static tl::unexpected<Error> NoTool() {
    return Fail(ErrorCode::kInvalidField, "The document has no operation that can be a tool.");
  }

  void FindOperations() {
    Filter filter(options_.only);
    source_.Members(source_.Get(source_.root(), "paths"), [&](const std::string& path,
                                                              json::Value given) {
      if (!path.starts_with('/')) return;
      if (path.size() > kUrlBytes)
        return notes_.Add("paths", "a path that is too long is left out");
      std::string problem;
      const json::Value item = source_.Follow(given, problem);
      if (!problem.empty()) notes_.Add(path, "left out: " + problem);
      for (const auto& [key, method] : kMethods) {
        const json::Value value = source_.Get(item, key);
        if (!IsObject(value)) continue;
        Operation operation{std::string(method), path, item, value};
        if (operations_.size() > kTools || !filter.Takes(source_, operation)) continue;
        if (!method.empty()) {
          operations_.push_back(std::move(operation));
        } else {
          notes_.Add(fmt::format("{} {}", key, path), "left out: tools do not have this method");
        }
      }
    });
    filter.NoteUnused(notes_);
    std::size_t webhooks = 0;
    source_.Members(source_.Get(source_.root(), "webhooks"),
                    [&](const std::string&, json::Value) { ++webhooks; });
    if (webhooks > 0)
      notes_.Add("webhooks", fmt::format("{} left out: the API calls them itself", webhooks));
  }

  TemplateHead Head(std::string base_url, const Auth& auth) {
    const json::Value root = source_.root();
    const json::Value info = source_.Get(root, "info");
    TemplateHead head;
    head.name = source_.Text(info, "title", kTitleBytes);
    if (head.name.empty()) head.name = "API";
    head.language = options_.language;
    head.description = source_.Text(info, "description", kToolTextBytes);
    if (head.description.empty()) head.description = source_.Text(info, "summary", kToolTextBytes);
    const std::string guide = source_.Text(source_.Get(root, "externalDocs"), "url", kUrlBytes);
    if (guide.starts_with("https://") || guide.starts_with("http://")) head.setup_guide_url = guide;
    head.base_url = std::move(base_url);
    head.api_key = auth.api_key;
    head.headers = auth.headers;
    return head;
  }

  Result<Converted> Write(std::string base_url) {
    const Auth auth = ChooseAuth(context_, operations_);
    Converted converted;
    std::string text;
    const std::size_t most_bytes = std::min(kTemplateBytes, options_.most_bytes);
    TemplateWriter writer(text, Head(std::move(base_url), auth));
    for (const Operation& operation : operations_) {
      Tool tool;
      if (!Make(operation, auth, tool)) continue;
      writer.Add(tool);
      ++converted.tools;
      if (source_.exhausted() || text.size() > most_bytes) return TooLarge();
    }
    writer.End();
    if (source_.exhausted()) return TooLarge();
    if (converted.tools == 0) return NoTool();
    converted.notes = notes_.Take();
    if (!options_.indented) {
      converted.template_json = std::move(text);
      return converted;
    }
    auto document = json::Document::Parse(text, kDepth);
    if (!document) return Fail(std::move(document.error()));
    converted.template_json = json::Pretty(document->root());
    return converted;
  }

  bool Make(const Operation& operation, const Auth& auth, Tool& tool) {
    Room room = kToolParams;
    tool.method = operation.method;
    tool.description = DescriptionOf(operation);
    if (!AddParameters(context_, operation, room, tool)) return false;
    if (!AddBody(context_, operation, room, tool)) return false;
    AddAuth(context_, auth, operation, tool);
    if (source_.Get(operation.value, "servers").valid() ||
        source_.Get(operation.item, "servers").valid()) {
      notes_.Add(operation.Place(), "has servers of its own; the integration's base URL is used");
    }
    tool.name = names_.Take(NameOf(operation), kToolNameBytes);
    return true;
  }

  std::string NameOf(const Operation& operation) {
    // More than a name keeps, so that the words' ends are seen.
    const std::string id = source_.Text(operation.value, "operationId", 4 * kNameBytes);
    const std::string name = SnakeCase(id, kToolNameBytes);
    if (!name.empty()) return name;
    return SnakeCase(operation.method + operation.path, kToolNameBytes);
  }

  std::string DescriptionOf(const Operation& operation) {
    std::string text = source_.Text(operation.value, "description", kToolTextBytes);
    if (text.empty()) text = source_.Text(operation.value, "summary", kToolTextBytes);
    if (text.empty()) text = operation.Place();
    if (source_.IsTrue(operation.value, "deprecated")) text = "(deprecated) " + text;
    return Shorten(text, kToolTextBytes);
  }

  const ConvertOptions& options_;
  Source source_;
  Notes notes_;
  Context context_;
  std::vector<Operation> operations_;
  UniqueNames names_;
};

}  // namespace
}  // namespace openapi

Result<Converted> TemplateFromOpenApi(std::string_view bytes, const ConvertOptions& options) {
  const auto document = openapi::Read(bytes, std::min(openapi::kJsonBytes, options.most_bytes),
                                      std::min(openapi::kYamlHeldBytes, options.most_held_bytes));
  if (!document) return Fail(document.error());
  return openapi::Converter(*document, options).Run();
}

std::uint64_t MostHeldBytes(std::string_view bytes, const ConvertOptions& options) {
  if (openapi::LooksLikeJson(bytes)) return 0;
  return std::min<std::uint64_t>(
      {openapi::MostYamlHeldBytes(bytes), openapi::kYamlHeldBytes, options.most_held_bytes});
}

}  // namespace imprint
