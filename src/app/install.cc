#include "app/install.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/audit.h"
#include "app/rendered_size.h"
#include "app/world.h"
#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"

namespace imprint {
namespace {

std::string Described(const CompiledResource& connection) {
  constexpr std::size_t kLongest = 100;
  return fmt::format(
      "{} (\"{}\", type {})", connection.template_id.Text(),
      json::Shorten(connection.name, kLongest),
      connection.type.empty() ? "unknown" : json::Shorten(connection.type, kLongest));
}

std::string Expected(const CompiledVersion& version) {
  constexpr std::size_t kShown = 20;
  const auto ordinals = version.OrdinalsOf(Model::kConnection);
  std::string text;
  for (std::size_t i = 0; i < std::min(ordinals.size(), kShown); ++i) {
    text += (text.empty() ? "" : ", ") + Described(version.resources[ordinals[i]]);
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
      const std::string key = version_.resources[ordinal].template_id.Text();
      known.insert(key);
      const auto entry = map.find(key);
      if (entry == map.end()) {
        Mismatch(key, fmt::format("The map has no entry for connection {}. Expected: {}.",
                                  Described(version_.resources[ordinal]), expected_));
        continue;
      }
      auto id = Accept(version_.resources[ordinal], key, entry->second);
      if (!id) return Pass(id);
      if (*id) bound[ordinal] = **id;
    }
    for (const auto& [key, value] : map) {
      if (known.contains(key)) continue;
      Mismatch(key, fmt::format("The template has no connection with this id. Expected: {}.",
                                expected_));
    }
    return {};
  }

 private:
  void Mismatch(const std::string& key, std::string message) {
    if (problems_.size() >= most_problems_) return;
    problems_.push_back(
        {ErrorCode::kConnectionMismatch, std::move(message), "connectionMap." + key});
  }

  // Nothing, with a problem noted, when the value does not fit.
  Result<std::optional<Id>> Accept(const CompiledResource& wanted, const std::string& key,
                                   const std::string& value) {
    const auto id = Id::FromObjectIdText(value);
    std::optional<FoundResource> found;
    if (id) {
      auto looked_up = world_.Find(*id);
      if (!looked_up) return Pass(looked_up);
      found = std::move(*looked_up);
    }
    if (!found || found->model != Model::kConnection) {
      Mismatch(key,
               fmt::format("You have no connection with the id given for {}.", Described(wanted)));
      return std::nullopt;
    }
    const auto document = json::Document::Parse(found->document, json::kStoredDepth);
    const std::string type = document ? document->root().StringMember("type").value_or("") : "";
    if (!wanted.type.empty() && type != wanted.type) {
      Mismatch(key, fmt::format("Connection {} is of type {}, and {} is expected.", value,
                                type.empty() ? "unknown" : type, Described(wanted)));
      return std::nullopt;
    }
    return *id;
  }

  const CompiledVersion& version_;
  const std::string expected_ = Expected(version_);
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
class InstallRun {
 public:
  InstallRun(const Services& services, const InstallRequest& request)
      : services_(services), request_(request) {}

  Result<Installed> Run() {
    if (auto repeated = FindRepeated(); !repeated) return Pass(repeated);
    if (first_) return Repeat();
    if (auto loaded = LoadContent(); !loaded) return Pass(loaded);
    if (auto present = CheckMapPresence(*content_.version, request_); !present)
      return Pass(present);
    Prepare();
    if (auto fits = CheckRenderedSize(*content_.version, installation_.bindings, services_.limits);
        !fits) {
      return Pass(fits);
    }
    if (auto held = HoldForVariables(); !held) return Pass(held);
    Status stored = services_.store.Write([&](StoreWriter& writer) { return Record(writer); });
    if (!stored) return Pass(stored);
    if (first_) return Repeat();
    services_.metrics.Add(Count::kInstalls);
    return Installed{std::move(installation_), content_.version, std::move(content_.held)};
  }

 private:
  Status FindRepeated() {
    if (request_.idempotency_key.empty()) return {};
    return services_.store.Read([&](StoreReader& reader) { return CheckKey(reader); });
  }

  Status CheckKey(StoreReader& reader) {
    first_.reset();
    if (request_.idempotency_key.empty()) return {};
    auto known = reader.FindIdempotent(request_.account, request_.idempotency_key);
    if (!known) return Pass(known);
    if (!*known) return {};
    if ((*known)->request != request_.request_hash) {
      return Fail(ErrorCode::kIdempotencyMismatch,
                  "This Idempotency-Key was used for another request.", "Idempotency-Key");
    }
    auto installation = reader.FindInstallation(request_.account, (*known)->installation);
    if (!installation) return Pass(installation);
    first_ = std::move(*installation);
    return {};
  }

