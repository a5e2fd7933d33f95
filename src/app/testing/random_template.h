#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "app/testing/bundle_builder.h"

namespace imprint::test {

/// A template of integrator.io that changes from version to version. What it holds is small and of
/// few names, so that versions and edits meet in the same places. The same seed gives the same.
class RandomTemplate {
 public:
  explicit RandomTemplate(std::uint32_t seed);

  /// Makes it the next version: some resources changed, added, removed, or of another model.
  void Evolve();
  BundleBuilder Bundle() const;
  /// A value of one of its members, or of an edit.
  std::string Value();
  /// Numbers of its resources of a model.
  std::vector<unsigned> NumbersOf(Model model) const;

  /// Names of members that a document may have beside its references.
  static constexpr const char* kMembers[] = {"a", "b", "c", "list"};
  static constexpr const char* kGroupings[] = {"one", "two", "three"};

 private:
  struct Node {
    Model model = Model::kScript;
    std::map<std::string, std::string> members;
    std::map<std::string, std::vector<unsigned>> references;
  };

  unsigned Below(unsigned end) { return static_cast<unsigned>(random_() % end); }
  bool Chance(unsigned percent) { return Below(100) < percent; }
  void Add(Model model);
  void Change(Node& node);
  void Refer(Node& node);
  void Point(Node& node, const std::string& field, Model target, unsigned most);
  void Repair();
  std::string MembersOf(const Node& node) const;

  std::mt19937 random_;
  std::map<unsigned, Node> nodes_;
  std::map<unsigned, std::string> groupings_;  // number -> name
  unsigned next_ = 2;
};

/// The same of Diga: the JSON of a template with tools that come, change and go.
class RandomDigaTemplate {
 public:
  explicit RandomDigaTemplate(std::uint32_t seed);

  void Evolve();
  std::string Content() const;
  /// `{"description":...}` and the like, as an edit of a tool.
  std::string ToolChange();

 private:
  unsigned Below(unsigned end) { return static_cast<unsigned>(random_() % end); }
  bool Chance(unsigned percent) { return Below(100) < percent; }
  std::string Word();
  std::string Parameters();
  void Change(std::map<std::string, std::string>& tool);

  std::mt19937 random_;
  std::map<std::string, std::map<std::string, std::string>> tools_;  // by name
  std::string description_;
  std::string headers_;
  unsigned next_ = 0;
};

}  // namespace imprint::test
