#include "app/diga_copy.h"

#include <fmt/format.h>

#include <set>

#include "app/audit.h"
#include "app/rendered_size.h"
#include "base/json/stored_depth.h"
#include "bundle/diga_template.h"
#include "model/render.h"

namespace imprint {
namespace {

Result<json::Document> Parse(const std::string& text) {
  return json::Document::Parse(text, json::kStoredDepth);
}

// Variables are data: what they make of the base URL is only known when it is rendered.
Status CheckRenderedUrl(const CompiledVersion& version, const Installation& installation) {
  std::string text;
  RenderInstalled(version, installation, 0, text);
  auto document = Parse(text);
  if (!document) return Pass(document);
  if (IsBaseUrl(document->root().StringMember("base_url").value_or(""))) return {};
  return Fail(Error({json::Invalid(json::Location("body").Then("variables"), "url_parsing",
                                   "Input should make a valid URL of the template's base_url")}));
}

// Nor do they keep to the rules of tools by themselves: names apart, paths with their parameters.
Status CheckRenderedTools(const CompiledVersion& version, const Installation& installation,
                          std::size_t most_problems) {
  if (installation.bindings.variables.empty()) return {};
  const json::Location where = json::Location("body").Then("variables");
  std::vector<Problem> problems;
  std::set<std::string> names;
  for (const std::uint32_t ordinal : version.OrdinalsOf(Model::kDigaTool)) {
    if (problems.size() >= most_problems) break;
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

/// One copy: what it renders to is checked before the write, which only holds it to the version
/// that was checked.
class CopyRun {
 public:
  CopyRun(const Services& services, const CopyRequest& request)
      : services_(services), request_(request) {}

  Result<DigaIntegration> Run() {
    constexpr int kMostTries = 5;
    for (int tries = 0; tries < kMostTries; ++tries) {
      if (auto loaded = Load(); !loaded) return Pass(loaded);
      Prepare();
      if (auto good = Check(); !good) return Pass(good);
      Status stored = services_.store.Write([&](StoreWriter& writer) { return Record(writer); });
      if (!stored) return Pass(stored);
      if (outdated_) continue;
      services_.metrics.Add(Count::kInstalls);
      return std::move(copied_);
    }
    return Fail(ErrorCode::kUnavailable, "The template is being changed; try again.");
  }

 private:
  Result<Hash> CurrentVersion(StoreReader& reader) const {
    auto source = reader.FindTemplate(request_.source);
    if (!source) return Pass(source);
    if (!*source || (*source)->dialect != Dialect::kDiga || !(*source)->version) {
      return Fail(ErrorCode::kNotFound, "Error: Integration Template Not Found", "template_id");
    }
    return *(*source)->version;
  }

  Status Load() {
    Status read = services_.store.Read([&](StoreReader& reader) -> Status {
      auto version = CurrentVersion(reader);
      if (!version) return Pass(version);
      installation_.version = *version;
      return {};
    });
    if (!read) return read;
    auto version = services_.versions.Get(installation_.version);
    if (!version) return Pass(version);
    version_ = std::move(*version);
    return {};
  }

  void Prepare() {
    const Time now = services_.clock.Now();
    const Id first = services_.ids.NewUuids(version_->id_count(), now);
    installation_.id = InstallationId(first);
    installation_.account = request_.account;
    installation_.from_template = request_.source;
    installation_.created = now;
    installation_.creates_connections = true;
    installation_.blocks = {{first, version_->id_count(), 0}};
    installation_.bindings = {};
    installation_.bindings.name = request_.name;
    installation_.bindings.base_url = request_.base_url;
    installation_.bindings.sealed_secrets = SealKey(services_, KeyChangeOf(request_.api_key).key);
    for (const Variable& variable : version_->variables) {
      const auto value = request_.variables.find(variable.name);
      if (value != request_.variables.end()) installation_.bindings.variables.insert(*value);
    }
  }

  Status Check() const {
    auto fits = CheckRenderedSize(*version_, installation_.bindings, services_.limits);
    if (!fits) return fits;
    auto good = CheckRenderedTools(*version_, installation_, services_.limits.bundle_problems);
    if (!good) return good;
    return CheckRenderedUrl(*version_, installation_);
  }

  Status Record(StoreWriter& writer) {
    auto current = CurrentVersion(writer);
    if (!current) return Pass(current);
    outdated_ = *current != installation_.version;
    if (outdated_) return {};
    if (auto added = writer.AddInstallation(installation_); !added) return added;
    if (auto counted = writer.CountInstall(request_.source); !counted) return counted;
    const Id id = installation_.id.id;
    auto told = RecordChange(services_, writer, request_.account, AuditEvent::kInstall,
                             AuditTypeOf(Model::kDigaIntegration), id.Text());
    if (!told) return told;
    World world(writer, services_, request_.account);
    auto opened = OpenDigaIntegration(world, id);
    if (!opened) return Pass(opened);
    auto view = ViewOf(services_, writer, opened->found);
    if (!view) return Pass(view);
    copied_ = std::move(*view);
    return {};
  }

  const Services& services_;
  const CopyRequest& request_;
  VersionPtr version_;
  Installation installation_;
  DigaIntegration copied_;
  bool outdated_ = false;
};

}  // namespace

Result<DigaIntegration> CopyDigaTemplate(const Services& services, const CopyRequest& request) {
  return CopyRun(services, request).Run();
}

}  // namespace imprint
