#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "bundle/archive_writer.h"
#include "bundle/folder.h"
#include "bundle/regular_file.h"
#include "client/catalogue_view.h"
#include "client/fields.h"
#include "client/printable.h"
#include "client/publish.h"
#include "main/client_commands.h"
#include "main/client_printing.h"
#include "main/signature_file.h"
#include "main/template_source.h"
#include "main/upload_progress.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;
using client::Exit;
using client::Outcome;

/// A zip to be sent, from where it is.
struct ZipToSend {
  std::string packed;                 // of a folder
  std::unique_ptr<RegularFile> file;  // otherwise
  client::FileBytes bytes;
};

Outcome<std::unique_ptr<ZipToSend>> OpenZip(const std::string& source) {
  const Limits limits;
  auto zip = std::make_unique<ZipToSend>();
  std::error_code error;
  if (fs::is_directory(source, error)) {
    auto files = ReadFolder(source, limits);
    if (!files) return client::Refuse(files.error());
    auto packed = WriteZipBytes(std::move(*files));
    if (!packed) return client::Refuse(packed.error());
    zip->packed = std::move(*packed);
    zip->bytes = client::BytesOf(zip->packed);
    return zip;
  }
  // How large a zip may be is for the server to say.
  auto file = RegularFile::Open(source, std::uint64_t{1} << 40, Symlinks::kFollow, source);
  if (!file) return client::Refuse(file.error());
  zip->file = std::make_unique<RegularFile>(std::move(*file));
  zip->bytes.size = zip->file->size();
  zip->bytes.read = [&opened = *zip->file](std::uint64_t at, char* to,
                                           std::size_t most) -> std::optional<std::size_t> {
    const auto count = opened.ReadAt(at, to, most);
    return count ? std::optional(*count) : std::nullopt;
  };
  return zip;
}

Outcome<json::Document> SendDocument(client::Api& api, const PublishOptions& options,
                                     const client::Publication& publication) {
  if (!publication.makes_public) {
    return client::Refuse(Exit::kFailed, "Templates of Diga are always public.", "--no-publish");
  }
  // A new template's own request has no place for it.
  const bool here = publication.template_id.empty() && publication.secrets == "variables";
  const auto document = ReadTemplateDocument(options.source, here);
  if (!document) return client::Refuse(document.error());
  return client::PublishDocument(api, publication, *document);
}

Outcome<json::Document> SendZip(client::Api& api, const PublishOptions& options,
                                const client::Publication& publication) {
  if (publication.template_id.empty() && publication.name.empty()) {
    return client::Refuse(Exit::kFailed,
                          "Say --template ID for a new version of that template, or --name NAME "
                          "for a new template.");
  }
  auto zip = OpenZip(options.source);
  if (!zip) return client::PassOn(zip);
  const bool tells = !options.client.quiet && !options.client.json;
  const std::string name = fs::path(options.source).filename().string();
  return client::PublishZip(api, publication, name.empty() ? "template.zip" : name,
                            tells ? WithProgress((*zip)->bytes) : (*zip)->bytes);
}

Outcome<json::Document> Publish(const PublishOptions& options) {
  client::Publication publication = options.publication;
  if (!options.signature_file.empty()) {
    const auto read = ReadSignatureFile(options.signature_file);
    if (!read) return client::Refuse(read.error());
    publication.signature = SignatureMember(*read);
  }
  auto session = ClientSession::Open(options.client);
  if (!session) return client::PassOn(session);
  client::Api& api = (*session)->api();
  return IsTemplateDocument(options.source) ? SendDocument(api, options, publication)
                                            : SendZip(api, options, publication);
}

}  // namespace

int PublishCommand(const PublishOptions& options) {
  return PrintAnswer(Publish(options), options.client, [&](json::Value root) {
    const json::Value row = root["template"];
    const std::string id = client::Printable(client::TextOf(row["id"]));
    if (options.client.quiet) return id + "\n";
    return fmt::format("\"{}\" ({}){}\n{}", client::Printable(client::TextOf(row["name"])), id,
                       client::IsTrue(row["published"]) ? "" : ", not published",
                       client::VersionText(root["version"]));
  });
}

}  // namespace imprint
