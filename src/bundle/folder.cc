#include "bundle/folder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "bundle/path_rules.h"
#include "bundle/problem_list.h"
#include "bundle/regular_file.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;

// Walks one folder; names are checked before anything is read.
class FolderReader {
 public:
  FolderReader(fs::path root, const Limits& limits)
      : root_(std::move(root)), limits_(limits), problems_(limits.bundle_problems) {}

  Result<std::vector<ArchiveFile>> Run() && {
    if (auto walked = Walk(); !walked) return Fail(std::move(walked).error());
    CheckClashes();
    if (!problems_.empty()) return Fail(std::move(problems_).Take());
    std::sort(paths_.begin(), paths_.end());
    return ReadFiles();
  }

 private:
  Status Unreadable(const std::error_code& error) const {
    return Fail(Error(ErrorCode::kUnavailable, "the folder cannot be read: " + error.message())
                    .WithDetail("walking " + root_.string() + ": " + error.message()));
  }

  Status Walk() {
    std::error_code error;
    fs::recursive_directory_iterator at(root_, error);
    std::uint64_t count = 0;
    for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
      if (++count > limits_.bundle_entries) {
        return Fail(ErrorCode::kTooLarge, "the folder has more than " +
                                              std::to_string(limits_.bundle_entries) +
                                              " entries, the limit");
      }
      const fs::file_status status = at->symlink_status(error);
      if (error) break;
      if (!Visit(at->path(), status.type())) at.disable_recursion_pending();
    }
    if (error) return Unreadable(error);
    return {};
  }

  // False for a folder that is not to be entered.
  bool Visit(const fs::path& path, fs::file_type type) {
    if (path.filename().native().front() == '.') return false;
    std::string name = path.lexically_relative(root_).generic_string();
    if (IsLeftover(name) || name == "__MACOSX") return false;
    if (const auto problem = FindProblem(name, type)) {
      problems_.Add(ErrorCode::kInvalidBundle, *problem, Printable(name));
      return false;
    }
    if (type == fs::file_type::regular) paths_.push_back(std::move(name));
    return true;
  }

  static std::optional<std::string> FindProblem(const std::string& name, fs::file_type type) {
    if (type == fs::file_type::symlink) return "symbolic links are not allowed";
    if (auto problem = PathProblem(name)) return problem;
    if (type == fs::file_type::directory) return std::nullopt;
    if (type != fs::file_type::regular) return "is not a regular file";
    if (IsArchiveName(name)) return "archives inside the bundle are not allowed";
    return std::nullopt;
  }

  void CheckClashes() {
    for (auto& clash : FindClashes({paths_.begin(), paths_.end()})) {
      problems_.Add(ErrorCode::kInvalidBundle, std::move(clash.message),
                    Printable(paths_[clash.index]));
    }
  }

  Result<std::vector<ArchiveFile>> ReadFiles() {
    std::vector<ArchiveFile> files;
    std::uint64_t left = limits_.bundle_total_bytes;
    for (const std::string& name : paths_) {
      const std::string shown = Printable(name);
      auto bytes = ReadRegularFile((root_ / name).string(), limits_.bundle_file_bytes,
                                   Symlinks::kRefuse, shown);
      if (!bytes) {
        for (auto& problem : bytes.error().problems) problems_.Add(std::move(problem));
        continue;
      }
      if (bytes->size() > left) {
        problems_.Add(ErrorCode::kTooLarge, "the files take more than " +
                                                std::to_string(limits_.bundle_total_bytes) +
                                                " bytes, the limit for all of them");
        break;
      }
      left -= bytes->size();
      if (IsArchiveContent(*bytes)) {
        problems_.Add(ErrorCode::kInvalidBundle, "archives inside the bundle are not allowed",
                      shown);
      }
      files.push_back({name, std::move(*bytes)});
    }
    if (!problems_.empty()) return Fail(std::move(problems_).Take());
    return files;
  }

  fs::path root_;
  const Limits& limits_;
  ProblemList problems_;
  std::vector<std::string> paths_;
};

}  // namespace

Result<std::vector<ArchiveFile>> ReadFolder(const std::string& path, const Limits& limits) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    return Fail(ErrorCode::kNotFound, "there is no such folder");
  }
  return FolderReader(path, limits).Run();
}

}  // namespace imprint
