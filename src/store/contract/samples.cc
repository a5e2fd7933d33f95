#include "store/contract/samples.h"

namespace imprint::samples {
namespace {

Id WithCounter(std::string bytes, std::uint32_t n) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[bytes.size() - 1 - i] = static_cast<char>((n >> (8 * i)) & 0xff);
  }
  return *Id::FromBytes(bytes);
}

}  // namespace

Id ObjectIdOf(std::uint32_t n) {
  return WithCounter(std::string(Id::kObjectIdBytes, '\x65'), n & 0xffffff);
}

Id UuidOf(std::uint32_t n) {
  return WithCounter(std::string(Id::kUuidBytes, '\x65'), n);
}

Hash HashOf(std::uint32_t n) {
  Hash hash;
  hash.bytes.fill(0xa5);
  for (std::size_t i = 0; i < 4; ++i) {
    hash.bytes[i] = static_cast<std::uint8_t>((n >> (24 - 8 * i)) & 0xff);
  }
  return hash;
}

Time At(std::int64_t millis) {
  return FromMillis(millis);
}

Account MakeAccount(std::uint32_t n) {
  return {.id = AccountOf(n), .name = "account " + std::to_string(n), .created = At(n)};
}

Token MakeToken(std::uint32_t n) {
  return {.id = "t" + std::to_string(n),
          .hash = HashOf(n),
          .account = AccountOf(1),
          .created = At(n),
          .expires = At(n + 1000),
          .revoked = {}};
}

Template MakeTemplate(std::uint32_t n) {
  Template row;
  row.id = TemplateOf(n);
  row.owner = AccountOf(1);
  row.name = "template " + std::to_string(n);
  row.description = "described";
  row.image_url = "https://example.com/a.png";
  row.website_url = "https://example.com/";
  row.contact_email = "who@example.com";
  row.applications = {"salesforce", "netsuite"};
  row.created = At(n);
  row.modified = At(n + 1);
  return row;
}

Version MakeVersion(std::uint32_t n) {
  return {
      .id = HashOf(n), .source = HashOf(n + 5000), .resources = 10, .ids = 12, .created = At(n)};
}

Upload MakeUpload(std::uint32_t n) {
  Upload upload;
  upload.run_key = "run-" + std::to_string(n);
  upload.account = AccountOf(1);
  upload.file_name = "bundle.zip";
  upload.content_type = "application/zip";
  upload.created = At(n);
  upload.expires = At(n + 100);
  return upload;
}

Installation MakeInstallation(AccountId account, std::uint32_t n) {
  Installation installation;
  installation.id = InstallationOf(n);
  installation.account = account;
  installation.version = HashOf(1);
  installation.created = At(n);
  return installation;
}

Resource MakeResource(AccountId account, std::uint32_t n) {
  Resource resource;
  resource.id = ResourceOf(n);
  resource.account = account;
  resource.model = Model::kExport;
  resource.document = R"({"_id":")" + resource.id.Text() + R"("})";
  resource.created = At(n);
  resource.modified = At(n + 1);
  return resource;
}

IdempotentResult MakeIdempotent(AccountId account, std::string key) {
  return {.account = account,
          .key = std::move(key),
          .request = HashOf(1),
          .installation = InstallationOf(1),
          .created = At(1)};
}

TemplateVersion MakeTemplateVersion(TemplateId template_id, std::uint32_t number) {
  TemplateVersion row;
  row.template_id = template_id;
  row.number = number;
  row.version = HashOf(number);
  row.note = "note " + std::to_string(number);
  row.created = At(number);
  return row;
}

InstallationStep MakeStep(AccountId account, InstallationId installation, std::uint32_t number) {
  return {.account = account,
          .installation = installation,
          .number = number,
          .change = InstallationChange::kUpgrade,
          .created = At(number),
          .token = "t1",
          .version_before = HashOf(number),
          .version_after = HashOf(number + 1),
          .before = R"({"step":)" + std::to_string(number) + "}"};
}

SavedBindings MakeSaved(AccountId account, TemplateId template_id) {
  return {.account = account,
          .template_id = template_id,
          .connections = {{ObjectIdOf(60), ObjectIdOf(70)}, {UuidOf(61), UuidOf(71)}},
          .variables = {{"region", R"("eu")"}, {"limit", "1e400"}},
          .modified = At(5)};
}

VersionSignature SignatureOf(std::uint8_t byte) {
  VersionSignature signature;
  signature.public_key.fill(byte);
  signature.signature.fill(static_cast<std::uint8_t>(byte + 1));
  return signature;
}

std::vector<std::string> HostileTexts() {
  return {
      "",
      "'; DROP TABLE templates; --",
      "\"double\" and 'single' and `back`",
      std::string("before\0behind", 13),
      "back\\slash \\u0000 \\",
      "line\nfeed\r\ttab\x01\x1f\x7f",
      "% _ ?1 :name @p $p {} %s",
      "Gr\xc3\xbc\xc3\x9f"
      "e \xe6\xbc\xa2\xe5\xad\x97 \xf0\x9f\x99\x82 \xe2\x80\xae"
      "abc",
      std::string(5000, '"'),
  };
}

}  // namespace imprint::samples
