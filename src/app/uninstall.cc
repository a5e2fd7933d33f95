#include "app/uninstall.h"

#include <fmt/format.h>

#include <utility>

#include "app/audit.h"
#include "app/installations.h"
#include "app/outside_users.h"
#include "app/saved_bindings.h"
#include "base/json/text.h"

namespace imprint {
namespace {

constexpr std::size_t kLongestShownName = 100;

/// One uninstall, inside one run of its write.
class Removal {
 public:
  Removal(const Services& services, StoreWriter& writer, const UninstallRequest& request, Time now)
      : services_(services), writer_(writer), request_(request), now_(now) {}

  Result<Uninstalled> Run() {
    auto opened = OpenInstallation(services_, writer_, request_.account, request_.installation);
    if (!opened) return Pass(opened);
    opened_ = std::move(*opened);
    if (auto listed = ListWhatGoes(); !listed) return Pass(listed);
    if (auto allowed = CheckAllowed(); !allowed) return Pass(allowed);
    if (auto removed = Remove(); !removed) return Pass(removed);
    return std::move(gone_);
  }

 private:
  Status ListWhatGoes() {
    std::vector<std::uint32_t> there;
    for (const std::uint32_t ordinal : opened_.Ordinals()) {
      if (opened_.ChangeOf(ordinal) == ResourceOrigin::kTombstone) continue;
      there.push_back(ordinal);
      auto resource = DescribeInstalled(writer_, opened_, ordinal);
      if (!resource) return Pass(resource);
      ResourceUser told{resource->id, resource->model, std::move(resource->name)};
      if (resource->state == InstalledState::kEdited) gone_.edited.push_back(told);
      gone_.removed.push_back(std::move(told));
    }
    auto users = UsersFromOutside(services_, writer_, opened_, there);
    if (!users) return Pass(users);
    gone_.users = std::move(*users);
    return {};
  }

  Status CheckAllowed() const {
    std::vector<Problem> problems;
    std::size_t more = 0;
    const auto refuse = [&](const ResourceUser& resource, ErrorCode code, std::string_view what) {
      if (problems.size() >= services_.limits.bundle_problems) {
        ++more;
        return;
      }
      problems.push_back({code,
                          fmt::format("{} \"{}\" {}", NameOf(resource.model),
                                      json::Shorten(resource.name, kLongestShownName), what),
                          resource.id.Text()});
    };
    if (!request_.discard_edits) {
      for (const auto& edited : gone_.edited) {
        refuse(edited, ErrorCode::kEdited, "was edited since it was installed.");
      }
    }
    if (!request_.break_references) {
      for (const auto& user : gone_.users) {
        refuse(user, ErrorCode::kInUse, "refers to what would be removed.");
      }
    }
    if (problems.empty()) return {};
    if (more > 0) problems.push_back({problems.back().code, fmt::format("And {} more.", more)});
    return Fail(Error(std::move(problems)));
  }

  Status Remove() {
    const Installation& installation = opened_.installation;
    auto saved = SaveBindings(writer_, *opened_.version, installation, now_);
    if (!saved) return saved;
    if (auto removed = RemoveAddedTools(); !removed) return removed;
    auto removed = writer_.RemoveInstallation(installation.account, installation.id);
    if (!removed) return removed;
    const Model integration = opened_.version->resources.front().model;
    return RecordChange(services_, writer_, request_.account, AuditEvent::kDelete,
                        AuditTypeOf(integration), installation.id.Text());
  }

  // A tool of Diga is nothing without its integration.
  Status RemoveAddedTools() {
    for (const ResourceUser& user : gone_.users) {
      if (user.model != Model::kDigaTool) continue;
      if (auto removed = writer_.RemoveResource(request_.account, user.id); !removed) {
        return removed;
      }
      gone_.removed.push_back(user);
    }
    return {};
  }

  const Services& services_;
  StoreWriter& writer_;
  const UninstallRequest& request_;
  const Time now_;
  OpenedInstallation opened_;
  Uninstalled gone_;
};

}  // namespace

Result<Uninstalled> Uninstall(const Services& services, const UninstallRequest& request) {
  const Time now = services.clock.Now();
  Uninstalled gone;
  bool tried = false;  // a dry run came to its end, and is taken back
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    tried = false;
    auto done = Removal(services, writer, request, now).Run();
    if (!done) return Pass(done);
    gone = std::move(*done);
    tried = request.dry_run;
    if (tried) return Fail(ErrorCode::kConflict, "Only tried.");
    return {};
  });
  if (!stored && !tried) return Pass(stored);
  return gone;
}

}  // namespace imprint
