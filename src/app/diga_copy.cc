#include "app/diga_copy.h"

#include "app/install_checks.h"
#include "app/install_write.h"
#include "app/rendered_size.h"

namespace imprint {
namespace {

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
      content_.id = *version;
      return {};
    });
    if (!read) return read;
    auto version = services_.versions.Get(content_.id);
    if (!version) return Pass(version);
    content_.version = std::move(*version);
    return {};
  }

  void Prepare() {
    installation_ = NewInstallation(services_, request_.account, request_.source, content_);
    installation_.creates_connections = true;
    installation_.bindings.name = request_.name;
    installation_.bindings.base_url = request_.base_url;
    installation_.bindings.sealed_secrets = SealKey(services_, KeyChangeOf(request_.api_key).key);
    for (const Variable& variable : content_.version->variables) {
      const auto value = request_.variables.find(variable.name);
      if (value != request_.variables.end()) installation_.bindings.variables.insert(*value);
    }
  }

  // Variables are data: what they make is only known when it is rendered.
  Status Check() const {
    const CompiledVersion& version = *content_.version;
    auto fits = CheckRenderedSize(version, installation_.bindings, services_.limits);
    if (!fits) return fits;
    const json::Location where = json::Location("body").Then("variables");
    auto problems =
        CheckRenderedTools(version, installation_, where, services_.limits.bundle_problems);
    if (!problems) return Pass(problems);
    if (!problems->empty()) return Fail(Error(std::move(*problems)));
    auto good = HasRenderedUrl(version, installation_);
    if (!good) return Pass(good);
    if (*good) return {};
    return Fail(Error({json::Invalid(where, "url_parsing",
                                     "Input should make a valid URL of the template's base_url")}));
  }

  Status Record(StoreWriter& writer) {
    auto current = CurrentVersion(writer);
    if (!current) return Pass(current);
    outdated_ = *current != content_.id;
    if (outdated_) return {};
    auto written =
        WriteInstallation(services_, writer, *content_.version, installation_, InstallKey());
    if (!written) return written;
    World world(writer, services_, request_.account);
    auto opened = OpenDigaIntegration(world, installation_.id.id);
    if (!opened) return Pass(opened);
    auto view = ViewOf(services_, writer, opened->found);
    if (!view) return Pass(view);
    copied_ = std::move(*view);
    return {};
  }

  const Services& services_;
  const CopyRequest& request_;
  Content content_;
  Installation installation_;
  DigaIntegration copied_;
  bool outdated_ = false;
};

}  // namespace

Result<DigaIntegration> CopyDigaTemplate(const Services& services, const CopyRequest& request) {
  return CopyRun(services, request).Run();
}

}  // namespace imprint
