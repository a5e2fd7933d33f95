#include "surface/integrator/install_json.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace imprint::integrator {
namespace {

bool IsAbsent(json::Value value) {
  return !value.valid() || value.type() == json::Type::kNull;
}

class InstallReader {
 public:
  InstallReader(json::Value root, std::size_t most_problems, InstallRequest& request)
      : root_(root), most_problems_(most_problems), request_(request) {}

  Status Run() {
    ConnectionMap();
    Variables();
    Name();
    Sandbox();
    Stack();
    if (problems_.empty()) return {};
    return Fail(Error(std::move(problems_)));
  }

 private:
  void ConnectionMap() {
    const json::Value map = root_["connectionMap"];
    if (IsAbsent(map)) return;
    if (!map.is_object()) {
      return Bad("connectionMap", "connectionMap must be an object of connection ids.",
                 ErrorCode::kMissingConnectionMap);
    }
    auto& entries = request_.connection_map.emplace();
    map.ForEachMember([&](json::Value key, json::Value value) {
      // What is no string cannot be a connection of the caller either: it is judged with the rest.
      entries.emplace(key.string(),
                      value.is_string() ? value.string() : std::string(value.token()));
    });
  }

  void Variables() {
    const json::Value variables = root_["variables"];
    if (IsAbsent(variables)) return;
    if (!variables.is_object()) return Bad("variables", "variables must be an object.");
    variables.ForEachMember([&](json::Value key, json::Value value) {
      if (!value.is_object() && !value.is_array()) {
        request_.variables.emplace(key.string(), std::string(value.token()));
      } else {
        Bad("variables." + key.string(),
            "A variable's value must be a string, a number, true, false or null.");
      }
    });
  }

  void Name() {
    const json::Value name = root_["name"];
    if (IsAbsent(name)) return;
    if (!name.is_string() || name.raw().empty())
      return Bad("name", "name must be a non-empty string.");
    request_.name = name.string();
  }

  void Sandbox() {
    const json::Value sandbox = root_["sandbox"];
    if (IsAbsent(sandbox)) return;
    if (sandbox.type() != json::Type::kBool)
      return Bad("sandbox", "sandbox must be true or false.");
    request_.sandbox = sandbox.is_true();
  }

  void Stack() {
    const json::Value stack = root_["_stackId"];
    if (IsAbsent(stack)) return;
    const auto id = stack.is_string() ? Id::FromObjectIdText(stack.string()) : std::nullopt;
    if (!id) return Bad("_stackId", "_stackId must be an id of 24 hex digits.");
    request_.stack = *id;
  }

  void Bad(std::string field, std::string message, ErrorCode code = ErrorCode::kInvalidField) {
    if (problems_.size() >= most_problems_) return;
    problems_.push_back({code, std::move(message), std::move(field)});
  }

  json::Value root_;
  std::size_t most_problems_;
  InstallRequest& request_;
  std::vector<Problem> problems_;
};

}  // namespace

Status ParseInstall(const json::Document& document, std::size_t most_problems,
                    InstallRequest& request) {
  return InstallReader(document.root(), most_problems, request).Run();
}

Result<AnswerForm> AnswerFormOf(const http::Request& request) {
  const std::string* fields = request.Query("fields");
  if (!fields || fields->empty()) return AnswerForm::kDocuments;
  if (*fields == "ids") return AnswerForm::kIds;
  return Fail(ErrorCode::kInvalidQuery, "fields must be ids.", "fields");
}

}  // namespace imprint::integrator
