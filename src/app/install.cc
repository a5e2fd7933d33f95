#include "app/install.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/connection_candidates.h"
#include "app/install_checks.h"
#include "app/install_write.h"
#include "app/rendered_size.h"
#include "app/world.h"

namespace imprint {
namespace {

std::string Expected(const CompiledVersion& version) {
  constexpr std::size_t kShown = 20;
  const auto ordinals = version.OrdinalsOf(Model::kConnection);
  std::string text;
  for (std::size_t i = 0; i < std::min(ordinals.size(), kShown); ++i) {
    text += (text.empty() ? "" : ", ") + DescribedConnection(version.resources[ordinals[i]]);
  }
  if (ordinals.size() > kShown) text += fmt::format(" and {} more", ordinals.size() - kShown);
  return text.empty() ? "none" : text;
}

/// Turns the client's connection map into bindings, noting every entry that does not fit.
class ConnectionMapper {
 public:
  ConnectionMapper(const CompiledVersion& version, World& world, std::size_t most_problems,
                   std::vector<Problem>& problems)
      : version_(version), world_(world), most_problems_(most_problems), problems_(problems) {}

  Status Run(const std::map<std::string, std::string>& map, std::map<std::uint32_t, Id>& bound) {
    std::set<std::string> known;
    for (const std::uint32_t ordinal : version_.OrdinalsOf(Model::kConnection)) {
      const CompiledResource& wanted = version_.resources[ordinal];
      const std::string key = wanted.template_id.Text();
      known.insert(key);
      const auto entry = map.find(key);
      if (entry == map.end()) {
        Mismatch(key, fmt::format("The map has no entry for connection {}. Expected: {}.",
                                  DescribedConnection(wanted), ExpectedOnes()));
        continue;
      }
      auto accepted = AcceptConnection(world_, wanted, entry->second, FieldOf(key));
      if (!accepted) return Pass(accepted);
      if (accepted->problem) Note(std::move(*accepted->problem));
      if (accepted->id) bound[ordinal] = *accepted->id;
    }
    for (const auto& [key, value] : map) {
      if (known.contains(key)) continue;
      Mismatch(key, fmt::format("The template has no connection with this id. Expected: {}.",
                                ExpectedOnes()));
    }
    return {};
  }

 private:
  static std::string FieldOf(const std::string& key) { return "connectionMap." + key; }
  const std::string& ExpectedOnes() {
    if (expected_.empty()) expected_ = Expected(version_);
    return expected_;
  }
  void Mismatch(const std::string& key, std::string message) {
    Note({ErrorCode::kConnectionMismatch, std::move(message), FieldOf(key)});
  }
  void Note(Problem problem) {
    if (problems_.size() < most_problems_) problems_.push_back(std::move(problem));
  }

  const CompiledVersion& version_;
  std::string expected_;  // once it is needed
  World& world_;
  const std::size_t most_problems_;
  std::vector<Problem>& problems_;
};

void CheckVariables(const CompiledVersion& version, const InstallRequest& request,
                    std::size_t most_problems, std::vector<Problem>& problems) {
  std::set<std::string_view> known;
  for (const Variable& variable : version.variables) known.insert(variable.name);
  for (const auto& [name, value] : request.variables) {
    if (!known.contains(name) && problems.size() < most_problems) {
      problems.push_back({ErrorCode::kInvalidField, "The template has no variable of this name.",
                          "variables." + name});
    }
  }
}

Status CheckMapPresence(const CompiledVersion& version, const InstallRequest& request) {
  const bool has_connections = !version.OrdinalsOf(Model::kConnection).empty();
  const auto& map = request.connection_map;
  const bool needed = request.from_template.has_value() || map.has_value();
  if (!needed || (map && (!map->empty() || !has_connections))) return {};
  return Fail(
      ErrorCode::kMissingConnectionMap,
      fmt::format("connectionMap is required and maps each connection of the template to one "
                  "of yours. Expected: {}.",
                  Expected(version)),
      "connectionMap");
}

/// The state of one install while it runs; `first` is set when the key was used before.
class InstallRun final : public PendingInstall {
 public:
  InstallRun(const Services& services, InstallRequest request)
      : services_(services), request_(std::move(request)) {}

  Status Begin() {
    if (auto repeated = LookForFirst(); !repeated || first_) return repeated;
    if (auto loaded = LoadContent(); !loaded) return loaded;
    if (auto present = CheckMapPresence(*content_.version, request_); !present) return present;
    Prepare();
    auto fits = CheckRenderedSize(*content_.version, installation_.bindings, services_.limits);
    if (!fits) return fits;
    return HoldForAnswer(services_, installation_.bindings, request_.answer, content_);
  }

  void Write(std::function<void()> done) override {
    if (first_) return done();
    services_.store.WriteLater([this](StoreWriter& writer) { return Record(writer); },
                               [this, done = std::move(done)](Status stored) {
                                 stored_ = std::move(stored);
                                 done();
                               });
  }

  void Write() {
    if (first_) return;
    stored_ = services_.store.Write([this](StoreWriter& writer) { return Record(writer); });
  }

  bool is_slow_to_finish() const override { return first_ || content_.held; }

