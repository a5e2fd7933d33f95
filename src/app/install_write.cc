#include "app/install_write.h"

#include "app/audit.h"
#include "app/rendered_size.h"
#include "app/saved_bindings.h"
#include "model/render.h"

namespace imprint {

Result<std::optional<Installation>> FindRepeated(StoreReader& reader, const InstallKey& key) {
  if (key.key.empty()) return std::nullopt;
  auto known = reader.FindIdempotent(key.account, key.key);
  if (!known) return Pass(known);
  if (!*known) return std::nullopt;
  if ((*known)->request != key.request) {
    return Fail(ErrorCode::kIdempotencyMismatch,
                "This Idempotency-Key was used for another request.", "Idempotency-Key");
  }
  auto installation = reader.FindInstallation(key.account, (*known)->installation);
  if (installation && !*installation) {
    return Fail(ErrorCode::kConflict,
                "What this Idempotency-Key installed was removed since; use another key.",
                "Idempotency-Key");
  }
  return installation;
}

Installation NewInstallation(const Services& services, AccountId account,
                             std::optional<TemplateId> from_template, const Content& content) {
  const Time now = services.clock.Now();
  const std::uint32_t count = content.version->id_count();
  const bool diga = InfoOf(content.version->resources[0].model).dialect == Dialect::kDiga;
  const Id first = diga ? services.ids.NewUuids(count, now) : services.ids.NewObjectIds(count, now);
  Installation installation;
  installation.id = InstallationId(first);
  installation.account = account;
  installation.from_template = from_template;
  installation.version = content.id;
  installation.created = now;
  installation.blocks = {{first, count, 0}};
  return installation;
}

Status HoldForAnswer(const Services& services, const Bindings& bindings, AnswerForm form,
                     Content& content) {
  if (form == AnswerForm::kIds) {
    if (content.held) content.held->ShrinkTo(IdAnswerBytes(*content.version));
    return {};
  }
  if (bindings.variables.empty()) return {};
  const std::uint64_t needed = RenderedBytes(*content.version, bindings);
  if (content.held && needed <= content.held->bytes()) return {};
  content.held.reset();
  auto held = HoldMemory(services, needed);
  if (!held) return Pass(held);
  content.held = std::move(*held);
  return {};
}

Status WriteInstallation(const Services& services, StoreWriter& writer,
                         const CompiledVersion& version, const Installation& installation,
                         const InstallKey& key) {
  if (services.publishers) {
    auto trusted =
        CheckSigned(*services.publishers, writer, installation.from_template, installation.version);
    if (!trusted) return trusted;
  }
  if (auto added = writer.AddInstallation(installation); !added) return added;
  if (installation.from_template) {
    if (auto counted = writer.CountInstall(*installation.from_template); !counted) return counted;
  }
  auto told = RecordChange(services, writer, installation.account, AuditEvent::kInstall,
                           AuditTypeOf(version.resources[0].model), IdOf(installation, 0).Text());
  if (!told) return told;
  auto saved = SaveBindings(writer, version, installation, installation.created);
  if (!saved || key.key.empty()) return saved;
  return writer.AddIdempotent(
      {key.account, key.key, key.request, installation.id, installation.created});
}

}  // namespace imprint
