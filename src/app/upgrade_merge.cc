#include "app/upgrade_merge.h"

#include <algorithm>
#include <utility>

#include "app/document_merge.h"
#include "base/json/stored_depth.h"
#include "model/render.h"

namespace imprint {

Result<json::Document> PlainInstalled(const CompiledVersion& version,
                                      const Installation& installation, std::uint32_t ordinal) {
  std::string text;
  RenderInstalled(version, installation, ordinal, text);
  return PlainDocument(version.resources[ordinal].model, text);
}

struct OverrideMerger::Three {
  json::Document base, mine, theirs;
};

Status OverrideMerger::Merge(std::uint32_t ordinal, const Resource& row) {
  const std::uint32_t old = *draft_.carried[ordinal];
  const CompiledResource& resource = source_.to->resources[ordinal];
  auto base = PlainInstalled(*source_.from, draft_.before, old);
  if (!base) return Pass(base);
  auto mine = PlainDocument(row.model, row.document);
  if (!mine) return Pass(mine);
  auto theirs = PlainInstalled(*source_.to, draft_.after(), ordinal);
  if (!theirs) return Pass(theirs);
  const Three three{std::move(*base), std::move(*mine), std::move(*theirs)};

  auto merged = MergedOf(ordinal, three);
  if (!merged) return Pass(merged);
  const json::Document& outcome = *merged ? **merged : three.mine;
  auto regrouped = groupings_.Without(resource, outcome, &three.theirs, draft_);
  if (!regrouped) return Pass(regrouped);
  const json::Document& plain = *regrouped ? **regrouped : outcome;

  if (!*merged && !*regrouped) return {};
  auto plain_only = TellsOnlyPlain(row);
  if (!plain_only) return Pass(plain_only);
  if (*plain_only && SameValue(plain.root(), three.theirs.root())) {
    LetGo(row);
    return {};
  }
  if (SameValue(plain.root(), three.mine.root())) return {};
  return Keep(ordinal, row, plain);
}

// Nothing where the new version has nothing to say about it, or the result is a problem.
Result<std::optional<json::Document>> OverrideMerger::MergedOf(std::uint32_t ordinal,
                                                               const Three& three) {
  if (SameValue(three.base.root(), three.theirs.root())) return std::nullopt;
  const Id& template_id = source_.to->resources[ordinal].template_id;
  const auto whole = book_.Whole(template_id);
  const Side fallback = whole ? whole->side : book_.rule().value_or(Side::kMine);
  MergeResult merged = imprint::Merge(three.base.root(), three.mine.root(), three.theirs.root(),
                                      book_.Of(template_id), fallback);
  NoteConflicts(ordinal, IdOf(draft_.after(), ordinal), merged);
  const bool replaced = whole && whole->value && !merged.conflicts.empty();
  auto parsed = json::Document::Parse(replaced ? *whole->value : merged.text, json::kStoredDepth);
  if (!parsed) return Pass(parsed);
  if (!replaced) return std::move(*parsed);
  // Whoever writes a whole document may send it back as it was read.
  auto plain = PlainDocument(source_.to->resources[ordinal].model, parsed->text());
  if (parsed->root().is_object() && plain) return std::move(*plain);
  draft_.problems.Add(ErrorCode::kInvalidField, "The document must be an object.",
                      ResolutionField(template_id.Text(), {}));
  return std::nullopt;
}

void OverrideMerger::NoteConflicts(std::uint32_t ordinal, const Id& id, MergeResult& merged) {
  const CompiledResource& resource = source_.to->resources[ordinal];
  for (MergeConflict& places : merged.conflicts) {
    UpgradeConflict conflict;
    conflict.kind = UpgradeConflictKind::kField;
    conflict.model = resource.model;
    conflict.template_id = resource.template_id;
    conflict.id = ResourceId(id);
    conflict.name = resource.name;
    conflict.resolution = book_.Ask(resource.template_id, places.path);
    conflict.places = std::move(places);
    draft_.conflicts.emplace(std::pair(false, ordinal), std::move(conflict));
  }
}

Status OverrideMerger::Keep(std::uint32_t ordinal, const Resource& row,
                            const json::Document& plain) {
  const Id& template_id = source_.to->resources[ordinal].template_id;
  const std::string where = "resources." + template_id.Text();
  std::vector<Problem> problems;
  CheckPlain(row.model, plain, problems);
  Resource stored = row;
  if (problems.empty()) {
    auto set = SetPlain(services_, draft_.after(), template_id, plain, now_, stored);
    if (!set && set.error().code() != ErrorCode::kInvalidField) return set;
    if (!set) problems = std::move(set.error().problems);
  }
  const std::size_t most = std::max({services_.limits.body_bytes, row.document.size(),
                                     source_.to->resources[ordinal].text.size()});
  if (problems.empty() && stored.document.size() > most) {
    problems.push_back({ErrorCode::kTooLarge, "The merged document is too large."});
  }
  for (Problem& problem : problems) {
    problem.field = problem.field.empty() || problem.field.starts_with('[')
                        ? where
                        : where + "." + problem.field;
    draft_.problems.Add(std::move(problem));
  }
  if (problems.empty()) draft_.change.put[row.id.id] = std::move(stored);
  return {};
}

// The key of Diga's integration lies with its row; without one, with the installation.
void OverrideMerger::LetGo(const Resource& row) {
  draft_.change.removed.insert(row.id.id);
  if (row.model == Model::kDigaIntegration) {
    draft_.change.installation.bindings.sealed_secrets = row.sealed_secrets;
  }
}

}  // namespace imprint
