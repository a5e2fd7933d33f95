#include "surface/native/wire_parts.h"

#include "base/base64.h"
#include "base/crypto.h"

namespace imprint::native {
namespace {

template <std::size_t kSize>
std::string_view AsText(const std::array<std::uint8_t, kSize>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::string HexOf(const Hash& hash) {
  return crypto::Hex(AsText(hash.bytes));
}

std::string_view KindOf(Dialect dialect) {
  return dialect == Dialect::kDiga ? "diga" : "integrator";
}

std::string_view ModelName(Model model) {
  if (model == Model::kDigaIntegration) return NameOf(Model::kIntegration);
  if (model == Model::kDigaTool) return NameOf(Model::kTool);
  return NameOf(model);
}

void AppendNumber(std::optional<std::uint32_t> number, json::Writer& writer) {
  if (number) {
    writer.Number(*number);
  } else {
    writer.Raw("null");
  }
}

void AppendDeprecated(const std::optional<std::string>& reason, json::Writer& writer) {
  if (!reason) {
    writer.Raw("null");
  } else {
    writer.BeginObject().Key("reason").String(*reason).EndObject();
  }
}

void AppendSignature(const Services& services, const Hash& version,
                     const std::optional<VersionSignature>& signature, json::Writer& writer) {
  if (!signature) {
    writer.Raw("null");
    return;
  }
  const auto publisher = services.publishers ? services.publishers->NameOf(signature->public_key)
                                             : std::optional<std::string>();
  const bool trusted = publisher && services.publishers->Trusts(*signature, version);
  writer.BeginObject().Key("publicKey").String(ToBase64(AsText(signature->public_key)));
  writer.Key("signature").String(ToBase64(AsText(signature->signature)));
  writer.Key("publisher").Raw(publisher ? json::Quote(*publisher) : "null");
  writer.Key("trusted").Bool(trusted).EndObject();
}

void AppendVersionName(std::optional<std::uint32_t> number, const Hash& hash,
                       json::Writer& writer) {
  writer.BeginObject().Key("number");
  AppendNumber(number, writer);
  writer.Key("hash").String(HexOf(hash)).EndObject();
}

void AppendRefMembers(Model model, const Id& template_id, std::string_view name,
                      json::Writer& writer) {
  writer.Key("model").String(ModelName(model));
  if (!template_id.empty()) writer.Key("templateId").String(template_id.Text());
  writer.Key("name").String(name);
}

void AppendDifferences(const std::vector<Difference>& fields, std::string_view from,
                       std::string_view to, json::Writer& writer) {
  writer.BeginArray();
  for (const Difference& field : fields) {
    writer.BeginObject().Key("path").String(field.path);
    if (field.from) writer.Key(from).Raw(*field.from);
    if (field.to) writer.Key(to).Raw(*field.to);
    writer.EndObject();
  }
  writer.EndArray();
}

void AppendUsers(const std::vector<ResourceUser>& users, json::Writer& writer) {
  writer.BeginArray();
  for (const ResourceUser& user : users) {
    writer.BeginObject().Key("model").String(ModelName(user.model));
    writer.Key("id").String(user.id.Text());
    writer.Key("name").String(user.name).EndObject();
  }
  writer.EndArray();
}

void AppendNext(std::string_view cursor, json::Writer& writer) {
  writer.Key("next").Raw(cursor.empty() ? "null" : json::Quote(cursor));
}

void AppendDryRun(bool dry_run, json::Writer& writer) {
  if (dry_run) writer.Key("dryRun").Bool(true);
}

}  // namespace imprint::native