  Result<Installed> Finish() override {
    if (!stored_) return Pass(stored_);
    if (first_) {
      content_ = {};
      return InstalledBefore(services_, std::move(*first_), request_.answer);
    }
    services_.metrics.Add(Count::kInstalls);
    return Installed{std::move(installation_), content_.version, std::move(content_.held)};
  }

 private:
  Status LookForFirst() {
    if (key_.key.empty()) return {};
    return services_.store.Read([&](StoreReader& reader) { return CheckKey(reader); });
  }

  Status CheckKey(StoreReader& reader) {
    auto first = FindRepeated(reader, key_);
    if (!first) return Pass(first);
    first_ = std::move(*first);
    return {};
  }

  Status LoadContent() {
    if (!request_.from_template) {
      auto content =
          ContentOfUpload(services_, request_.account, request_.run_key, request_.answer);
      if (!content) return Pass(content);
      content_ = std::move(*content);
      return {};
    }
    auto content =
        ContentOfTemplate(services_, request_.account, *request_.from_template, request_.answer);
    if (!content) return Pass(content);
    content_ = std::move(content->content);
    return {};
  }

  void Prepare() {
    installation_ = NewInstallation(services_, request_.account, request_.from_template, content_);
    installation_.creates_connections = !request_.connection_map.has_value();
    installation_.bindings.variables = request_.variables;
    installation_.bindings.name = request_.name;
    installation_.bindings.stack = request_.stack;
    installation_.bindings.sandbox = request_.sandbox;
  }

  // One transaction: what it checks holds when it writes.
  Status Record(StoreWriter& writer) {
    if (auto repeated = CheckKey(writer); !repeated || first_) return repeated;
    if (auto visible = CheckTemplate(writer); !visible) return visible;
    // From here on the installation keeps what was loaded.
    if (auto kept = CheckVersionKept(writer, content_.id); !kept) return kept;
    if (auto bound = BindAll(writer); !bound) return bound;
    auto shared = FindSharedConnections(*content_.version, installation_, "connectionMap");
    if (shared) return Fail(Error({std::move(*shared)}));
    return WriteInstallation(services_, writer, *content_.version, installation_, key_);
  }

  Status BindAll(StoreReader& reader) {
    std::vector<Problem> problems;
    const std::size_t most = services_.limits.bundle_problems;
    installation_.bindings.connections.clear();
    if (request_.connection_map) {
      World world(reader, services_, request_.account);
      ConnectionMapper mapper(*content_.version, world, most, problems);
      auto mapped = mapper.Run(*request_.connection_map, installation_.bindings.connections);
      if (!mapped) return mapped;
    }
    CheckVariables(*content_.version, request_, most, problems);
    if (!problems.empty()) return Fail(Error(std::move(problems)));
    return {};
  }

  Status CheckTemplate(StoreReader& reader) {
    if (!request_.from_template) return {};
    auto row = reader.FindTemplate(*request_.from_template);
    if (!row) return Pass(row);
    if (!*row || ((*row)->owner != request_.account && !(*row)->published)) {
      return Fail(ErrorCode::kNotFound, "Template not found.", "_id");
    }
    return {};
  }

  const Services services_;
  const InstallRequest request_;
  const InstallKey key_{request_.account, request_.idempotency_key, request_.request_hash};
  Content content_;
  Installation installation_;
  std::optional<Installation> first_;
  Status stored_;
};

}  // namespace

Result<Installed> InstalledBefore(const Services& services, Installation installation,
                                  AnswerForm form) {
  auto content = ContentOfVersion(services, installation.version, form);
  if (!content) return Pass(content);
  auto held = HoldForAnswer(services, installation.bindings, form, *content);
  if (!held) return Pass(held);
  return Installed{std::move(installation), content->version, std::move(content->held)};
}

Result<Installed> Install(const Services& services, const InstallRequest& request) {
  InstallRun run(services, request);
  if (auto begun = run.Begin(); !begun) return Pass(begun);
  run.Write();
  return run.Finish();
}

bool IsQuickToPrepare(const Services& services, const InstallRequest& request) {
  if (!request.from_template || services.direct_uploads) return false;
  std::optional<Hash> content;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto row = FindVisibleTemplate(reader, request.account, *request.from_template);
    if (row && row->pending_upload.empty()) content = row->version;
    return {};
  });
  if (!read || !content) return false;
  constexpr std::size_t kMostLookedAt = 8 * 1024 * 1024;  // what is asked below takes its time
  const auto bytes = services.versions.BytesInMemory(*content);
  if (!bytes || *bytes > kMostLookedAt) return false;
  auto version = services.versions.Get(*content);
  if (!version) return false;
  if (request.answer == AnswerForm::kIds) return IdAnswerBytes(**version) <= kUncountedBytes;
  // The values of variables can make any answer large.
  return *bytes <= kUncountedBytes && (*version)->variables.empty();
}

Result<std::unique_ptr<PendingInstall>> PrepareInstall(const Services& services,
                                                       InstallRequest request) {
  auto run = std::make_unique<InstallRun>(services, std::move(request));
  if (auto begun = run->Begin(); !begun) return Pass(begun);
  return run;
}

}  // namespace imprint
