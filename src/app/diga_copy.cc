#include "app/diga_copy.h"

#include <fmt/format.h>

#include <set>

#include "app/rendered_size.h"
#include "base/json/stored_depth.h"
#include "bundle/diga_template.h"

namespace imprint {
namespace {

Result<json::Document> Parse(const std::string& text) {
  return json::Document::Parse(text, json::kStoredDepth);
}

// Variables are data: what they make of the base URL is only known when it is rendered.
Status CheckRenderedUrl(const std::string& text) {
  auto document = Parse(text);
  if (!document) return Pass(document);
  if (IsBaseUrl(document->root().StringMember("base_url").value_or(""))) return {};
  return Fail(Error({json::Invalid(json::Location("body").Then("variables"), "url_parsing",
                                   "Input should make a valid URL of the template's base_url")}));
}

// Nor do they keep to the rules of tools by themselves: names apart, paths with their parameters.
Status CheckRenderedTools(const CompiledVersion& version, const Installation& installation) {
  if (installation.bindings.variables.empty()) return {};
  const json::Location where = json::Location("body").Then("variables");
  std::vector<Problem> problems;
  std::set<std::string> names;
  for (const std::uint32_t ordinal : version.OrdinalsOf(Model::kDigaTool)) {
    std::string text;
    RenderInstalled(version, installation, ordinal, text);
    auto tool = Parse(text);
    if (!tool) return Pass(tool);
    const std::string name = tool->root().StringMember("name").value_or("");
    if (!names.insert(name).second) {
      problems.push_back(json::Invalid(
          where, "value_error", fmt::format("Value error, two tools would be called '{}'", name)));
    }
    const std::string twice = CheckToolParameters(tool->root(), where, problems);
    if (!twice.empty()) {
      problems.push_back(json::Invalid(
          where, "value_error",
          fmt::format("Value error, tool '{}' would have parameter '{}' twice", name, twice)));
    }
  }
  if (problems.empty()) return {};
  return Fail(Error(std::move(problems)));
}

}  // namespace

Result<DigaIntegration> CopyDigaTemplate(const Services& services, const CopyRequest& request) {
  const Time now = services.clock.Now();
  DigaIntegration copied;
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    auto source = writer.FindTemplate(request.source);
    if (!source) return Pass(source);
    if (!*source || (*source)->dialect != Dialect::kDiga || !(*source)->version) {
      return Fail(ErrorCode::kNotFound, "Error: Integration Template Not Found", "template_id");
    }
    auto version = services.versions.Get(*(*source)->version);
    if (!version) return Pass(version);
    Installation installation;
    const Id first = services.ids.NewUuids((*version)->id_count(), now);
    installation.id = InstallationId(first);
    installation.account = request.account;
    installation.from_template = request.source;
    installation.version = *(*source)->version;
    installation.created = now;
    installation.creates_connections = true;
    installation.blocks = {{first, (*version)->id_count(), 0}};
    installation.bindings.name = request.name;
    installation.bindings.base_url = request.base_url;
    installation.bindings.sealed_secrets = SealKey(services, KeyChangeOf(request.api_key).key);
    for (const Variable& variable : (*version)->variables) {
      const auto value = request.variables.find(variable.name);
      if (value != request.variables.end()) installation.bindings.variables.insert(*value);
    }
    if (auto fits = CheckRenderedSize(**version, installation.bindings, services.limits); !fits) {
      return fits;
    }
    if (auto good = CheckRenderedTools(**version, installation); !good) return good;
    if (auto added = writer.AddInstallation(installation); !added) return added;
    if (auto counted = writer.CountInstall(request.source); !counted) return counted;
    World world(writer, services.versions, request.account);
    auto opened = OpenDigaIntegration(world, first);
    if (!opened) return Pass(opened);
    auto view = ViewOf(services, writer, opened->found);
    if (!view) return Pass(view);
    if (auto good = CheckRenderedUrl(view->document); !good) return good;
    copied = std::move(*view);
    return {};
  });
  if (!stored) return Pass(stored);
  return copied;
}

}  // namespace imprint