  Result<Installed> Repeat() {
    content_ = {};
    auto content = ContentOfVersion(services_, first_->version);
    if (!content) return Pass(content);
    content_ = std::move(*content);
    installation_ = std::move(*first_);
    if (auto held = HoldForVariables(); !held) return Pass(held);
    return Installed{std::move(installation_), content_.version, std::move(content_.held)};
  }

  // The memory for the answer was measured without them.
  Status HoldForVariables() {
    if (installation_.bindings.variables.empty()) return {};
    const std::uint64_t needed = RenderedBytes(*content_.version, installation_.bindings);
    if (content_.held && needed <= content_.held->bytes()) return {};
    content_.held.reset();
    auto held = HoldMemory(services_, needed);
    if (!held) return Pass(held);
    content_.held = std::move(*held);
    return {};
  }

  Status LoadContent() {
    if (!request_.from_template) {
      auto content = ContentOfUpload(services_, request_.account, request_.run_key);
      if (!content) return Pass(content);
      content_ = std::move(*content);
      return {};
    }
    auto content = ContentOfTemplate(services_, request_.account, *request_.from_template);
    if (!content) return Pass(content);
    content_ = std::move(content->content);
    return {};
  }

  void Prepare() {
    const Time now = services_.clock.Now();
    const std::uint32_t count = content_.version->id_count();
    const Id first = services_.ids.NewObjectIds(count, now);
    installation_.id = InstallationId(first);
    installation_.account = request_.account;
    installation_.from_template = request_.from_template;
    installation_.version = content_.id;
    installation_.creates_connections = !request_.connection_map.has_value();
    installation_.created = now;
    installation_.blocks = {{first, count, 0}};
    installation_.bindings.variables = request_.variables;
    installation_.bindings.name = request_.name;
    installation_.bindings.stack = request_.stack;
    installation_.bindings.sandbox = request_.sandbox;
  }

  // One transaction: what it checks holds when it writes.
  Status Record(StoreWriter& writer) {
    if (auto repeated = CheckKey(writer); !repeated || first_) return repeated;
    if (auto visible = CheckTemplate(writer); !visible) return visible;
    if (auto kept = CheckVersion(writer); !kept) return kept;
    std::vector<Problem> problems;
    installation_.bindings.connections.clear();
    if (request_.connection_map) {
      World world(writer, services_, request_.account);
      ConnectionMapper mapper(*content_.version, world, services_.limits.bundle_problems, problems);
      auto mapped = mapper.Run(*request_.connection_map, installation_.bindings.connections);
      if (!mapped) return mapped;
    }
    CheckVariables(*content_.version, request_, services_.limits.bundle_problems, problems);
    if (!problems.empty()) return Fail(Error(std::move(problems)));
    if (auto distinct = CheckSharedConnections(); !distinct) return distinct;
    if (auto added = writer.AddInstallation(installation_); !added) return added;
    if (request_.from_template) {
      if (auto counted = writer.CountInstall(*request_.from_template); !counted) return counted;
    }
    auto told = RecordChange(services_, writer, request_.account, AuditEvent::kInstall,
                             AuditTypeOf(Model::kIntegration), installation_.id.Text());
    if (!told) return told;
    if (request_.idempotency_key.empty()) return {};
    return writer.AddIdempotent({request_.account, request_.idempotency_key, request_.request_hash,
                                 installation_.id, installation_.created});
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

  // Two keys of one object can become the same when their connections do.
  Status CheckSharedConnections() const {
    const auto& bound = installation_.bindings.connections;
    std::set<Id> distinct;
    for (const auto& [ordinal, id] : bound) distinct.insert(id);
    if (distinct.size() == bound.size()) return {};
    for (std::uint32_t ordinal = 0; ordinal < content_.version->resources.size(); ++ordinal) {
      if (!Installs(*content_.version, installation_, ordinal)) continue;
      std::string document;
      RenderInstalled(*content_.version, installation_, ordinal, document);
      if (json::Document::Parse(document, json::kStoredDepth)) continue;
      return Fail(
          ErrorCode::kConnectionMismatch,
          fmt::format("Two connections of the template cannot be the same one of yours: the "
                      "{} \"{}\" tells them apart by their ids.",
                      NameOf(content_.version->resources[ordinal].model),
                      content_.version->resources[ordinal].name),
          "connectionMap");
    }
    return {};
  }

  // What was loaded may have expired since; from here on the installation keeps it.
  Status CheckVersion(StoreReader& reader) {
    auto version = reader.FindVersion(content_.id);
    if (!version) return Pass(version);
    if (!*version) return Fail(ErrorCode::kUnavailable, "The content has just expired; try again.");
    return {};
  }

  const Services& services_;
  const InstallRequest& request_;
  Content content_;
  Installation installation_;
  std::optional<Installation> first_;
};

}  // namespace

Result<Installed> Install(const Services& services, const InstallRequest& request) {
  return InstallRun(services, request).Run();
}

}  // namespace imprint
