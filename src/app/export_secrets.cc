#include "app/export_secrets.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "app/variable_uses.h"
#include "base/json/document.h"
#include "model/installation_state.h"

namespace imprint {
namespace {

constexpr std::size_t kShortest = 6;
constexpr std::size_t kMostBytes = 1024 * 1024;  // some sixty bytes of memory for each

/// A variable's value as it stands in a text; nothing when it is too short for a secret.
std::optional<std::string> TextOf(const std::string& json) {
  const auto value = json::Document::Parse(json, 1);
  if (!value) return std::nullopt;
  const json::Value root = value->root();
  const bool scalar = root.is_string() || root.type() == json::Type::kNumber;
  if (!scalar) return std::nullopt;
  std::string text = root.is_string() ? root.string() : std::string(root.token());
  if (text.size() < kShortest) return std::nullopt;
  return text;
}

class Collector {
 public:
  Collector(StoreReader& reader, AccountId account, SecretVariables& variables)
      : reader_(reader), account_(account), variables_(variables) {}

  Status Add(const Installation& installation) {
    if (auto added = AddBound(installation); !added) return added;
    auto steps = reader_.ListSteps(account_, installation.id);
    if (!steps) return Pass(steps);
    for (const InstallationStep& listed : *steps) {
      auto step = reader_.FindStep(account_, installation.id, listed.number);
      if (!step) return Pass(step);
      if (!*step) continue;
      auto state = DecodeState((*step)->before);
      if (!state) return Pass(state);
      if (auto added = AddBound(state->installation); !added) return added;
    }
    return {};
  }

  WordReplacer Take() { return std::move(values_); }

 private:
  Status AddBound(const Installation& installation) {
    for (const auto& [name, json] : installation.bindings.variables) {
      const auto text = TextOf(json);
      if (!text) continue;
      auto secrets = variables_.Of(installation.version);
      if (!secrets) return Pass(secrets);
      if (!(*secrets)->contains(name) && !IsSecretName(name)) continue;
      values_.Add(*text, "<<" + name + ">>");
      if (values_.bytes() > kMostBytes) {
        return Fail(ErrorCode::kInvalidBundle,
                    "The account has too many secret values for a template to be made of it.");
      }
    }
    return {};
  }

  StoreReader& reader_;
  const AccountId account_;
  SecretVariables& variables_;
  WordReplacer values_;
};

}  // namespace

Result<const std::set<std::string>*> SecretVariables::Of(const Hash& version) {
  const auto known = names_.find(version);
  if (known != names_.end()) return &known->second;
  auto compiled = services_.versions.Get(version);
  if (!compiled) return Pass(compiled);
  const auto types = TypesOfVariables(**compiled);
  std::set<std::string>& names = names_[version];
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i] == VariableType::kSecret) names.insert((*compiled)->variables[i].name);
  }
  return &names;
}

Result<WordReplacer> AccountSecrets(StoreReader& reader, AccountId account,
                                    const Installation* first, SecretVariables& variables) {
  Collector collector(reader, account, variables);
  if (first) {
    if (auto added = collector.Add(*first); !added) return Pass(added);
  }
  Status status;
  Status scanned = reader.ScanInstallations(account, {}, [&](const Installation& installation) {
    if (!first || installation.id != first->id) status = collector.Add(installation);
    return status.has_value();
  });
  if (!scanned) return Pass(scanned);
  if (!status) return Pass(status);
  return collector.Take();
}

}  // namespace imprint
