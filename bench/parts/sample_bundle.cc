#include "sample_bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "bundle/compile.h"
#include "bundle/layout.h"

namespace imprint::bench {
namespace {

constexpr std::size_t kResourcesPerConnection = 250;

std::string IdText(std::size_t n) {
  return fmt::format("5f00000000000000{:08x}", n);
}

// A little of what a mapping, a template or a flow's step looks like; `n` makes it vary.
std::string Mapping(std::size_t n) {
  return fmt::format(R"({{"extract":"record.customer.field{}","generate":"target_field_{}",)"
                     R"("dataType":"string","hardCodedValue":null,"isKey":{}}})",
                     n, n, n % 7 == 0);
}

std::string Header(std::size_t n) {
  return fmt::format(R"({{"name":"X-Request-{}","value":"{{{{record.header{}}}}}"}})", n, n);
}

std::string LongText(std::size_t n) {
  return fmt::format(
      R"({{"body":"{{\n  \"orderId\": \"{{{{record.id}}}}\",\n  \"lines\": [{{{{#each record.lines}}}}{{\"sku\": )"
      R"(\"{{{{this.sku}}}}\"}}{{{{/each}}}}],\n  \"total\": {{{{record.total{}}}}}\n}}","description":"Orders that )"
      R"(were changed since the last run, page {} of the shop's own list; see the guide.","size":{}}})",
      n, n, n * 37 % 1000);
}

std::string Step(std::size_t n, std::size_t target) {
  return fmt::format(R"({{"type":"{}","responseMapping":{{"fields":[{{"extract":"data","generate":)"
                     R"("lookup{}"}}],"lists":[]}},"{}":"{}"}})",
                     target % 3 == 0 ? "export" : "import", n,
                     target % 3 == 0 ? "_exportId" : "_importId", IdText(target));
}

/// Appends items to an array until a document has its size.
template <typename Item>
void FillArray(std::string& text, std::size_t up_to, const Item& item) {
  for (std::size_t n = 0; n == 0 || text.size() < up_to; ++n) {
    if (n > 0) text += ',';
    text += item(n);
  }
}

/// Writes the documents of one bundle. Of the numbers behind the connections, every third is an
/// export, the next an import and the next a flow.
class Documents {
 public:
  Documents(std::size_t resources, std::size_t bytes)
      : resources_(resources),
        bytes_(bytes),
        connections_(std::max<std::size_t>(1, resources / kResourcesPerConnection)),
        first_step_((1 + connections_ + 2) / 3 * 3) {}

  std::vector<ArchiveFile> All() {
    Add(Model::kIntegration, 0, R"(,"description":"Orders of <<store_domain>>")");
    for (std::size_t n = 1; n <= connections_; ++n) {
      Add(Model::kConnection, n, R"(,"type":"http","http":{"baseURI":"https://<<store_domain>>"})");
    }
    for (std::size_t n = first_step_; files_.size() < resources_; ++n) {
      if (n % 3 == 2) {
        Flow(n);
      } else {
        ExportOrImport(n % 3 == 0 ? Model::kExport : Model::kImport, n);
      }
    }
    return std::move(files_);
  }

 private:
  void Add(Model model, std::size_t n, std::string_view members) {
    const std::string name = fmt::format("{} {}", NameOf(model), n);
    files_.push_back({DocumentPath(model, name, IdText(n)),
                      fmt::format(R"({{"_id":"{}","name":"{}"{}}})", IdText(n), name, members)});
  }

  void ExportOrImport(Model model, std::size_t n) {
    std::string text = fmt::format(
        R"(,"_connectionId":"{}","adaptorType":"{}","apiIdentifier":"e{:08x}","http":{{"relativeURI":)"
        R"("/orders?shop=<<store_domain>>&page={}","method":"GET","headers":[)",
        IdText(1 + n % connections_), model == Model::kExport ? "HTTPExport" : "HTTPImport", n, n);
    FillArray(text, bytes_ / 10, Header);
    text += R"(]},"templates":[)";
    FillArray(text, bytes_ * 4 / 10, LongText);
    text += R"(],"mapping":{"fields":[)";
    FillArray(text, bytes_, Mapping);
    text += "]}";
    Add(model, n, text);
  }

  void Flow(std::size_t n) {
    std::string text = fmt::format(
        R"(,"disabled":false,"_integrationId":"{}","skipRetries":false,"pageGenerators":[{{"_exportId":)"
        R"("{}","skipRetries":false}}],"pageProcessors":[)",
        IdText(0), IdText(n - 2));
    FillArray(text, bytes_, [&](std::size_t step) { return Step(step, StepOf(n, step)); });
    text += "]";
    Add(Model::kFlow, n, text);
  }

  // An export or import before the flow, or the one right before it.
  std::size_t StepOf(std::size_t flow, std::size_t step) const {
    const std::size_t behind = 1 + step * 7 % 300;
    if (flow < first_step_ + behind + 2) return flow - 1;
    return (flow - behind) % 3 == 2 ? flow - behind - 1 : flow - behind;
  }

  const std::size_t resources_;
  const std::size_t bytes_;
  const std::size_t connections_;
  const std::size_t first_step_;
  std::vector<ArchiveFile> files_;
};

}  // namespace

std::vector<ArchiveFile> SampleBundle(std::size_t resources, std::size_t document_bytes) {
  return Documents(resources, document_bytes).All();
}

std::size_t BytesOf(const std::vector<ArchiveFile>& files) {
  std::size_t bytes = 0;
  for (const ArchiveFile& file : files) bytes += file.bytes.size();
  return bytes;
}

CompiledVersion SampleVersion(std::size_t resources, std::size_t document_bytes) {
  auto version = Compile(KeptBundle(resources, document_bytes), Limits{});
  if (!version) {
    fmt::print(stderr, "the sample does not compile: {} [{}]\n", version.error().message(),
               version.error().problems.front().field);
    std::abort();
  }
  return std::move(*version);
}

Installation SampleInstallation(const CompiledVersion& version) {
  const auto id = [](std::string_view text) { return *Id::FromObjectIdText(text); };
  Installation installation;
  installation.blocks = {{id("65a000000000000000000010"), version.id_count(), 0}};
  installation.id = InstallationId(installation.blocks[0].first);
  installation.from_template = TemplateId(id("65a0000000000000000000aa"));
  installation.created = FromMillis(1772366400123);
  for (const std::uint32_t ordinal : version.OrdinalsOf(Model::kConnection)) {
    installation.bindings.connections[ordinal] = id("65a0000000000000000001cc").Plus(ordinal);
  }
  for (const Variable& variable : version.variables) {
    installation.bindings.variables[variable.name] = "\"shop.example.com\"";
  }
  return installation;
}

const std::vector<ArchiveFile>& KeptBundle(std::size_t resources, std::size_t document_bytes) {
  static std::pair<std::size_t, std::size_t> kept_for;
  static std::vector<ArchiveFile> kept;
  if (kept_for != std::pair(resources, document_bytes)) {
    kept = SampleBundle(resources, document_bytes);
    kept_for = {resources, document_bytes};
  }
  return kept;
}

}  // namespace imprint::bench
