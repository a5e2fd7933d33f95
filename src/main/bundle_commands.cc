#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "base/crypto.h"
#include "base/json/pretty.h"
#include "bundle/archive_writer.h"
#include "bundle/compile.h"
#include "bundle/complete.h"
#include "bundle/folder.h"
#include "main/commands.h"
#include "main/output_file.h"
#include "main/report.h"
#include "main/template_source.h"
#include "surface/integrator/envelope.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;

Result<std::vector<ArchiveFile>> ReadPackSource(const BundleOptions& options,
                                                const Limits& limits) {
  std::error_code error;
  if (fs::is_directory(options.source, error)) return ReadFolder(options.source, limits);
  const auto model = ModelByCollection(options.model);
  if (!model) return Fail(ErrorCode::kInvalidField, "There is no such model.", "--model");
  std::ifstream file(options.source, std::ios::binary);
  if (!file) return Fail(ErrorCode::kNotFound, fmt::format("Cannot read {}.", options.source));
  std::ostringstream text;
  text << file.rdbuf();
  return BundleFromList(*model, text.str(), options.fill_missing, limits);
}

void PrintProblem(const char* kind, std::string_view place, std::string_view message) {
  fmt::print("{:<8}{}{}{}\n", kind, place, place.empty() ? "" : ": ", message);
}

std::string PlaceOf(const CompiledVersion& version, const Warning& warning) {
  const CompiledResource& resource = version.resources[warning.place.ordinal];
  return fmt::format("{} \"{}\" ({}): {}", NameOf(resource.model), resource.name,
                     resource.template_id.Text(), warning.place.path);
}

}  // namespace

int PackCommand(const BundleOptions& options) {
  if (!crypto::Initialise()) {
    return ReportFailure(Error(ErrorCode::kInternal, "libsodium cannot be initialised."));
  }
  const Limits limits;
  auto files = ReadPackSource(options, limits);
  if (!files) return ReportFailure(files.error());
  if (const auto good = Compile(*files, limits); !good) return ReportFailure(good.error());
  const std::size_t count = files->size();
  const auto zip = WriteZipBytes(std::move(*files));
  if (!zip) return ReportFailure(zip.error());
  const auto written = WriteOutputFile(options.output, *zip, 0666, Overwrite::kReplace);
  if (!written) return ReportFailure(written.error());
  // Beside a zip, standard output has no place for more.
  fmt::print(IsStandardOutput(options.output) ? stderr : stdout, "{}: {} files\n", options.output,
             count);
  return 0;
}

int LintCommand(const BundleOptions& options) {
  const auto version = CompileSource(options.source);
  if (!version) {
    for (const Problem& problem : version.error().problems) {
      PrintProblem("error", problem.field, problem.message);
    }
    return 1;
  }
  for (const Warning& warning : version->warnings) {
    PrintProblem("warning", PlaceOf(*version, warning), warning.message);
  }
  fmt::print("{}: {} resources, {} variables, {} warnings, no errors\n", options.source,
             version->resources.size(), version->variables.size(), version->warnings.size());
  return 0;
}

int PreviewCommand(const BundleOptions& options) {
  if (IsTemplateDocument(options.source)) {
    return ReportFailure(Error(ErrorCode::kWrongType, "A template of Diga has no preview."));
  }
  const auto version = CompileSource(options.source);
  if (!version) return ReportFailure(version.error());
  std::string body;
  integrator::AppendPreview(*version, body);
  const auto document = json::Document::Parse(body, std::numeric_limits<std::size_t>::max());
  fmt::print("{}\n", json::Pretty(document->root()));
  return 0;
}

}  // namespace imprint
