#include "surface/integrator/template_json.h"

#include <fmt/format.h>

#include "base/json/writer.h"

namespace imprint::integrator {
namespace {

class FieldReader {
 public:
  FieldReader(json::Value root, std::size_t most_problems)
      : root_(root), most_problems_(most_problems) {}

  void Text(const char* name, std::optional<std::string>& into) {
    const json::Value value = root_[name];
    if (!value.valid()) return;
    if (value.is_string()) {
      into = value.string();
    } else if (value.type() == json::Type::kNull) {
      into = "";
    } else {
      Bad(name, "must be a string");
    }
  }

  void Flag(const char* name, std::optional<bool>& into) {
    const json::Value value = root_[name];
    if (!value.valid()) return;
    if (value.type() == json::Type::kBool) {
      into = value.is_true();
    } else {
      Bad(name, "must be true or false");
    }
  }

  void Texts(const char* name, std::optional<std::vector<std::string>>& into) {
    const json::Value value = root_[name];
    if (!value.valid()) return;
    if (!value.is_array()) return Bad(name, "must be an array of strings");
    into.emplace();
    std::size_t index = 0;
    value.ForEachItem([&](json::Value item) {
      if (item.is_string()) {
        into->push_back(item.string());
      } else {
        Bad(fmt::format("{}[{}]", name, index), "must be a string");
      }
      ++index;
    });
  }

  Status Take() {
    if (problems_.empty()) return {};
    return Fail(Error(std::move(problems_)));
  }

 private:
  void Bad(std::string field, std::string_view what) {
    if (problems_.size() >= most_problems_) return;
    std::string message = fmt::format("{} {}.", field, what);
    problems_.push_back({ErrorCode::kInvalidField, std::move(message), std::move(field)});
  }

  json::Value root_;
  std::size_t most_problems_;
  std::vector<Problem> problems_;
};

}  // namespace

void AppendTemplate(const Template& row, std::string& out) {
  json::Writer writer(out);
  const auto text = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) writer.Key(key).String(value);
  };
  writer.BeginObject();
  writer.Key("_id").String(row.id.Text());
  writer.Key("lastModified").String(FormatIso(row.modified));
  writer.Key("name").String(row.name);
  text("description", row.description);
  text("imageURL", row.image_url);
  text("websiteURL", row.website_url);
  text("contactEmail", row.contact_email);
  if (row.published) writer.Key("published").Bool(true);
  if (!row.applications.empty()) {
    writer.Key("applications").BeginArray();
    for (const std::string& application : row.applications) writer.String(application);
    writer.EndArray();
  }
  if (row.installs > 0) writer.Key("numInstalls").Number(row.installs);
  writer.EndObject();
}

Result<TemplateInput> ParseTemplate(const json::Document& document, std::size_t most_problems) {
  FieldReader reader(document.root(), most_problems);
  TemplateInput input;
  reader.Text("name", input.name);
  reader.Text("description", input.description);
  reader.Text("imageURL", input.image_url);
  reader.Text("websiteURL", input.website_url);
  reader.Text("contactEmail", input.contact_email);
  reader.Texts("applications", input.applications);
  reader.Flag("published", input.published);
  if (auto read = reader.Take(); !read) return Pass(read);
  return input;
}

Result<bool> ParsePublishPatch(const json::Document& document) {
  const auto refuse = [](std::string message, std::string field) {
    return Fail(ErrorCode::kInvalidField, std::move(message), std::move(field));
  };
  const auto operations = document.root().items();
  if (!document.root().is_array() || operations.empty()) {
    return refuse("A JSON Patch is an array of operations.", "");
  }
  bool published = false;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const json::Value operation = operations[i];
    if (operation.StringMember("op") != "replace" ||
        operation.StringMember("path") != "/published") {
      return refuse("Only the operation \"replace\" of \"/published\" is supported.",
                    fmt::format("[{}]", i));
    }
    const json::Value value = operation["value"];
    if (!value.valid() || value.type() != json::Type::kBool) {
      return refuse("value must be true or false.", fmt::format("[{}].value", i));
    }
    published = value.is_true();
  }
  return published;
}

}  // namespace imprint::integrator
