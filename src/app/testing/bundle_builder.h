#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bundle/archive.h"
#include "model/model.h"

namespace imprint::test {

/// The template's own id number `n`: what no account ever has.
std::string SourceId(unsigned n);

/// The files of a template, from a few lines.
class BundleBuilder {
 public:
  /// A document {"_id":...,"name":...,MEMBERS}; `members` is JSON without braces. Its name is the
  /// model's and `n`. One that is there already is replaced.
  BundleBuilder& Add(Model model, unsigned n, std::string_view members = "");
  BundleBuilder& Remove(Model model, unsigned n);
  /// Any file.
  BundleBuilder& File(std::string path, std::string bytes);

  const std::vector<ArchiveFile>& files() const { return files_; }
  std::string Zip() const;

 private:
  std::vector<ArchiveFile> files_;
};

/// Numbers of what SmallBundle holds.
inline constexpr unsigned kSmallIntegration = 1;
inline constexpr unsigned kSmallConnection = 2;
inline constexpr unsigned kSmallExport = 3;
inline constexpr unsigned kSmallImport = 4;
inline constexpr unsigned kSmallFlow = 5;
inline constexpr unsigned kSmallScript = 6;

/// An integration, an http connection, an export with a script, an import and a flow of the two.
BundleBuilder SmallBundle();

/// SmallBundle and `flows` more flows.
BundleBuilder LargeBundle(unsigned flows);

/// `"field":"id of n"`.
std::string Ref(std::string_view field, unsigned n);

}  // namespace imprint::test
